using System.Globalization;
using System.Text;

namespace MiniDnn;

/// <summary>
/// How good a multinomial model is: standard errors, z and p of its coefficients, deviances, likelihood, and the table of it all.
/// </summary>
/// <remarks>
/// The matrices have the shape of the model's coefficients. What has no meaning for the data is NaN, and the model's remarks say why.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; income = [[1], [2], [3], [4], [5], [6], [7], [8], [9]];
/// var summary = MultinomialModel.Fit(income, [0, 0, 1, 0, 2, 1, 2, 1, 2]).Summary();
/// Console.WriteLine($"{summary.StandardErrors[1, 1]:F3}");                      // → 0.973
/// Console.WriteLine($"{summary.Deviance:F3} of {summary.NullDeviance:F3}");     // → 12.585 of 19.775
/// Console.WriteLine($"{summary.Aic:F2}");                                       // → 20.58
/// </code></example>
public sealed class MultinomialModelSummary : IFormattable
{
    private readonly MultinomialModel _model;
    private readonly MultinomialInference _inference;

    internal MultinomialModelSummary(MultinomialModel model, MultinomialInference inference)
    {
        (_model, _inference) = (model, inference);
        int rows = model.Coefficients.RowCount, p = model.Coefficients.ColumnCount, rank = model.FittedModel.Rank;
        StandardErrors = Matrix.Create(rows, p, (a, j) => inference.Errors[(a * p) + j]);
        TestStatistics = Matrix.Create(rows, p, (a, j) => model.Coefficients[a, j] / StandardErrors[a, j]);
        PValues = Matrix.Create(rows, p, (a, j) => StudentTDistribution.TwoSidedTail(TestStatistics[a, j], double.PositiveInfinity));
        Deviance = model.FittedModel.Deviance;
        NullDeviance = model.Data.NullDeviance();
        ResidualDegreesOfFreedom = (model.Data.RowCount * rows) - rank;
        LogLikelihood = model.FittedModel.Scoring.Point.LogLikelihood;
        Aic = (2 * rank) - (2 * LogLikelihood);
        Bic = (Math.Log(model.Data.RowCount) * rank) - (2 * LogLikelihood);
    }

    /// <summary>
    /// The standard errors of the coefficients, √ of the diagonal of the inverse information of all classes; NaN for coefficients that
    /// have no finite estimate.
    /// </summary>
    public Matrix<double> StandardErrors { get; }

    /// <summary>z: the coefficients divided by their standard errors.</summary>
    public Matrix<double> TestStatistics { get; }

    /// <summary>P(|z| as large or larger) for each coefficient, were it 0 in truth: two-sided.</summary>
    public Matrix<double> PValues { get; }

    /// <summary>−2·Σ wᵢ·ln P(class of row i); in its limit where classes are separated.</summary>
    public double Deviance { get; }

    /// <summary>The deviance of the constants alone; without intercept that of classes that are all as likely.</summary>
    public double NullDeviance { get; }

    /// <summary>Rows that count (or the sum of frequencies) × (classes − 1) − rank.</summary>
    public double ResidualDegreesOfFreedom { get; }

    /// <summary>The log-likelihood, Σ wᵢ·ln P(class of row i).</summary>
    public double LogLikelihood { get; }

    /// <summary>Akaike's information criterion, 2k − 2·log-likelihood with k = the rank, the number of independent coefficients.</summary>
    public double Aic { get; }

    /// <summary>The Bayesian information criterion, k·ln n − 2·log-likelihood with n the rows that count.</summary>
    public double Bic { get; }

    /// <summary>
    /// Computes the covariance matrix of all coefficients, those of the first class but the reference first; NaN for those without a
    /// standard error.
    /// </summary>
    /// <returns>A new matrix, coefficients × coefficients.</returns>
    public Matrix<double> Covariance()
    {
        int count = _inference.Errors.Length;
        return Matrix.Create(count, count, _inference.Covariance);
    }

    /// <summary>
    /// The table of the fit, in the current culture: coefficients with standard errors, z and p values, deviances and criteria.
    /// </summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The table of the fit: a line for each coefficient of each class but the reference.</summary>
    /// <param name="format">A numeric format for estimates, standard errors and z values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string number = string.IsNullOrEmpty(format) ? "G6" : format;
        IFormatProvider provider = formatProvider ?? CultureInfo.CurrentCulture;
        var text = new StringBuilder();
        CoefficientTable.Append(text, CreateEstimates(), number, provider);
        text.AppendLine();
        text.AppendLine(provider, $"Classes: {string.Join(", ", _model.ClassNames)}; reference: {_model.Reference}");
        double rows = _model.Data.RowCount, pairs = _model.Coefficients.RowCount;
        double nullDegrees = (rows * pairs) - (_model.Data.Options.Intercept ? pairs : 0);
        text.AppendLine(provider, $"Null deviance:     {NullDeviance:G6} on {nullDegrees:G6} degrees of freedom");
        text.AppendLine(provider, $"Residual deviance: {Deviance:G6} on {ResidualDegreesOfFreedom:G6} degrees of freedom");
        text.AppendLine(provider, $"Log-likelihood: {LogLikelihood:G6}, AIC: {Aic:G6}, BIC: {Bic:G6}");
        text.Append(provider, $"{_model.Outcome} after {_model.FittedModel.Scoring.Iterations} steps ({rows:G15} rows)");
        foreach (string remark in _model.Remarks)
        {
            text.AppendLine().Append("Note: ").Append(remark);
        }
        return text.ToString();
    }

    private Estimates<double> CreateEstimates() => new()
    {
        Names = _model.Data.CoefficientNames,
        Coefficients = _model.Coefficients.AsSpan().ToArray(),
        StandardErrors = StandardErrors.AsSpan().ToArray(),
        TestStatistics = TestStatistics.AsSpan().ToArray(),
        PValues = PValues.AsSpan().ToArray(),
        Statistic = 'z',
        Remarks = _model.Remarks,
        ResidualDegreesOfFreedom = ResidualDegreesOfFreedom,
        TestDegreesOfFreedom = double.PositiveInfinity,
        Rank = _model.Coefficients.AsSpan().ToArray().Count(double.IsFinite),
    };
}
