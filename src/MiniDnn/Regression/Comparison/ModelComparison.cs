using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Compares linear models: one with a part of it, all of its terms, several predictions at once.</summary>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1, 5], [2, 4], [3, 7], [4, 5], [5, 9], [6, 6]];
/// double[] y = [1.2, 1.9, 3.3, 3.8, 5.4, 5.9];
/// var full = LeastSquares.Fit(x, y);
/// var reduced = LeastSquares.Fit(x.Columns(..1), y);
/// Console.WriteLine($"{full.FTest(reduced).PValue:F3}");       // → 0.003
/// Console.WriteLine(full.StepwiseByAic().Changes.Count);       // → 0
/// </code></example>
public static class ModelComparison
{
    /// <summary>Tests a model against a part of it: F = ((RSS₀ − RSS)/q)/(RSS/(n − p)).</summary>
    /// <param name="full">The model.</param>
    /// <param name="reduced">A model of fewer columns, each a combination of the full one's, with the same target and weights.</param>
    /// <exception cref="ArgumentNullException">A model is null.</exception>
    /// <exception cref="ArgumentException">The models are not nested, or were fitted to different data.</exception>
    /// <exception cref="InvalidOperationException">A model was fitted with ridge.</exception>
    public static HypothesisTest FTest<T>(this LinearModel<T> full, LinearModel<T> reduced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NestedModels models = Nest(nameof(FTest), full, reduced);
        return HypothesisTest.OfF("F test of nested models, F", models.F, models.DegreesOfFreedom, models.ResidualDegreesOfFreedom);
    }

    /// <summary>Tests a model against a part of it: χ² = n·ln(RSS₀/RSS), twice the difference of the log-likelihoods.</summary>
    /// <inheritdoc cref="FTest"/>
    public static HypothesisTest LikelihoodRatioTest<T>(this LinearModel<T> full, LinearModel<T> reduced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NestedModels models = Nest(nameof(LikelihoodRatioTest), full, reduced);
        return HypothesisTest.OfChiSquared("Likelihood-ratio test of nested models, χ²", models.LikelihoodRatio, models.DegreesOfFreedom);
    }

    /// <summary>Analyses which part of the sum of squares belongs to which term.</summary>
    /// <remarks>
    /// Type I adds the terms in their order (R's <c>anova</c>). Type II adds each to all others but those that contain it
    /// (<c>car::Anova</c>).
    /// Type III leaves each out of the whole model; for that categories are recoded so that their columns sum to 0 over the levels
    /// (<c>contr.sum</c>), whatever their coding in the model. All three measure by s² of the whole model.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="type">1, 2 or 3.</param>
    /// <param name="terms">The terms, which share out all columns but the intercept; null for each column by itself.</param>
    /// <returns>The table; of type III NaN where columns depend on each other.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    /// <exception cref="ArgumentException">
    /// A column is in no term or in two; of type III, an interaction is not the product of its terms, or a category no coding of levels.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model did not keep its data, or was fitted with ridge.</exception>
    public static AnovaTable Anova<T>(this LinearModel<T> model, int type, IReadOnlyList<ModelTerm>? terms = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        FittedModel<T> fitted = Require(nameof(Anova), model);
        return LinearAnova.Compute(fitted, ModelTerms.Partition(nameof(Anova), terms, fitted.Shape), type);
    }

    /// <summary>
    /// Looks for a smaller model that says as much: adds or leaves out one term at a time while n·ln(RSS/n) + penalty·rank falls.
    /// </summary>
    /// <remarks>
    /// As R's <c>step</c>: a term stays while one that contains it does, and comes only after those that it contains. The criterion differs
    /// from AIC by a constant. What is chosen fits better than what was not by design: its p values are too small.
    /// </remarks>
    /// <param name="model">The model with all terms.</param>
    /// <param name="direction">Where to start and which steps to take.</param>
    /// <param name="penalty">For each coefficient: 2 for AIC (the default), ln n for BIC.</param>
    /// <param name="terms">The terms, which share out all columns but the intercept; null for each column by itself.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The penalty is negative or not finite, or there is no such direction.</exception>
    /// <exception cref="ArgumentException">A column is in no term or in two.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model did not keep its data, was fitted with ridge, is a polynomial, or fits exactly.
    /// </exception>
    public static StepwiseSelection<LinearModel<T>> StepwiseByAic<T>(
        this LinearModel<T> model,
        StepwiseDirection direction = StepwiseDirection.Both,
        double penalty = 2,
        IReadOnlyList<ModelTerm>? terms = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        FittedModel<T> fitted = Require(nameof(StepwiseByAic), model);
        Stepwise.Check(direction, penalty);
        return LinearStepwise.Run(fitted, ModelTerms.Partition(nameof(StepwiseByAic), terms, fitted.Shape), direction, penalty);
    }

    /// <summary>Computes an interval for the mean of y at each of several points.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">A row for each point, a column for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="adjustment">
    /// Whether each covers its mean at this level, or all do together: Scheffé's by √(p·F), which holds for all points there are (H.
    /// Working and H. Hotelling, 1929), Bonferroni's for these.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">The number of columns is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1, or there is no such adjustment.</exception>
    public static Interval<T>[] ConfidenceIntervals<T>(
        this LinearModel<T> model, ReadOnlyMatrixSpan<T> x, double level = 0.95, IntervalAdjustment adjustment = IntervalAdjustment.None)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        return Intervals(nameof(ConfidenceIntervals), model, x, Factor(model, x.RowCount, level, adjustment, model.Rank), 0);
    }

    /// <inheritdoc cref="ConfidenceIntervals{T}(LinearModel{T}, ReadOnlyMatrixSpan{T}, double, IntervalAdjustment)"/>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="x"/> is null.</exception>
    [OverloadResolutionPriority(-1)]
    public static Interval<T>[] ConfidenceIntervals<T>(
        this LinearModel<T> model, Matrix<T> x, double level = 0.95, IntervalAdjustment adjustment = IntervalAdjustment.None)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return ConfidenceIntervals(model, x.AsReadOnly(), level, adjustment);
    }

    /// <summary>Computes an interval for one new y at each of several points.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">A row for each point, a column for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="adjustment">Whether each covers its y at this level, or all k do together: Scheffé's by √(k·F).</param>
    /// <param name="weight">The weight that a new y would have in the fit, positive; 1 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">The number of columns is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The level is not between 0 and 1, there is no such adjustment, or the weight is not positive and finite.
    /// </exception>
    public static Interval<T>[] PredictionIntervals<T>(
        this LinearModel<T> model,
        ReadOnlyMatrixSpan<T> x,
        double level = 0.95,
        IntervalAdjustment adjustment = IntervalAdjustment.None,
        double weight = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        double factor = Factor(model, x.RowCount, level, adjustment, x.RowCount);
        return Intervals(nameof(PredictionIntervals), model, x, factor, model.OwnVariance(weight));
    }

    /// <inheritdoc cref="PredictionIntervals{T}(LinearModel{T}, ReadOnlyMatrixSpan{T}, double, IntervalAdjustment, double)"/>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="x"/> is null.</exception>
    [OverloadResolutionPriority(-1)]
    public static Interval<T>[] PredictionIntervals<T>(
        this LinearModel<T> model,
        Matrix<T> x,
        double level = 0.95,
        IntervalAdjustment adjustment = IntervalAdjustment.None,
        double weight = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return PredictionIntervals(model, x.AsReadOnly(), level, adjustment, weight);
    }

    private static double Factor<T>(LinearModel<T> model, int count, double level, IntervalAdjustment adjustment, double dimension)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfNotLevel(level, nameof(level));
        return SimultaneousQuantile.Of(adjustment, level, count, dimension, model.Fitted.Inference);
    }

    private static Interval<T>[] Intervals<T>(
        string operation, LinearModel<T> model, ReadOnlyMatrixSpan<T> x, double factor, double ownVariance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        model.CheckColumns(operation, x);
        var result = new Interval<T>[x.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = model.IntervalAt(x.Row(i), factor, ownVariance);
        }
        return result;
    }

    private static NestedModels Nest<T>(string operation, LinearModel<T> full, LinearModel<T> reduced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(full);
        ArgumentNullException.ThrowIfNull(reduced);
        return NestedModels.Create(operation, full.Fitted, reduced.Fitted);
    }

    private static FittedModel<T> Require<T>(string operation, LinearModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        FittedModel<T> fitted = model.Fitted;
        fitted.RequireData(operation);
        fitted.RequireNoRidge(operation);
        return fitted;
    }
}
