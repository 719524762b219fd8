using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>What is to be solved beside the design, in scaled units.</summary>
/// <param name="Targets">y′, one array for each target.</param>
/// <param name="Weights">W′.</param>
/// <param name="ColumnExponents">The scales of the design's columns.</param>
/// <param name="Penalties">λ′ⱼ of each column; empty without ridge.</param>
/// <param name="Tolerance">The share of a column below which it counts as dependent.</param>
internal sealed record RegressionProblem(double[][] Targets, RegressionWeights Weights, int[] ColumnExponents, double[] Penalties, double Tolerance);

/// <summary>A factor, and for each target the coefficients, the residuals and their weighted sum of squares.</summary>
internal sealed class RegressionResult(LeastSquaresFactor factor, RegressionProblem problem)
{
    public LeastSquaresFactor Factor { get; } = factor;

    /// <summary>True where the coefficients were refined until an exact fit leaves residuals of 2⁻⁸⁸, not 2⁻¹⁰⁴.</summary>
    public bool IsRefined { get; init; }

    /// <summary>What rounding leaves of 1: refinement ends before doubled precision does.</summary>
    public double Rounding => Math.ScaleB(1, IsRefined ? -88 : -104);

    public DoubleDouble[][] Coefficients { get; } = new DoubleDouble[problem.Targets.Length][];

    public double[][] Residuals { get; } = new double[problem.Targets.Length][];

    public DoubleDouble[] SumsOfSquares { get; } = new DoubleDouble[problem.Targets.Length];

    /// <summary>Whether the residual sums of squares are the other's but for the rounding of doubled precision.</summary>
    public bool FitsLike(RegressionResult other)
        => Enumerable.Range(0, SumsOfSquares.Length).All(t => Math.Abs((SumsOfSquares[t] - other.SumsOfSquares[t]).High)
            <= (1e-12 * other.SumsOfSquares[t].High) + Math.Max(NoiseOfSquares(t), other.NoiseOfSquares(t)));

    /// <summary>
    /// The largest sum of squares that rounding of doubled precision leaves of a target and columns times coefficients of these lengths.
    /// </summary>
    public double NoiseOfSquares(int target)
    {
        double[] y = problem.Targets[target];
        double sum = Math.Sqrt(problem.Weights.SumOfSquares(y));
        for (int j = 0; j < Coefficients[target].Length; j++)
        {
            sum += Math.Abs(Coefficients[target][j].High) * Factor.ColumnLength(j);
        }
        return Math.Pow(Math.Sqrt(y.Length) * 4 * Coefficients[target].Length * Rounding * sum, 2);
    }

    /// <summary>Computes the residuals that belong to the coefficients.</summary>
    public void MeasureResiduals<T>(int target, ResidualPass pass, Design<T> design)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Residuals[target] = GC.AllocateUninitializedArray<double>(design.RowCount);
        pass.Run(design, problem.Targets[target], problem.Weights, Coefficients[target], Residuals[target], withGradient: false);
        SumsOfSquares[target] = pass.SumOfSquares;
    }

    /// <summary>Sets to 0 what is 0 but for the rounding of doubled precision: the residuals of an exact fit, and coefficients.</summary>
    /// <remarks>Divided by each other such remains make t values and distances of any size, which would pass for significant.</remarks>
    /// <param name="design">X.</param>
    /// <param name="target">The index of the target.</param>
    /// <param name="data">With ridge the triangle of the data alone, else null.</param>
    public void ClearNoise<T>(Design<T> design, int target, DoubledColumns? data)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double noise = NoiseOfSquares(target);
        int[] small = SmallCoefficients(target, data);
        if (small.Length > 0)
        {
            ClearCoefficients(design, target, small, noise);
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
    private int[] SmallCoefficients(int target, DoubledColumns? data)
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
        double length = Math.Sqrt(problem.Weights.SumOfSquares(problem.Targets[target]));
        double residual = Math.Sqrt(Math.Max(SumsOfSquares[target].High, 0));
        double rounding = 16 * coefficients.Length * Math.Sqrt(problem.Targets[target].Length) * Rounding;
        bool IsSmall(int j) => Math.Abs(coefficients[j].High) <= rounding
            * (data is null ? length * Factor.RowLength(j) : ReachWithRidge(j, data, (length, residual)));
        return [.. Enumerable.Range(0, coefficients.Length).Where(j => coefficients[j].High != 0 && IsSmall(j))];
    }

    /// <summary>
    /// How far coefficient j moves where targets and columns move by as much as they are long: ‖K‖·‖y‖ + Σ |M|·‖x‖·‖y − ŷ‖ with the rows j
    /// of M = (XᵀX + Λ)⁻¹ and K = M·Xᵀ, small ones where ridge makes all coefficients small.
    /// </summary>
    private double ReachWithRidge(int j, DoubledColumns data, (double Target, double Residual) lengths)
    {
        double sum = 0;
        var k = new double[data.RowCount];
        for (int column = 0; column < Factor.ParameterCount; column++)
        {
            double m = Factor.InnerProduct(j, column);
            sum += Math.Abs(m) * data.Length(column);
            TensorPrimitives.MultiplyAdd<double>(data.HighPart(column), m, k, k);
        }
        return (TensorPrimitives.Norm<double>(k) * lengths.Target) + (sum * lengths.Residual);
    }

    /// <summary>Sets coefficients to 0, and moves the others with them to where they fit best, if the fit is as good as before.</summary>
    private void ClearCoefficients<T>(Design<T> design, int target, int[] small, double noise)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DoubleDouble[] found = Coefficients[target];
        double[] residuals = Residuals[target];
        DoubleDouble squares = SumsOfSquares[target];
        int[] zeros = [.. small, .. Enumerable.Range(0, found.Length).Where(j => found[j].High == 0)];
        Coefficients[target] = Factor.WithZeros(found, zeros);
        MeasureResiduals(target, ResidualPass.Of(design), design);
        double moved = 0;
        for (int i = 0; i < residuals.Length; i++)
        {
            double change = Residuals[target][i] - residuals[i];
            moved += problem.Weights[i] * change * change;
        }

        // a fit that is no worse had nothing but rounding there; 2⁻⁴⁵ of the residuals are eight bits more than their rounding
        bool isNoWorse = SumsOfSquares[target].High <= noise || (SumsOfSquares[target] - squares).High <= 0;
        bool isAsGood = isNoWorse || moved <= Math.ScaleB(squares.High, -90);
        if (!isAsGood)
        {
            (Coefficients[target], Residuals[target], SumsOfSquares[target]) = (found, residuals, squares);
        }
    }
}
