namespace MiniDnn;

/// <summary>What is to be solved beside the design, in scaled units.</summary>
/// <param name="Targets">y′, one array for each target.</param>
/// <param name="Weights">W′.</param>
/// <param name="ColumnExponents">The scales of the design's columns.</param>
/// <param name="Penalties">λ′ⱼ of each column; empty without ridge.</param>
/// <param name="Tolerance">The share of a column below which it counts as dependent.</param>
internal sealed record RegressionProblem(double[][] Targets, RegressionWeights Weights, int[] ColumnExponents, double[] Penalties, double Tolerance);

/// <summary>A factor, and for each target the coefficients, the residuals and their weighted sum of squares.</summary>
internal sealed class RegressionResult(LeastSquaresFactor factor, int targetCount)
{
    public LeastSquaresFactor Factor { get; } = factor;

    /// <summary>True where the coefficients were refined until an exact fit leaves residuals of 2⁻⁸⁸, not 2⁻¹⁰⁴.</summary>
    public bool IsRefined { get; init; }

    /// <summary>What rounding leaves of 1: refinement ends before doubled precision does.</summary>
    public double Rounding => Math.ScaleB(1, IsRefined ? -88 : -104);

    public DoubleDouble[][] Coefficients { get; } = new DoubleDouble[targetCount][];

    public double[][] Residuals { get; } = new double[targetCount][];

    public DoubleDouble[] SumsOfSquares { get; } = new DoubleDouble[targetCount];

    /// <summary>Whether the residual sums of squares are the other's but for the rounding of doubled precision.</summary>
    public bool FitsLike(RegressionResult other)
        => Enumerable.Range(0, SumsOfSquares.Length).All(t => Math.Abs((SumsOfSquares[t] - other.SumsOfSquares[t]).High)
            <= (1e-12 * other.SumsOfSquares[t].High) + Math.Max(NoiseOfSquares(t), other.NoiseOfSquares(t)));

    /// <summary>The largest sum of squares that rounding of doubled precision leaves.</summary>
    public double NoiseOfSquares(int target)
    {
        double sum = 1;
        foreach (DoubleDouble coefficient in Coefficients[target])
        {
            sum += Math.Abs(coefficient.High);
        }
        return Math.Pow(Residuals[target].Length * 4 * Coefficients[target].Length * Rounding * sum, 2);
    }

    /// <summary>Computes the residuals that belong to the coefficients.</summary>
    public void MeasureResiduals<T>(int target, ResidualPass pass, Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Residuals[target] = GC.AllocateUninitializedArray<double>(design.RowCount);
        pass.Run(design, problem.Targets[target], problem.Weights, Coefficients[target], Residuals[target], withGradient: false);
        SumsOfSquares[target] = pass.SumOfSquares;
    }
}
