namespace MiniDnn.Tests;

/// <summary>
/// Every public operation on spans, views and matrices with all combinations of shapes, its memory between pages that no one may touch. Shapes that fit by the rule
/// give a result of the right shape; all others a documented exception that names an argument, what was expected and what came, and leave everything as it was.
/// </summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
[Platform("Unix")]
[NonParallelizable]
internal sealed class ShapeTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Operation<T>[] Operations = [.. Surface.Members<T>().Select(member => new Operation<T>(member))];

    private readonly Arguments<T> _arguments = new();

    /// <summary>A part of the operations, all those of one name in one case.</summary>
    public static IEnumerable<string> Keys => Operations.Select(operation => operation.Key).Distinct();

    [OneTimeTearDown]
    public void Free() => _arguments.Dispose();

    [Test]
    public void Every_operation_has_a_rule_and_every_rule_an_operation()
    {
        string without = string.Join('\n', Operations.Where(operation => ShapeRules.For(operation) is null).Select(operation => $"{operation.Key}: {operation}"));
        Assert.That(without, Is.Empty, $"a new operation on shapes needs a line in ShapeRules:\n{without}\n");
        Assert.That(ShapeRules.AllNames.Except(Operations.Select(operation => operation.Key)), Is.Empty, "rules without an operation");
        IEnumerable<string> uncalled = Operations.Where(operation => operation.NeedsReceiver && Receivers<T>.For(operation.Member.DeclaringType!).Count == 0).Select(operation => operation.ToString());
        Assert.That(uncalled, Is.Empty, "a new type needs an object in Receivers");
    }

    [TestCaseSource(nameof(Keys))]
    public void Shapes_that_fit_are_taken_and_all_others_refused(string key)
    {
        int fitting = 0, refused = 0;
        foreach (Operation<T> operation in Operations.Where(operation => operation.Key == key))
        {
            ShapeRule rule = ShapeRules.For(operation)!;
            foreach (Receiver? receiver in Receivers<T>.Of(operation))
            {
                var call = new CheckedCall<T>(operation, rule, receiver, _arguments);
                call.CheckAll();
                fitting += call.Fitting;
                refused += call.Refused;
                Assert.That(call.Faults, Is.Empty, operation.ToString());
            }
        }
        TestContext.Out.WriteLine($"{fitting} calls that fit, {refused} that were refused");
        Assert.That(fitting, Is.GreaterThan(0));
    }
}
