namespace MiniDnn;

/// <summary>
/// Multinomial logit: which of several classes, ln(P(class)/P(reference)) = b₀ + b₁·x₁ + … for each class but the reference.
/// </summary>
/// <remarks>
/// The maximum of the likelihood by Newton's method on all classes at once (D. McFadden, 1974), on centred and scaled columns. Where a
/// class is separated from another, coefficients have no finite estimate: the same exact test as <see cref="GeneralizedLinearModel"/>'s
/// finds which.
/// </remarks>
/// <example><code>
/// double[] x = [1, 2, 3, 4, 5, 6, 7, 8, 9];
/// var model = MultinomialModel.Fit(Matrix.Create(9, 1, (i, _) =&gt; x[i]), [0, 1, 0, 1, 2, 1, 2, 0, 2]);
/// Console.WriteLine(model.Outcome);                                   // → Converged
/// Console.WriteLine(model.Coefficients.RowCount);                     // → 2
/// Console.WriteLine($"{model.Predict([5.0]).Sum():F6}");              // → 1.000000
/// </code></example>
public sealed class MultinomialModel
{
    private readonly MultinomialScoring _scoring;

    private MultinomialModel(MultinomialScoring scoring, int rows)
    {
        _scoring = scoring;
        Separation? separation = scoring.HasConverged ? null : scoring.FindSeparation();
        Outcome = scoring.HasConverged ? FitOutcome.Converged : separation is null ? FitOutcome.NotConverged : FitOutcome.Separated;
        Matrix<double> reached = scoring.Coefficients();
        Coefficients = Matrix.Create(reached.RowCount, reached.ColumnCount, (k, j) => separation?.Signs[(k * reached.ColumnCount) + j] switch
        {
            1 or -1 => separation!.Signs[(k * reached.ColumnCount) + j] * double.PositiveInfinity,
            Separation.EitherWay => double.NaN,
            _ => reached[k, j],
        });
        StandardErrors = scoring.HasConverged ? scoring.Errors() : Matrix.Create(Coefficients.RowCount, Coefficients.ColumnCount, (_, _) => double.NaN);
        PValues = Matrix.Create(
            Coefficients.RowCount,
            Coefficients.ColumnCount,
            (k, j) => StudentTDistribution.TwoSidedTail(Coefficients[k, j] / StandardErrors[k, j], double.PositiveInfinity));
        LogLikelihood = scoring.LogLikelihood;
        int counted = scoring.ParameterCount;
        Aic = (2 * counted) - (2 * LogLikelihood);
        Bic = (Math.Log(rows) * counted) - (2 * LogLikelihood);
    }

    /// <summary>
    /// A row for each class but the reference, in their order; the intercept first. ±∞ for one that separation lets grow without end, NaN
    /// where that may go either way; the others are then those that the search had come to.
    /// </summary>
    public Matrix<double> Coefficients { get; }

    /// <summary>The standard errors of the coefficients, from the information of all classes; NaN where there is no maximum.</summary>
    public Matrix<double> StandardErrors { get; }

    /// <summary>P(|z| as large or larger) for each coefficient, were it 0 in truth: two-sided.</summary>
    public Matrix<double> PValues { get; }

    /// <summary>The log-likelihood, Σ ln P(class of row i); the deviance is −2 times it.</summary>
    public double LogLikelihood { get; }

    /// <summary>Akaike's information criterion, 2k − 2·log-likelihood with k the number of coefficients.</summary>
    public double Aic { get; }

    /// <summary>The Bayesian information criterion, k·ln n − 2·log-likelihood.</summary>
    public double Bic { get; }

    /// <summary>How the search for the maximum ended.</summary>
    public FitOutcome Outcome { get; }

    /// <summary>Fits a model with an intercept for each class.</summary>
    /// <param name="x">The predictors, one row for each observation.</param>
    /// <param name="labels">The class of each row, from 0; each must occur.</param>
    /// <param name="reference">The class that the others are compared with; 0 by default.</param>
    /// <exception cref="ArgumentNullException">x or labels is null.</exception>
    /// <exception cref="ArgumentException">
    /// Nothing to fit, lengths that differ, a value that is not finite, a class without rows, or columns that depend on others.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reference.</exception>
    public static MultinomialModel Fit(Matrix<double> x, int[] labels, int reference = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        Throw.IfLengthIsNot(nameof(Fit), nameof(labels), labels.Length, x.RowCount, "one for each row of x");
        if (labels.Length == 0)
        {
            Throw.Argument(nameof(x), $"{nameof(Fit)}: x has no rows; there must be some of each class.");
        }
        int bad = Throw.IndexOfNotFinite<double>(x.AsSpan());
        if (bad >= 0)
        {
            Throw.Argument(nameof(x), $"{nameof(Fit)}: x[{bad / x.ColumnCount}, {bad % x.ColumnCount}] is {x.AsSpan()[bad]}; every value must be "
                + "finite.");
        }
        int classes = Math.Max(labels.Max() + 1, 2);
        for (int k = 0; k < classes && labels.Min() >= 0 && classes <= labels.Length; k++)
        {
            classes = Array.IndexOf(labels, k) < 0 ? 0 : classes;
        }
        if (classes == 0 || classes > labels.Length || labels.Min() < 0)
        {
            Throw.Argument(nameof(labels), $"{nameof(Fit)}: the labels go from {labels.Min()} to {labels.Max()}; they must begin at 0, each must "
                + "occur, and there must be two or more.");
        }
        ArgumentOutOfRangeException.ThrowIfNegative(reference);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(reference, classes);
        Matrix<double> columns = Matrix.Create(x.ColumnCount + 1, x.RowCount, (j, i) => j == 0 ? 1 : x[i, j - 1]);
        var standard = StandardColumns.Create(columns, true, false);
        if (standard.Count < columns.RowCount)
        {
            Throw.Argument(nameof(x), $"{nameof(Fit)}: of {x.ColumnCount} columns only {standard.Count - 1} are independent; leave the others out.");
        }
        var scoring = new MultinomialScoring(columns, standard, labels, classes, reference);
        scoring.Run();
        return new(scoring, labels.Length);
    }

    /// <summary>Predicts the probability of each class at a point, in the order of the labels.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    public double[] Predict(ReadOnlySpan<double> x)
    {
        Throw.IfLengthIsNot(nameof(Predict), nameof(x), x.Length, Coefficients.ColumnCount - 1, "one for each predictor");
        return _scoring.Probabilities([1, .. x]);
    }
}
