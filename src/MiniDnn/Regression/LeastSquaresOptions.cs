namespace MiniDnn;

/// <summary>How <see cref="LeastSquares"/> finds the coefficients.</summary>
public enum LeastSquaresMethod
{
    /// <summary>
    /// By a triangular factor, in doubled precision or refined to the same digits: the most accurate, and fast. The default.
    /// </summary>
    Qr,

    /// <summary>By the Moore–Penrose pseudo-inverse, from singular values, and refined as the other: coefficients = X⁺·y.</summary>
    /// <remarks>The columns are taken about their means, beside an intercept, and of one length, so that the rank has no units.</remarks>
    PseudoInverse,
}

/// <summary>What a least-squares fit may be told; the defaults fit a constant and all predictors with equal weights.</summary>
/// <remarks>Weighted, Σ wᵢ·(yᵢ − ŷᵢ)² is minimised: 1/variance of yᵢ is such a weight. The residual of a missing y is NaN.</remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1, 2], [2, 1], [3, 5], [4, 3]];
/// double[] y = [5, 4, 13, 10];
/// var model = LeastSquares.Fit(x, y, new() { Intercept = false, PredictorNames = ["width", "height"] });
/// Console.WriteLine(model);                          // → height
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed record LeastSquaresOptions<T> : RegressionOptions<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The method; <see cref="LeastSquaresMethod.Qr"/> by default.</summary>
    public LeastSquaresMethod Method { get; init; }

    /// <summary>
    /// λ ≥ 0: adds λ·(sum of the squared coefficients, the intercept's left out) to what is minimised; 0 by default. The predictors are not
    /// standardised.
    /// </summary>
    public T Ridge { get; init; }

    /// <summary>
    /// A column counts as dependent on others when no more than this share of its length is left after they are taken out; null for what
    /// rounding of the data explains, ½·ε of the number type (32·p·2⁻⁷² for the p columns of a polynomial, whose powers are exact). No less
    /// than p·2⁻⁹⁰, which doubled precision can't tell from 0; with ridge no column is dependent.
    /// </summary>
    public T? RankTolerance { get; init; }

    /// <summary>
    /// Whether the model keeps a copy of the predictors, which leverages, standardised residuals, Cook's distances and robust standard
    /// errors are computed from when asked for. Null (the default): when x has at most 262,144 elements.
    /// </summary>
    public bool? KeepData { get; init; }

    /// <summary>The same for the records that count.</summary>
    internal LeastSquaresOptions<T> For<TRecord>(RecordSample<TRecord> sample, IReadOnlyList<string> names) => this with
    {
        Weights = sample.Keep("Fit", Weights, nameof(Weights)),
        PredictorNames = names,
    };
}
