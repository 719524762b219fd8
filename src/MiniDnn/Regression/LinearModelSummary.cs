using System.Runtime.CompilerServices;
using System.Text;

namespace MiniDnn;

/// <summary>How good a linear model is: standard errors, t and p of its coefficients, R², F, likelihood, and the table of it all.</summary>
/// <remarks>
/// Everything is computed when the summary is, in double and doubled precision, and rounded to <typeparamref name="T"/> at the end. The
/// log-likelihood is that of normal errors: ½·(Σ ln wᵢ − n·(ln(2π·residual sum of squares/n) + 1)); +∞ for an exact fit.
/// A statistic that has no meaning for the data (R² of a constant target, a standard error without degrees of freedom) is NaN, and
/// <see cref="LinearModel{T}.Remarks"/> says why.
/// </remarks>
/// <example><code>
/// var model = LeastSquares.Fit([20, 30, 40], [30, 50, 80]);
/// var summary = model.Summary();
/// Console.WriteLine($"{summary.RSquared:F5}");              // → 0.98684
/// Console.WriteLine($"{summary.StandardErrors[1]:F4}");     // → 0.2887
/// Console.WriteLine($"{summary.PValues[1]:F4}");            // → 0.0732
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed class LinearModelSummary<T> : RegressionSummary<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LeastSquaresSolution _solution;
    private readonly Inference _inference;
    private readonly double _explainedDegreesOfFreedom;

    internal LinearModelSummary(FittedModel<T> model)
        : this(model, new GoodnessOfFit(model.Solution, model.Inference, model.Shape.HasIntercept))
    {
    }

    private LinearModelSummary(FittedModel<T> model, GoodnessOfFit goodness)
        : base(Estimate(model), goodness.LogLikelihood, model.Inference.ModelDegreesOfFreedom + 1, model.Solution.EffectiveRowCount)
    {
        (LeastSquaresSolution solution, Inference inference) = (model.Solution, model.Inference);
        (_solution, _inference) = (solution, inference);
        int squared = solution.SquaresExponent;
        ResidualSumOfSquares = solution.ResidualSumOfSquares.Round<T>(squared);
        TotalSumOfSquares = solution.TotalSumOfSquares.Round<T>(squared);
        // half of an exponent that is even, as that of the weights is
        ResidualStandardError = T.CreateTruncating(Math.ScaleB(inference.Deviation, squared / 2));
        RSquared = T.CreateTruncating(goodness.RSquared);
        AdjustedRSquared = T.CreateTruncating(goodness.AdjustedRSquared);
        _explainedDegreesOfFreedom = goodness.ExplainedDegreesOfFreedom;
        double f = inference.Robust is null ? goodness.F : WaldHypothesis.OfAllSlopes(solution, inference, model.Shape, goodness.F);
        FStatistic = T.CreateTruncating(f);
        FPValue = T.CreateTruncating(FDistribution.UpperTail(f, _explainedDegreesOfFreedom, inference.TestDegreesOfFreedom));
    }

    /// <summary>The residual standard error s = √(Σ wᵢ·(yᵢ − ŷᵢ)²/degrees of freedom); NaN without degrees of freedom.</summary>
    public T ResidualStandardError { get; }

    /// <summary>Σ wᵢ·(yᵢ − ŷᵢ)².</summary>
    public T ResidualSumOfSquares { get; }

    /// <summary>Σ wᵢ·(yᵢ − ȳ)², or Σ wᵢ·yᵢ² where no constant was fitted.</summary>
    public T TotalSumOfSquares { get; }

    /// <summary>
    /// R² = 1 − residual/total sum of squares; NaN where the target does not vary. Without a constant the total is taken about 0, as R and
    /// statsmodels do.
    /// </summary>
    public T RSquared { get; }

    /// <summary>
    /// 1 − (residual sum of squares/its degrees of freedom)/(total sum of squares/its degrees of freedom); NaN where either has none.
    /// </summary>
    public T AdjustedRSquared { get; }

    /// <summary>
    /// F = (explained sum of squares/its degrees of freedom)/s²: whether the predictors explain anything. NaN without predictors, without
    /// degrees of freedom, or with ridge.
    /// </summary>
    public T FStatistic { get; }

    /// <summary>P(F as large or larger), did the predictors explain nothing.</summary>
    public T FPValue { get; }

    /// <summary>
    /// Computes the covariance matrix of the coefficients, s²·(XᵀWX)⁻¹; with ridge, s²·M·XᵀWX·M with M = (XᵀWX + λ)⁻¹. NaN for coefficients
    /// that the data do not determine.
    /// </summary>
    /// <returns>A new matrix, parameters × parameters.</returns>
    public override Matrix<T> Covariance()
    {
        int p = StandardErrors.Count;
        return Matrix.Create(p, p, Element);

        T Element(int i, int j) => T.CreateTruncating(Math.ScaleB(_inference.Covariance(i, j), _solution.CovarianceExponent(i, j)));
    }

    /// <summary>Tests the hypothesis R·b = r by F = (R·b − r)ᵀ·(R·Cov·Rᵀ)⁻¹·(R·b − r)/q (A. Wald, 1943).</summary>
    /// <remarks>Of a robust summary with its robust covariance. q·F is Wald's χ² with q degrees of freedom.</remarks>
    /// <param name="restrictions">R, a row for each of the q restrictions, a column for each coefficient.</param>
    /// <param name="values">r, a value for each restriction; zeros if empty.</param>
    /// <returns>F, with NaN where the data do not determine R·b, or without degrees of freedom.</returns>
    /// <exception cref="ArgumentException">
    /// There is no restriction, a length is wrong, a value is not finite, or the restrictions depend on each other.
    /// </exception>
    public HypothesisTest WaldTest(ReadOnlyMatrixSpan<T> restrictions, params ReadOnlySpan<T> values)
        => WaldHypothesis.Test(restrictions, values, _solution, _inference);

    /// <inheritdoc cref="WaldTest(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T})"/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-1)]
    public HypothesisTest WaldTest(Matrix<T> restrictions, params T[] values)
    {
        ArgumentNullException.ThrowIfNull(restrictions);
        ArgumentNullException.ThrowIfNull(values);
        return WaldTest(restrictions.AsReadOnly(), values.AsSpan());
    }

    private protected override Interval<T> IntervalOf(int j, double factor)
        => Interval<T>.Around(_solution.Coefficients[j], factor * _inference.Errors[j], _solution.CoefficientExponent(j));

    private protected override void AppendWhole(StringBuilder text, IFormatProvider provider)
    {
        text.Append(_inference.Robust is { } robust ? $"Standard errors, t, p and F: {robust.Name}{Environment.NewLine}" : "");
        text.AppendLine(provider, $"Residual standard error: {ResidualStandardError:G6} on {ResidualDegreesOfFreedom:G6} "
            + $"degrees of freedom ({_solution.RowCount} rows)");
        text.AppendLine(provider, $"R²: {RSquared:G6}, adjusted R²: {AdjustedRSquared:G6}");
        if (!T.IsNaN(FStatistic))
        {
            text.AppendLine(provider, $"F: {FStatistic:G6} on {_explainedDegreesOfFreedom} and "
                + $"{_inference.TestDegreesOfFreedom:G6} degrees of freedom, p: {CoefficientTable.FormatP(FPValue, provider)}");
        }
        text.Append(provider, $"Log-likelihood: {LogLikelihood:G6}, AIC: {Aic:G6}, BIC: {Bic:G6}");
    }

    private static Estimates<T> Estimate(FittedModel<T> model)
    {
        (LeastSquaresSolution solution, Inference inference) = (model.Solution, model.Inference);
        double[] t = [.. solution.Coefficients.Select((b, j) => b.High / inference.Errors[j])];
        return new()
        {
            Names = model.Shape.ParameterNames,
            Coefficients = [.. solution.Coefficients.Select((b, j) => b.Round<T>(solution.CoefficientExponent(j)))],
            StandardErrors = [.. inference.Errors.Select((e, j) => T.CreateTruncating(Math.ScaleB(e, solution.CoefficientExponent(j))))],
            TestStatistics = [.. t.Select(T.CreateTruncating)],
            PValues = [.. t.Select(v => T.CreateTruncating(StudentTDistribution.TwoSidedTail(v, inference.TestDegreesOfFreedom)))],
            ResidualDegreesOfFreedom = inference.DegreesOfFreedom,
            TestDegreesOfFreedom = inference.TestDegreesOfFreedom,
            Rank = solution.Factor.Rank,
            Remarks = model.Remarks,
        };
    }
}
