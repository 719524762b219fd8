using MiniDnn.Files;

namespace MiniDnn;

/// <summary>
/// A fitted model of regression: what linear, robust, generalised linear, multinomial and nonlinear models have in common.
/// </summary>
/// <remarks>Safe to use from many threads at once.</remarks>
/// <example><code>
/// double[] x = [1, 2, 3, 4, 5, 6], y = [1.1, 1.9, 3.2, 3.9, 5.3, 5.8];
/// RegressionModel&lt;double&gt;[] models = [LeastSquares.Fit(x, y), RobustRegression.Fit(x, y), Curve.Power.Fit(x, y)];
/// foreach (var model in models)
/// {
///     Console.WriteLine($"{model.ParameterNames[1]}: {model.Coefficients[1]:F2}, p {model.Summary().PValues[1]:F4}");   // → p 0.0000
/// }
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public abstract class RegressionModel<T> : IFormattable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected RegressionModel()
    {
    }

    /// <summary>
    /// The coefficients: of models that are linear in their predictors the intercept first, if there is one; of a multinomial model class
    /// by class.
    /// </summary>
    public abstract IReadOnlyList<T> Coefficients { get; }

    /// <summary>The names of the coefficients, in their order.</summary>
    public abstract IReadOnlyList<string> ParameterNames { get; }

    /// <summary>The number of rows that were fitted; rows of weight 0 are not counted.</summary>
    public abstract long RowCount { get; }

    /// <summary>How the search for the coefficients ended; that of a linear model always arrives.</summary>
    public virtual FitOutcome Outcome => FitOutcome.Converged;

    /// <summary>In words, what is unusual about the fit, and why something in the summary is not defined.</summary>
    public abstract IReadOnlyList<string> Remarks { get; }

    /// <summary>Gives the statistics of the fit, and its table: always the same object.</summary>
    public abstract RegressionSummary<T> Summary();

    /// <summary>Computes yᵢ less what the model says of it, for each row; of classes 1 less the probability of the one that came.</summary>
    public abstract T[] Residuals();

    /// <summary>Computes an interval for each coefficient: <see cref="RegressionSummary{T}.CoefficientIntervals"/>.</summary>
    /// <param name="level">The probability of covering the true value, between 0 and 1; 0.95 by default.</param>
    /// <param name="adjustment">Whether each interval covers its coefficient at this level, or all do together.</param>
    /// <returns>The intervals; NaN for coefficients that the data do not determine.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or there is no such <paramref name="adjustment"/>.
    /// </exception>
    public Interval<T>[] CoefficientIntervals(double level = 0.95, IntervalAdjustment adjustment = IntervalAdjustment.None)
        => Summary().CoefficientIntervals(level, adjustment);

    /// <summary>Saves the model as JSON that people can read.</summary>
    /// <remarks>
    /// The file is written whole, or, where that fails, not at all, an old file of that name staying as it was. The remarks of each kind of
    /// model say what is in it.
    /// </remarks>
    /// <param name="path">The file, by custom with the ending <c>.json</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="NotSupportedException">The points of a nonlinear model are neither numbers nor arrays of numbers.</exception>
    /// <exception cref="InvalidOperationException">A name is no valid text, or a derivative of a curve is not finite.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the model, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="NotSupportedException">The points of a nonlinear model are neither numbers nor arrays of numbers.</exception>
    /// <exception cref="InvalidOperationException">A name is no valid text, or a derivative of a curve is not finite.</exception>
    public void Save(Stream stream) => Write(stream);

    /// <summary>The table of <see cref="Summary"/>, in the current culture.</summary>
    public sealed override string ToString() => Summary().ToString();

    /// <summary>The table of <see cref="Summary"/>.</summary>
    /// <param name="format">A numeric format for estimates, standard errors and test statistics; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => Summary().ToString(format, formatProvider);

    /// <summary>What the summary says of each coefficient.</summary>
    internal Estimates<T> Estimate(IReadOnlyList<T> errors, double residualDegreesOfFreedom, double testDegreesOfFreedom)
    {
        T[] statistics = [.. Coefficients.Select((b, j) => b / errors[j])];
        T PValue(T t) => T.CreateTruncating(StudentTDistribution.TwoSidedTail(double.CreateTruncating(t), testDegreesOfFreedom));
        return new()
        {
            Names = ParameterNames,
            Coefficients = Coefficients,
            StandardErrors = errors,
            TestStatistics = statistics,
            PValues = [.. statistics.Select(PValue)],
            ResidualDegreesOfFreedom = residualDegreesOfFreedom,
            TestDegreesOfFreedom = testDegreesOfFreedom,
            Rank = errors.Count(error => !T.IsNaN(error)),
            Remarks = Remarks,
        };
    }

    /// <summary>Writes what a file holds of the model.</summary>
    private protected abstract void Write(Stream stream);
}
