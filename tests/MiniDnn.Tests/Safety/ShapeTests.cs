namespace MiniDnn.Tests;

/// <summary>
/// Every public operation on spans, views and matrices with all combinations of shapes, its memory between pages that no one may touch.
/// </summary>
/// <remarks>
/// Shapes that fit by the rule give a result of the right shape; all others a documented exception that names an argument, what was
/// expected and what came, and leave everything as it was.
/// </remarks>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
[Platform("Unix")]
[NonParallelizable]
internal sealed class ShapeTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Operation<T>[] Operations = Surface.Operations<T>();

    private readonly Arguments<T> _arguments = new();

    public static IEnumerable<string> Keys => Operations.Select(operation => operation.Key).Distinct();

    [OneTimeTearDown]
    public void Free() => _arguments.Dispose();

    [Test]
    public void Every_operation_has_a_rule_and_every_rule_an_operation()
    {
        IEnumerable<Operation<T>> ruleless = Operations.Where(operation => ShapeRules.For(operation) is null);
        string without = string.Join('\n', ruleless.Select(operation => $"{operation.Key}: {operation}"));
        Assert.That(without, Is.Empty, $"a new operation on shapes needs a line in ShapeRules:\n{without}\n");
        if (typeof(T) == typeof(double))
        {
            // some operations are of double alone
            Assert.That(ShapeRules.AllNames.Except(Keys), Is.Empty, "rules without an operation");
        }
        IEnumerable<Operation<T>> uncalled = Operations.Where(operation => !Receivers<T>.Of(operation).Any());
        Assert.That(uncalled.Select(operation => $"{operation}"), Is.Empty, "a new type needs an object in Receivers");
    }

    /// <summary>The operations of one name.</summary>
    [TestCaseSource(nameof(Keys))]
    public void Shapes_that_fit_are_taken_and_all_others_refused(string key)
    {
        int fitting = 0, refused = 0;
        foreach (Operation<T> operation in Operations.Where(operation => operation.Key == key))
        {
            foreach (Receiver? receiver in Receivers<T>.Of(operation))
            {
                var call = new CheckedCall<T>(operation, ShapeRules.For(operation)!, receiver, _arguments);
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
