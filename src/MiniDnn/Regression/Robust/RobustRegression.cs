using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Linear regression that wild values do not carry away: least squares repeated with weights that the residuals give.</summary>
/// <remarks>
/// Iteratively reweighted least squares from the least-squares fit (P. Holland and R. Welsch, 1977), with the scale median
/// |residual|/0.6745 about 0 taken anew before every weighting, to the fixed point; as R's <c>rlm</c>, which stops after 20 steps. Each
/// step is a fit of <see cref="LeastSquares"/> with all of its digits. The biweight may have several fixed points; this is the one that
/// least squares lead to.
/// </remarks>
/// <example><code>
/// double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = [3.1, 4.9, 7.0, 9.1, 50, 13.0, 14.9, 17.1];
/// var model = RobustRegression.Fit(x, y, RobustLoss.Biweight);
/// Console.WriteLine($"{model.Coefficients[1]:F2}");          // → 2.00
/// Console.WriteLine(model.Weights[4]);                       // → 0
/// Console.WriteLine($"{LeastSquares.Fit(x, y).Slope:F2}");   // → 2.46
/// </code></example>
public static class RobustRegression
{
    /// <summary>Fits y = b₀ + b₁·x₁ + … + bₖ·xₖ.</summary>
    /// <param name="x">The predictors, one row for each observation.</param>
    /// <param name="y">The target, one value for each row.</param>
    /// <param name="loss">How residuals are weighed.</param>
    /// <param name="names">Names for the predictors; null for x, or x1, x2, ….</param>
    /// <exception cref="ArgumentNullException">x or y is null.</exception>
    /// <exception cref="ArgumentException">Nothing to fit, lengths that differ, a value that is not finite, or bad names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The loss does not exist.</exception>
    /// <exception cref="InvalidOperationException">The predictors depend on each other: leave one out.</exception>
    public static RobustModel Fit(Matrix<double> x, double[] y, RobustLoss loss = RobustLoss.Huber, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (loss is not (RobustLoss.Huber or RobustLoss.Biweight))
        {
            throw new ArgumentOutOfRangeException(nameof(loss), loss, "Fit: loss must be Huber or Biweight.");
        }
        if (x.RowCount <= x.ColumnCount)
        {
            Throw.Argument(nameof(x), $"Fit: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be as many rows as coefficients, "
                + "the intercept included, or more.");
        }
        return new Reweighting(x, y, loss, names).Run();
    }

    /// <summary>Fits y = b₀ + b₁·x, a straight line.</summary>
    /// <inheritdoc cref="Fit(Matrix{double}, double[], RobustLoss, IReadOnlyList{string})"/>
    public static RobustModel Fit(double[] x, double[] y, RobustLoss loss = RobustLoss.Huber)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Fit(Matrix.Create(x.Length, 1, (i, _) => x[i]), y, loss);
    }

    /// <summary>Fits a model of records: a term for each column, from numbers, powers, categories and interactions.</summary>
    /// <param name="records">The records, at least one.</param>
    /// <param name="target">Reads y from a record.</param>
    /// <param name="terms">Adds the terms.</param>
    /// <param name="loss">How residuals are weighed.</param>
    /// <param name="targetName">y's name in messages; by default what <paramref name="target"/> reads.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A value is missing or not finite, or terms do not fit the records.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The loss does not exist.</exception>
    /// <exception cref="InvalidOperationException">The predictors depend on each other: leave one out.</exception>
    public static RecordModel<TRecord, RobustModel> Fit<TRecord>(
        IEnumerable<TRecord> records,
        Func<TRecord, double?> target,
        Action<RecordTerms<TRecord>> terms,
        RobustLoss loss = RobustLoss.Huber,
        [CallerArgumentExpression(nameof(target))] string targetName = "")
        => RecordFit.Run(records, RecordFit.Target(target, targetName), terms, true, (sample, x, names)
            => Fit(x, sample.Target(nameof(Fit)), loss, names));
}
