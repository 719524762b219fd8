namespace MiniDnn.Tests;

/// <summary>Matrices with billions of rows or columns and nothing in them cost nothing, or are refused clearly.</summary>
[Platform("Unix")]
internal sealed class ExtremeShapeTests
{
    /// <summary>In a process of its own, for a loop that does not end must not keep the other tests.</summary>
    [TestCase("float"), TestCase("double")]
    public void Every_operation_ends_at_once_or_refuses(string numbers)
        => Assert.That(ChildProcess.Run("extremes", numbers).Split('\n'), Has.Length.GreaterThan(1_000));
}
