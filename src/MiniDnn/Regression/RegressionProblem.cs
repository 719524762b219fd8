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

    /// <summary>Sets to 0 what is 0 but for the rounding of doubled precision: the residuals of an exact fit, and coefficients.</summary>
    /// <remarks>Divided by each other such remains make t values and distances of any size, which would pass for significant.</remarks>
    public void ClearNoise<T>(Design<T> design, RegressionProblem problem, int target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double noise = NoiseOfSquares(target);
        int[] small = SmallCoefficients(problem, target);
        if (small.Length > 0)
        {
            ClearCoefficients(design, problem, target, small, noise);
        }
        if (SumsOfSquares[target].High <= noise)
        {
            SumsOfSquares[target] = DoubleDouble.Zero;
            double[] residuals = Residuals[target];
            for (int i = 0; i < residuals.Length; i++)
            {
                residuals[i] = problem.Weights[i] == 0 ? residuals[i] : 0;
            }
        }
    }

    /// <summary>Coefficients no larger than what rounding of the target may make of them, by the length of their row of B.</summary>
    private int[] SmallCoefficients(RegressionProblem problem, int target)
    {
        DoubleDouble[] coefficients = Coefficients[target];
        double largest = 0, least = double.PositiveInfinity;
        foreach (DoubleDouble coefficient in coefficients)
        {
            double size = Math.Abs(coefficient.High);
            largest = Math.Max(largest, size);
            least = size > 0 ? Math.Min(least, size) : least;
        }
        bool mayBeRounding = least <= Math.ScaleB(1 + largest, -40);   // columns and target are no larger than 1
        if (!mayBeRounding)
        {
            return [];
        }
        double squares = problem.Weights.SumOfSquares(problem.Targets[target]);
        double rounding = 16 * coefficients.Length * Math.Sqrt(problem.Targets[target].Length) * Rounding * Math.Sqrt(squares);
        int[] all = [.. Enumerable.Range(0, coefficients.Length)];
        return [.. all.Where(j => coefficients[j].High != 0 && Math.Abs(coefficients[j].High) <= rounding * Factor.RowLength(j))];
    }

    /// <summary>Sets coefficients to 0 if the fit is as good without them.</summary>
    private void ClearCoefficients<T>(Design<T> design, RegressionProblem problem, int target, int[] small, double noise)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DoubleDouble[] found = Coefficients[target];
        double[] residuals = Residuals[target];
        DoubleDouble squares = SumsOfSquares[target];
        Coefficients[target] = [.. found.Select((b, j) => small.Contains(j) ? DoubleDouble.Zero : b)];
        MeasureResiduals(target, ResidualPass.Of(design), design, problem);
        // but for some units of the last digit
        bool isAsGood = SumsOfSquares[target].High <= Math.Max(noise, squares.High * (1 + Math.ScaleB(1, -50)));
        if (!isAsGood)
        {
            (Coefficients[target], Residuals[target], SumsOfSquares[target]) = (found, residuals, squares);
        }
    }
}
