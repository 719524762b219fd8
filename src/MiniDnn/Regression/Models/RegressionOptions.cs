namespace MiniDnn;

/// <summary>What every regression on a matrix of predictors may be told; the defaults fit a constant and all predictors.</summary>
/// <example><code>
/// double[] x = [1, 2, 3, 4], y = [2, 3, 5, 9];
/// var options = new LeastSquaresOptions&lt;double&gt; { Weights = [1, 1, 1, 0], PredictorNames = ["dose"] };
/// Console.WriteLine(LeastSquares.Fit(x, y, options).RowCount);                                  // → 3
/// Console.WriteLine(LeastSquares.Fit(x, y, options with { Intercept = false }).ParameterNames[0]);   // → dose
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public abstract record RegressionOptions<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected RegressionOptions()
    {
    }

    /// <summary>True (the default) to fit a constant beside the predictors: for classes one for each.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>
    /// A weight ≥ 0 for each row, by which its part of what is minimised is multiplied: how precise the row is. Null for equal weights. A
    /// row of weight 0 is predicted but not counted; it may hold missing values (NaN).
    /// </summary>
    public IReadOnlyList<T>? Weights { get; init; }

    /// <summary>Names for the predictors, each of its own, used in tables and messages; null for x, or x1, x2, ….</summary>
    public IReadOnlyList<string>? PredictorNames { get; init; }
}
