namespace MiniDnn;

/// <summary>Compares models: one with a part of it, all of its terms, a choice of them.</summary>
/// <remarks>
/// Linear models by sums of squares, generalised linear and multinomial ones by deviance, which for separated rows is its limit: there
/// these tests are defined where Wald's are not, though their p values are rough. Where a maximum lies on the edge of the domain, or was
/// not found, nothing is compared.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1, 5], [2, 4], [3, 7], [4, 5], [5, 9], [6, 6]];
/// double[] y = [1.2, 1.9, 3.3, 3.8, 5.4, 5.9];
/// var full = LeastSquares.Fit(x, y);
/// var reduced = LeastSquares.Fit(x.Columns(..1), y);
/// Console.WriteLine($"{full.FTest(reduced).PValue:F3}");       // → 0.003
/// Console.WriteLine(full.StepwiseByAic().Changes.Count);       // → 0
/// double[] passed = [0, 1, 0, 1, 0, 1];
/// var logistic = GeneralizedLinearModel.Fit(x, passed, Family.Binomial);
/// Console.WriteLine(logistic.Anova(type: 1));                  // → Analysis of deviance
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

    /// <summary>
    /// Tests a model against a part of it: F = ((D₀ − D)/q)/φ with D their deviances and φ the dispersion of the full model, by Pearson's
    /// χ².
    /// </summary>
    /// <param name="full">The model; of F the dispersion must be estimated (Gaussian, gamma, inverse Gaussian), of χ² known.</param>
    /// <param name="reduced">A model of fewer columns, each a combination of the full one's, with all else in common.</param>
    /// <returns>F; NaN without degrees of freedom.</returns>
    /// <exception cref="ArgumentNullException">A model is null.</exception>
    /// <exception cref="ArgumentException">
    /// The models are not nested, or have different rows, responses, families, links, weights, trials or offsets.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A model was fitted with ridge, has no maximum inside its domain, or the dispersion of the other kind: known or estimated.
    /// </exception>
    public static HypothesisTest FTest(this GeneralizedLinearModel full, GeneralizedLinearModel reduced)
        => NestedLikelihoods.Create(nameof(FTest), full, reduced).F(full);

    /// <summary>Tests a model against a part of it: χ² = n·ln(RSS₀/RSS), twice the difference of the log-likelihoods.</summary>
    /// <inheritdoc cref="FTest{T}"/>
    public static HypothesisTest LikelihoodRatioTest<T>(this LinearModel<T> full, LinearModel<T> reduced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NestedModels models = Nest(nameof(LikelihoodRatioTest), full, reduced);
        return HypothesisTest.OfChiSquared("Likelihood-ratio test of nested models, χ²", models.LikelihoodRatio, models.DegreesOfFreedom);
    }

    /// <summary>Tests a model against a part of it: χ² = the difference of their deviances, for a dispersion that is known.</summary>
    /// <inheritdoc cref="FTest(GeneralizedLinearModel, GeneralizedLinearModel)"/>
    public static HypothesisTest LikelihoodRatioTest(this GeneralizedLinearModel full, GeneralizedLinearModel reduced)
        => NestedLikelihoods.Create(nameof(LikelihoodRatioTest), full, reduced).Ratio(full);

    /// <summary>Tests a model against a part of it: χ² = the difference of their deviances.</summary>
    /// <param name="full">The model.</param>
    /// <param name="reduced">A model of fewer columns, each a combination of the full one's, with the same labels and weights.</param>
    /// <exception cref="ArgumentNullException">A model is null.</exception>
    /// <exception cref="ArgumentException">The models are not nested, or have different rows, labels or weights.</exception>
    /// <exception cref="InvalidOperationException">A model's maximum was not found.</exception>
    public static HypothesisTest LikelihoodRatioTest(this MultinomialModel full, MultinomialModel reduced)
        => NestedLikelihoods.Create(nameof(LikelihoodRatioTest), full, reduced).Ratio();

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

    /// <summary>Analyses which part of the deviance belongs to which term.</summary>
    /// <remarks>
    /// The types are those of linear models, type II and III by likelihood ratio. By χ² where the dispersion is known, else by F with the
    /// dispersion of the whole model. Each line is a fit of its own.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The model was fitted with ridge, or it or a part of it has no maximum inside its domain.
    /// </exception>
    /// <inheritdoc cref="Anova{T}"/>
    public static AnovaTable Anova(this GeneralizedLinearModel model, int type, IReadOnlyList<ModelTerm>? terms = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        NestedLikelihoods.RequireMaximum(nameof(Anova), model);
        return GeneralizedAnova.Compute(model, ModelTerms.Partition(nameof(Anova), terms, model.Data.Shape), type);
    }

    /// <summary>
    /// Looks for a smaller model that says as much: adds or leaves out one term at a time while n·ln(RSS/n) + penalty·rank falls.
    /// </summary>
    /// <remarks>
    /// As R's <c>step</c>: a term stays while one that contains it does, and comes only after those that it contains. The criterion of
    /// linear models differs from AIC by a constant. What is chosen fits better than what was not by design: its p values are too small.
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

    /// <summary>
    /// Looks for a smaller model that says as much: adds or leaves out one term at a time while AIC + (penalty − 2)·rank falls.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The model was fitted with ridge, or fits exactly, or it or a part of it has no maximum inside its domain.
    /// </exception>
    /// <inheritdoc cref="StepwiseByAic{T}"/>
    public static StepwiseSelection<GeneralizedLinearModel> StepwiseByAic(
        this GeneralizedLinearModel model,
        StepwiseDirection direction = StepwiseDirection.Both,
        double penalty = 2,
        IReadOnlyList<ModelTerm>? terms = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        NestedLikelihoods.RequireMaximum(nameof(StepwiseByAic), model);
        Stepwise.Check(direction, penalty);
        return GeneralizedStepwise.Run(model, ModelTerms.Partition(nameof(StepwiseByAic), terms, model.Data.Shape), direction, penalty);
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
