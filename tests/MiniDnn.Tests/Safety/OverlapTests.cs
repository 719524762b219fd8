namespace MiniDnn.Tests;

/// <summary>Every operation that writes into memory it is given, with that memory at every distance from each other argument's.</summary>
/// <remarks>
/// It either gives what it gives with memory of its own, and writes nothing else, or refuses and changes nothing. It must not refuse what
/// shares no element, as blocks of columns side by side, nor exactly the same memory where the documentation allows it.
/// </remarks>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
[NonParallelizable]
internal sealed class OverlapTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Operation<T>[] Operations = [.. Surface.Operations<T>().Where(operation => Pairs(operation).Any())];

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

    /// <summary>All pairs of an argument that is written, and another.</summary>
    private static IEnumerable<(int Operand, int Written)> Pairs(Operation<T> operation)
        => from written in Enumerable.Range(0, operation.Shaped.Count)
           from operand in Enumerable.Range(0, operation.Shaped.Count)
           where operand != written && operation.Shaped[written].IsWritable
           where HasMemory(operation.Shaped[written]) && HasMemory(operation.Shaped[operand])
           select (operand, written);

    private static bool HasMemory(Argument argument) => argument.Role == Role.Shape && !argument.IsObject && argument.Element == typeof(T);
}
