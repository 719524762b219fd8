namespace MiniDnn;

/// <summary>Compares generalised linear and multinomial models: one with a part of it, all of its terms.</summary>
/// <remarks>
/// By deviance, which for separated rows is its limit: there these tests are defined where Wald's are not, though their p values are
/// rough. Where a maximum lies on the edge of the domain, or was not found, nothing is compared.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1, 5], [2, 4], [3, 7], [4, 5], [5, 9], [6, 6], [7, 5], [8, 8]];
/// double[] passed = [0, 0, 1, 0, 1, 0, 1, 1];
/// var full = GeneralizedLinearModel.Fit(x, passed, Family.Binomial);
/// var reduced = GeneralizedLinearModel.Fit(x.Columns(1..).ToMatrix(), passed, Family.Binomial);
/// Console.WriteLine(full.LikelihoodRatioTest(reduced));              // → Likelihood-ratio test of nested models
/// Console.WriteLine(full.Anova(type: 1));                            // → Analysis of deviance
/// Console.WriteLine(full.StepwiseByAic().Terms.Count);               // → 1
/// </code></example>
public static class GeneralizedComparison
{
    /// <summary>Tests a model against a part of it: χ² = the difference of their deviances, for a dispersion that is known.</summary>
    /// <param name="full">The model, binomial or Poisson.</param>
    /// <param name="reduced">A model of fewer columns, each a combination of the full one's, with all else in common.</param>
    /// <exception cref="ArgumentNullException">A model is null.</exception>
    /// <exception cref="ArgumentException">
    /// The models are not nested, or have different rows, responses, families, links, weights, trials or offsets.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A model was fitted with ridge, has no maximum inside its domain, or a dispersion that is estimated.
    /// </exception>
    public static HypothesisTest LikelihoodRatioTest(this GeneralizedLinearModel full, GeneralizedLinearModel reduced)
    {
        var models = NestedLikelihoods.Create(nameof(LikelihoodRatioTest), full, reduced);
        return HasKnownDispersion(full) ? OfRatio(models) : throw new InvalidOperationException(
            $"{nameof(LikelihoodRatioTest)}: the dispersion of the {full.Data.Family} family is estimated; use {nameof(FTest)}.");
    }

    /// <summary>Tests a model against a part of it: χ² = the difference of their deviances.</summary>
    /// <param name="full">The model.</param>
    /// <param name="reduced">A model of fewer columns, each a combination of the full one's, with the same labels and weights.</param>
    /// <exception cref="ArgumentNullException">A model is null.</exception>
    /// <exception cref="ArgumentException">The models are not nested, or have different rows, labels or weights.</exception>
    /// <exception cref="InvalidOperationException">A model's maximum was not found.</exception>
    public static HypothesisTest LikelihoodRatioTest(this MultinomialModel full, MultinomialModel reduced)
        => OfRatio(NestedLikelihoods.Create(nameof(LikelihoodRatioTest), full, reduced));

    /// <summary>
    /// Tests a model against a part of it: F = ((D₀ − D)/q)/φ with D their deviances and φ the dispersion of the full model, by Pearson's
    /// χ².
    /// </summary>
    /// <param name="full">The model, Gaussian, gamma or inverse Gaussian.</param>
    /// <param name="reduced">A model of fewer columns, each a combination of the full one's, with all else in common.</param>
    /// <returns>F; NaN without degrees of freedom.</returns>
    /// <exception cref="ArgumentNullException">A model is null.</exception>
    /// <exception cref="ArgumentException">
    /// The models are not nested, or have different rows, responses, families, links, weights or offsets.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A model was fitted with ridge, has no maximum inside its domain, or a dispersion that is known.
    /// </exception>
    public static HypothesisTest FTest(this GeneralizedLinearModel full, GeneralizedLinearModel reduced)
    {
        var models = NestedLikelihoods.Create(nameof(FTest), full, reduced);
        if (HasKnownDispersion(full))
        {
            throw new InvalidOperationException(
                $"{nameof(FTest)}: the dispersion of the {full.Data.Family} family is known to be 1; use {nameof(LikelihoodRatioTest)}.");
        }
        GeneralizedLinearModelSummary summary = full.Summary();
        double f = models.Deviance / models.DegreesOfFreedom / summary.Dispersion;
        return HypothesisTest.OfF("F test of nested models, F", f, models.DegreesOfFreedom, summary.ResidualDegreesOfFreedom);
    }

    /// <summary>Analyses which part of the deviance belongs to which term.</summary>
    /// <remarks>
    /// Type I adds the terms in their order (R's <c>anova</c>). Type II adds each to all others but those that contain it, type III leaves
    /// each out of the whole model, with categories recoded so that their columns sum to 0 (<c>car::Anova</c> by likelihood ratio). By χ²
    /// where the dispersion is known, else by F with the dispersion of the whole model. Each line is a fit of its own.
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
    /// <exception cref="InvalidOperationException">
    /// The model was fitted with ridge, or it or a part of it has no maximum inside its domain.
    /// </exception>
    public static AnovaTable Anova(this GeneralizedLinearModel model, int type, IReadOnlyList<ModelTerm>? terms = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        NestedLikelihoods.RequireMaximum(nameof(Anova), model);
        return GeneralizedAnova.Compute(model, ModelTerms.Partition(nameof(Anova), terms, model.Data.Shape), type);
    }

    /// <summary>
    /// Looks for a smaller model that says as much: adds or leaves out one term at a time while AIC + (penalty − 2)·rank falls.
    /// </summary>
    /// <remarks>
    /// As R's <c>step</c>: a term stays while one that contains it does, and comes only after those that it contains. What is chosen fits
    /// better than what was not by design: its p values are too small.
    /// </remarks>
    /// <param name="model">The model with all terms.</param>
    /// <param name="direction">Where to start and which steps to take.</param>
    /// <param name="penalty">For each coefficient: 2 for AIC (the default), ln n for BIC.</param>
    /// <param name="terms">The terms, which share out all columns but the intercept; null for each column by itself.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The penalty is negative or not finite, or there is no such direction.</exception>
    /// <exception cref="ArgumentException">A column is in no term or in two.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model was fitted with ridge, or fits exactly, or it or a part of it has no maximum inside its domain.
    /// </exception>
    public static StepwiseSelection<GeneralizedLinearModel> StepwiseByAic(
        this GeneralizedLinearModel model,
        StepwiseDirection direction = StepwiseDirection.Both,
        double penalty = 2,
        IReadOnlyList<ModelTerm>? terms = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        NestedLikelihoods.RequireMaximum(nameof(StepwiseByAic), model);
        Stepwise.Check(direction, penalty);
        ModelTerm[] all = ModelTerms.Partition(nameof(StepwiseByAic), terms, model.Data.Shape);
        if (!HasKnownDispersion(model) && model.Summary().Deviance == 0)
        {
            throw new InvalidOperationException(
                $"{nameof(StepwiseByAic)}: the model fits exactly, so the criterion is −∞ and says nothing about terms.");
        }
        var fits = new GeneralizedFits(nameof(StepwiseByAic), model, model.Data.Likelihood);
        var way = Stepwise.Run(all, model.Data.Shape.HasIntercept, direction, columns => fits.Criterion(columns, penalty));
        return new(GeneralizedLinearModel.FitPart(model, way.Predictors), way);
    }

    private static bool HasKnownDispersion(GeneralizedLinearModel model) => model.Data.Likelihood.Likelihood.HasKnownDispersion;

    private static HypothesisTest OfRatio(NestedLikelihoods models)
        => HypothesisTest.OfChiSquared("Likelihood-ratio test of nested models, χ²", models.Deviance, models.DegreesOfFreedom);
}
