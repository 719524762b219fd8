namespace MiniDnn.Tests;

/// <summary>
/// Every operation that writes into memory it is given, with that memory at every distance from each other argument's. It either gives what it gives with memory
/// of its own, and writes nothing else, or refuses and changes nothing. It must not refuse what shares no element, blocks of columns side by side for one, nor exactly the same
/// memory where the documentation allows it.
/// </summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
[NonParallelizable]
internal sealed class OverlapTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Operation<T>[] Operations = [.. Surface.Members<T>().Select(member => new Operation<T>(member)).Where(operation => Pairs(operation).Any())];

    private readonly Arguments<T> _arguments = new(), _separate = new();

    public static IEnumerable<string> Keys => Operations.Select(operation => operation.Key).Distinct();

    [OneTimeTearDown]
    public void Free()
    {
        _arguments.Dispose();
        _separate.Dispose();
    }

    [TestCaseSource(nameof(Keys))]
    public void Memory_that_is_shared_is_refused_or_does_no_harm(string key)
    {
        int count = 0;
        foreach (Operation<T> operation in Operations.Where(operation => operation.Key == key))
        {
            foreach (Receiver? receiver in Receivers<T>.Of(operation))
            {
                var call = new OverlappingCall<T>(operation, receiver, _arguments, _separate);
                foreach ((int operand, int written) in Pairs(operation))
                {
                    call.CheckAll(operand, written);
                }
                Assert.That(call.Faults, Is.Empty, $"{operation} on {receiver?.Name}");
                count += call.Count;
            }
        }
        Assert.That(count, Is.GreaterThan(0));
    }

    /// <summary>An argument that is written, and another.</summary>
    private static IEnumerable<(int Operand, int Written)> Pairs(Operation<T> operation)
        => from written in Enumerable.Range(0, operation.Arguments.Count)
           from operand in Enumerable.Range(0, operation.Arguments.Count)
           where operand != written && operation.Arguments[written].IsWritable && HasMemory(operation.Arguments[written]) && HasMemory(operation.Arguments[operand])
           select (operand, written);

    private static bool HasMemory(Argument argument) => argument.Role == Role.Shape && !argument.IsObject && argument.Element == typeof(T);
}
