using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// A generalised linear model: the mean μ of y through a link is linear in the predictors, g(μ) = b₀ + b₁·x₁ + … + bₖ·xₖ.
/// </summary>
/// <remarks>
/// <para>
/// For yes and no, counts, positive amounts (J. Nelder and R. Wedderburn, 1972). The maximum of the likelihood is found by Newton's method,
/// which is least squares with new weights in each step, on a design that is centred and scaled inside; it ends where the step is rounding,
/// and residuals, weights and errors are those of the end, in doubled precision where digits cancel. A logistic model is a network of one
/// sigmoid layer that was trained to the end: deviance is 2·n times its cross-entropy.
/// </para>
/// <para>
/// Not every likelihood has a maximum: where predictors separate the outcomes, coefficients are infinite. That is found by an exact test
/// and said, by <see cref="Outcome"/> and <see cref="Remarks"/>; coefficients that are finite all the same are given with their errors.
/// </para>
/// <para>
/// A file holds the rows that count, and the model is computed from them again when it is loaded: diagnostics and profiles are there, too.
/// </para>
/// <para>Safe to use from many threads at once.</para>
/// </remarks>
/// <example><code>
/// double[] hours = [1, 2, 3, 4, 5, 6, 7, 8], passed = [0, 0, 1, 0, 1, 0, 1, 1];
/// var model = GeneralizedLinearModel.Fit(hours, passed, Family.Binomial);
/// Console.WriteLine($"{model.Coefficients[1]:F3}");             // → 0.594
/// Console.WriteLine($"{model.Predict(5):F2}");                  // → 0.57
/// Console.WriteLine(model.Outcome);                             // → Converged
/// Console.WriteLine(model);                                     // → z value
/// </code></example>
public sealed class GeneralizedLinearModel : RegressionModel<double>
{
    private readonly GeneralizedData _data;
    private readonly LikelihoodFit _fit;
    private readonly LinearPredictor _predictor;
    private readonly Lazy<GeneralizedInference> _inference;
    private readonly Lazy<GeneralizedLinearModelSummary> _summary;
    private readonly Lazy<GeneralizedLinearModelDiagnostics> _diagnostics;

    private GeneralizedLinearModel(GeneralizedData data)
    {
        _data = data;
        _fit = LikelihoodFit.Run(data.Likelihood);
        Outcome = _fit.Outcome;
        _inference = new(() => new(data, _fit));
        double[] coefficients = [.. _fit.Coefficients.Select((b, j) => _fit.IsExact && _inference.Value.IsRounding(j) ? 0 : b.High)];
        _fit.Separation?.SetLimits(coefficients, _fit.Parameters);
        Coefficients = coefficients;
        _predictor = new(coefficients, _fit);
        _summary = new(() => new(this, _inference.Value));
        _diagnostics = new(() => new(_inference.Value, _fit));
        Remarks = GeneralizedRemarks.Find(data, _fit);
    }

    /// <summary>
    /// The coefficients: the intercept first if there is one, then one for each predictor. NaN for one that depends on others before it,
    /// ±∞ for one that separation lets grow without end, NaN where that may go either way.
    /// </summary>
    public override IReadOnlyList<double> Coefficients { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ParameterNames => _data.Shape.ParameterNames;

    /// <inheritdoc/>
    public override FitOutcome Outcome { get; }

    /// <summary>
    /// In words, what is unusual about the fit: separated predictors, a maximum on the edge, dependent columns, no degrees of freedom.
    /// </summary>
    public override IReadOnlyList<string> Remarks { get; }

    /// <inheritdoc/>
    public override long RowCount => _data.Counted.Length;

    internal GeneralizedData Data => _data;

    /// <summary>The number of independent coefficients.</summary>
    internal int Rank => _fit.Rank;

    /// <summary>Fits a model in one predictor.</summary>
    /// <param name="x">The predictor.</param>
    /// <param name="y">The response, one value for each of <paramref name="x"/>.</param>
    /// <param name="family">How the response scatters.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="ArgumentNullException">x or y is null.</exception>
    /// <exception cref="ArgumentException">
    /// Nothing to fit, lengths that differ, values outside the family's range or not finite, a link that the family does not have.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such family.</exception>
    [OverloadResolutionPriority(1)]
    public static GeneralizedLinearModel Fit(double[] x, double[] y, Family family, GeneralizedLinearOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Fit(Matrix.Create(x.Length, 1, (i, _) => x[i]), y, family, options);
    }

    /// <summary>Fits a model.</summary>
    /// <param name="x">The predictors, one row for each observation.</param>
    /// <param name="y">The response, one value for each row.</param>
    /// <param name="family">How the response scatters.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <inheritdoc cref="Fit(double[], double[], Family, GeneralizedLinearOptions)"/>
    public static GeneralizedLinearModel Fit(Matrix<double> x, double[] y, Family family, GeneralizedLinearOptions? options = null)
        => new(new(x, y, family, options ?? new()));

    /// <summary>Fits a model of records: a term for each column, from numbers, powers, categories and interactions.</summary>
    /// <param name="records">The records, at least one.</param>
    /// <param name="target">Reads y from a record.</param>
    /// <param name="terms">Adds the terms.</param>
    /// <param name="family">How the response scatters.</param>
    /// <param name="options">What differs from the defaults; weights, trials and offset have a value for each record.</param>
    /// <param name="targetName">y's name in messages; by default what <paramref name="target"/> reads.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// A value is missing, not finite or outside the family's range, or terms do not fit the records, or the options give names.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such family.</exception>
    public static RecordModel<TRecord, GeneralizedLinearModel> Fit<TRecord>(
        IEnumerable<TRecord> records,
        Func<TRecord, double?> target,
        Action<RecordTerms<TRecord>> terms,
        Family family,
        GeneralizedLinearOptions? options = null,
        [CallerArgumentExpression(nameof(target))] string targetName = "")
    {
        options ??= new();
        RecordFit.RefuseNames(options.PredictorNames);
        return RecordFit.Run(records, RecordFit.Target(target, targetName), terms, options.Intercept, (sample, x, names)
            => Fit(x, sample.Target(nameof(Fit)), family, options.For(sample, names)));
    }

    /// <summary>Fits some of a model's predictors to the same data.</summary>
    internal static GeneralizedLinearModel FitPart(GeneralizedLinearModel model, int[] predictors) => new(model._data.Part(predictors));

    /// <inheritdoc/>
    public override GeneralizedLinearModelSummary Summary() => _summary.Value;

    /// <summary>Gives what single rows have to do with the fit: always the same object.</summary>
    public GeneralizedLinearModelDiagnostics Diagnostics() => _diagnostics.Value;

    /// <summary>Computes yᵢ − μᵢ for each row, of shares of successes for binomial rows with trials; NaN for rows of weight 0.</summary>
    public override double[] Residuals() => [.. Diagnostics().ResponseResiduals];

    /// <summary>Predicts the mean μ for one point.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <param name="offset">The known part of η at this point; 0 by default, never that of the data.</param>
    /// <returns>The mean: a probability for the binomial family; NaN where coefficients that are infinite cancel.</returns>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    public double Predict(ReadOnlySpan<double> x, double offset = 0) => _data.Likelihood.Likelihood.Mean(PredictLink(x, offset));

    /// <summary>Predicts the mean μ for one value of the only predictor.</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, double)"/>
    public double Predict(double x, double offset = 0) => Predict([x], offset);

    /// <summary>Predicts η = b₀ + b₁·x₁ + … + offset for one point.</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, double)" path="/param"/>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, double)" path="/exception"/>
    public double PredictLink(ReadOnlySpan<double> x, double offset = 0) => _predictor.Eta(_data.Shape.Row(nameof(PredictLink), x), offset);

    /// <summary>Computes an interval for the mean at a point: that of η through the inverse link.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="offset">The known part of η at this point; 0 by default.</param>
    /// <returns>
    /// The interval, in order; an end that lies beyond the domain of the link is ∞ (inverse links) or 0 (square root). NaN where η is
    /// infinite, by coefficients that separation lets grow without end: how far they are from it is not known.
    /// </returns>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<double> ConfidenceInterval(ReadOnlySpan<double> x, double level = 0.95, double offset = 0)
    {
        Interval<double> link = LinkInterval(x, level, offset);
        double a = _data.Likelihood.Likelihood.Mean(link.Lower), b = _data.Likelihood.Likelihood.Mean(link.Upper);
        return a > b ? new(b, a) : new(a, b);
    }

    /// <summary>Computes an interval for η at a point: η ± q·√(φ·xᵀ(XᵀWX)⁻¹x).</summary>
    /// <returns>The interval; NaN where η is infinite.</returns>
    /// <inheritdoc cref="ConfidenceInterval" path="/param"/>
    /// <inheritdoc cref="ConfidenceInterval" path="/exception"/>
    public Interval<double> LinkInterval(ReadOnlySpan<double> x, double level = 0.95, double offset = 0)
    {
        double[] row = _data.Shape.Row(nameof(LinkInterval), x);
        double eta = _predictor.Eta(row, offset);
        double margin = double.IsFinite(eta) ? _inference.Value.Quantile(level) * _inference.Value.ErrorOf(row) : double.NaN;
        return new(eta - margin, eta + margin);
    }

    /// <summary>
    /// Computes the interval of a coefficient by the profile of the likelihood: all values at which the deviance, the others fitted anew,
    /// is no more than q²·φ above its least.
    /// </summary>
    /// <param name="parameter">The index of the coefficient.</param>
    /// <param name="level">The probability of covering the true value, between 0 and 1; 0.95 by default.</param>
    /// <returns>
    /// The interval; infinite on a side where the deviance never rises so far, as with separation; NaN where the others have no maximum
    /// that could be found.
    /// </returns>
    /// <remarks>q as in <see cref="RegressionSummary{T}.CoefficientIntervals"/>. The ends are solved for, not interpolated.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such coefficient, or <paramref name="level"/> is not between 0 and 1.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model has a ridge, or its maximum was not found.</exception>
    public Interval<double> ProfileInterval(int parameter, double level = 0.95)
    {
        double quantile = _inference.Value.Quantile(level);
        ArgumentOutOfRangeException.ThrowIfNegative(parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(parameter, Coefficients.Count);
        ProfileLikelihood.Require(_data.Options.Ridge > 0, Outcome);
        if (_inference.Value.Dispersion == 0 && _inference.Value.IsDetermined(parameter))
        {
            return new(Coefficients[parameter], Coefficients[parameter]);
        }
        return new ProfileLikelihood(_data.Likelihood, _fit, parameter, _inference.Value.Errors[parameter], _inference.Value.Dispersion)
            .Interval(quantile * quantile * _inference.Value.Dispersion);
    }

    /// <inheritdoc cref="LinearModel{T}.Load(string)"/>
    public static GeneralizedLinearModel Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <inheritdoc cref="LinearModel{T}.Load(Stream)"/>
    public static GeneralizedLinearModel Load(Stream stream) => Restore(SavedGeneralizedModel.Read(stream));

    /// <summary>What a file holds of the model.</summary>
    internal SavedGeneralizedModel ToSaved() => SavedGeneralizedModel.From(_data, Coefficients);

    /// <summary>The model that a file holds, fitted again.</summary>
    internal static GeneralizedLinearModel Restore(SavedGeneralizedModel saved)
    {
        var model = new GeneralizedLinearModel(saved.ToData());
        saved.CheckCoefficients(model.Coefficients, model.Summary().StandardErrors);
        return model;
    }

    private protected override void Write(Stream stream) => ToSaved().Write(stream);
}
