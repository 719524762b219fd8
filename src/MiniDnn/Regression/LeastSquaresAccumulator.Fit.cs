using MiniDnn.Kernels;

namespace MiniDnn;

public sealed partial class LeastSquaresAccumulator<T>
{
    /// <summary>
    /// The model of all rows so far, with every statistic that does not ask for single rows (residuals, leverages and what follows from
    /// these). More rows may be added afterwards.
    /// </summary>
    /// <param name="ridge">
    /// λ ≥ 0: adds λ·(sum of the squared coefficients, the intercept's left out) to what is minimised; 0 by default.
    /// </param>
    /// <param name="rankTolerance">
    /// A column counts as dependent on others when less than this share of its length is left after they are taken out; null for p·max(32·ε
    /// of the number type, 256·ε of double), with p parameters.
    /// </param>
    /// <param name="predictorNames">Names for the predictors; null for x, or x1, x2, ….</param>
    /// <exception cref="InvalidOperationException">There are no rows yet.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="ridge"/> is negative or not finite, or <paramref name="rankTolerance"/> is not at least 0 and less than 1.
    /// </exception>
    /// <exception cref="ArgumentException">The number of names is not that of the predictors, or one is null.</exception>
    public LinearModel<T> Fit(T ridge = default, T? rankTolerance = null, IReadOnlyList<string>? predictorNames = null)
    {
        if (RowCount == 0)
        {
            throw new InvalidOperationException("Fit: the accumulator has no rows yet; Add at least one (of a weight that is not 0).");
        }
        Regression<T>.CheckNumbers(nameof(Fit), ridge, rankTolerance, rankTolerance is null ? nameof(ridge) : nameof(rankTolerance));
        Regression<T>.CheckNames(nameof(Fit), predictorNames, PredictorCount, nameof(predictorNames));
        int[] exponents = _scales.Columns;
        double[] penalties = Regression<T>.Penalties(double.CreateTruncating(ridge), exponents, _scales.WeightExponent, HasIntercept);
        double tolerance = rankTolerance is { } given ? double.CreateTruncating(given) : DefaultTolerance(exponents.Length);
        (LeastSquaresFactor factor, DoubleDouble[] coefficients, DoubleDouble squares) = StreamedFactorization.FromTriangle(_triangle, penalties, exponents, tolerance);
        for (int j = 0; j < penalties.Length; j++)
        {
            squares -= coefficients[j] * coefficients[j] * penalties[j];
        }
        var solution = new LeastSquaresSolution
        {
            RowCount = RowCount,
            ParameterCount = exponents.Length,
            Factor = factor,
            Coefficients = coefficients,
            ColumnExponents = exponents,
            TargetExponent = _scales.Target,
            WeightExponent = _scales.WeightExponent,
            ResidualSumOfSquares = WithoutNoise(squares),
            TotalSumOfSquares = TotalSumOfSquares(),
            SumOfLogWeights = _sumOfLogWeights - (RowCount * _scales.WeightExponent * Math.Log(2)),
            Penalties = penalties,
        };
        return new(solution, new(PredictorCount, 1, HasIntercept, predictorNames), new(null, RegressionWeights.None, null));
    }

    private static double DefaultTolerance(int parameterCount)
        => Math.Min(0.5, parameterCount * Math.Max(32 * double.CreateTruncating(FloatingPoint<T>.Epsilon), 256 * FloatingPoint<double>.Epsilon));

    /// <summary>The target's squared length below the first row of R, which is that of the constant.</summary>
    private DoubleDouble TotalSumOfSquares()
        => _targetIsConstant && (HasIntercept || _firstTarget == T.Zero) ? DoubleDouble.Zero : TargetSquares(HasIntercept ? 1 : 0);

    private DoubleDouble TargetSquares(int firstRow)
    {
        int last = _triangle.ColumnCount - 1;
        DoubleDouble sum = DoubleDouble.Zero;
        for (int i = firstRow; i <= last; i++)
        {
            sum += DoubleDouble.ExactProduct(_triangle[i, last], _triangle[i, last]);
        }
        return sum;
    }

    /// <summary>A residual no longer than the rounding of the triangle is that of an exact fit: 0.</summary>
    private DoubleDouble WithoutNoise(DoubleDouble squares)
    {
        double rounding = 8 * _triangle.ColumnCount * FloatingPoint<double>.Epsilon;
        return squares.High <= rounding * rounding * TargetSquares(0).High ? DoubleDouble.Zero : squares;
    }
}
