namespace MiniDnn;

/// <summary>The outcome of a test whether the most unusual row is an outlier.</summary>
/// <remarks>
/// <see cref="HypothesisTest.Statistic"/> is its studentised residual, <see cref="HypothesisTest.PValue"/> is by Bonferroni: the one that
/// the
/// row alone would have, times the number of rows, at most 1.
/// </remarks>
public sealed class OutlierTest : HypothesisTest
{
    internal OutlierTest(int row, double statistic, double degreesOfFreedom, double pValue, int count)
        : base($"Outlier test, row {row} of the data, t", statistic, degreesOfFreedom, double.NaN, Math.Min(1, pValue * count))
    {
        Row = row;
        UnadjustedPValue = pValue;
    }

    /// <summary>The row with the largest studentised residual, counted from 0; −1 where none has one.</summary>
    public int Row { get; }

    /// <summary>The p value of that row, had it been chosen before the data were seen.</summary>
    public double UnadjustedPValue { get; }
}
