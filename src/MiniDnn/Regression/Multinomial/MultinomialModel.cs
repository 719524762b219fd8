using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// Multinomial logit: which of several classes, ln(P(class)/P(reference)) = b₀ + b₁·x₁ + … for each class but the reference.
/// </summary>
/// <remarks>
/// <para>
/// The maximum of the likelihood by Newton's method on all classes at once (D. McFadden, 1974), on a design that is centred and scaled
/// inside. With two classes it is the logistic model of <see cref="GeneralizedLinearModel"/>.
/// </para>
/// <para>
/// Where classes are separated, coefficients have no finite estimate: the same exact test as <see cref="GeneralizedLinearModel"/>'s finds
/// which, and <see cref="Outcome"/> and <see cref="Remarks"/> say so. Those that are finite all the same are given with their errors: the
/// fit is then that of the classes that each row might still have had.
/// </para>
/// <para>
/// A file holds the rows that count, and the model is computed from them again when it is loaded. Safe to use from many threads at once.
/// </para>
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; income = [[1], [2], [3], [4], [5], [6], [7], [8], [9]];
/// var model = MultinomialModel.Fit(income, [0, 0, 1, 0, 2, 1, 2, 1, 2], new() { ClassNames = ["bus", "bicycle", "car"] });
/// Console.WriteLine(model.Outcome);                                   // → Converged
/// Console.WriteLine($"{model.ParameterNames[3]}: {model.Coefficients[3]:F3}");   // → car: x: 1.538
/// Console.WriteLine($"{model.Predict([5.0])[2]:F3}");                 // → 0.326
/// Console.WriteLine(model);                                           // → car: x
/// </code></example>
public sealed class MultinomialModel : RegressionModel<double>
{
    private readonly Lazy<MultinomialInference> _inference;
    private readonly Lazy<GeneralizedLinearModelSummary> _summary;

    private MultinomialModel(MultinomialData data)
    {
        FittedModel = MultinomialFit.Run(data);
        Coefficients = [.. FittedModel.Reached.Select((b, j) => FittedModel.SignOf(j) switch
        {
            null or Separation.EitherWay => double.NaN,
            0 => b.High,
            int sign => sign * double.PositiveInfinity,
        })];
        _inference = new(() => new(FittedModel));
        _summary = new(() => new(this, _inference.Value));
        Remarks = MultinomialRemarks.Find(FittedModel);
    }

    /// <summary>
    /// The coefficients class by class, those of the reference left out: of each class the intercept first, if there is one. NaN for one
    /// that depends on others before it, ±∞ for one that separation lets grow without end, NaN where that may go either way.
    /// </summary>
    public override IReadOnlyList<double> Coefficients { get; }

    /// <summary>The names of the coefficients: <c>car: (Intercept)</c>, <c>car: income</c>, ….</summary>
    public override IReadOnlyList<string> ParameterNames => Data.CoefficientNames;

    /// <summary>The names of all classes, in the order of their labels and of predictions.</summary>
    public IReadOnlyList<string> ClassNames => Data.ClassNames;

    /// <summary>The name of the class that the others are compared with.</summary>
    public string Reference => Data.ClassNames[Data.Reference];

    /// <inheritdoc/>
    public override FitOutcome Outcome => FittedModel.Outcome;

    /// <summary>In words, what is unusual about the fit: separated classes, dependent columns, no degrees of freedom.</summary>
    public override IReadOnlyList<string> Remarks { get; }

    /// <inheritdoc/>
    public override long RowCount => Data.Counted.Length;

    internal MultinomialFit FittedModel { get; }

    internal MultinomialData Data => FittedModel.Data;

    /// <summary>Fits a model.</summary>
    /// <param name="x">The predictors, one row for each observation.</param>
    /// <param name="labels">The class of each row, from 0; each must occur.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="ArgumentNullException">x or labels is null.</exception>
    /// <exception cref="ArgumentException">
    /// Nothing to fit, lengths that differ, a value that is not finite, a class without rows that count, names that don't fit.
    /// </exception>
    public static MultinomialModel Fit(Matrix<double> x, int[] labels, MultinomialOptions? options = null)
        => new(new(x, labels, options ?? new()));

    /// <summary>Fits a model of records: a term for each column, from numbers, powers, categories and interactions.</summary>
    /// <remarks>The classes are those that occur, in ascending order, and have the names that their values have.</remarks>
    /// <param name="records">The records, at least one.</param>
    /// <param name="target">
    /// Reads the class from a record: a string, an enum, a bool, a whole number, anything whose text is its own.
    /// </param>
    /// <param name="terms">Adds the terms.</param>
    /// <param name="options">What differs from the defaults; weights have a value for each record.</param>
    /// <param name="targetName">The class's name in messages; by default what <paramref name="target"/> reads.</param>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <typeparam name="TLabel">The type of the classes.</typeparam>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// A value is missing or not finite, there is only one class, terms do not fit the records, or the options give names.
    /// </exception>
    public static RecordModel<TRecord, MultinomialModel> Fit<TRecord, TLabel>(
        IEnumerable<TRecord> records,
        Func<TRecord, TLabel> target,
        Action<RecordTerms<TRecord>> terms,
        MultinomialOptions? options = null,
        [CallerArgumentExpression(nameof(target))] string targetName = "")
    {
        options ??= new();
        options.RefuseNames();
        CategoryVariable<TRecord, TLabel> labels = RecordFit.Labels(target, targetName);
        return RecordFit.Run(records, labels, terms, options.Intercept, (sample, x, names) =>
        {
            sample.LearnTarget(nameof(Fit));
            return Fit(x, [.. sample.Target(nameof(Fit)).Select(label => (int)label)], options.For(sample, names, labels.Levels));
        });
    }

    /// <inheritdoc/>
    public override GeneralizedLinearModelSummary Summary() => _summary.Value;

    /// <summary>
    /// Computes 1 − P(class of row i) for each row: what the class that it has lacks to certainty. 0 for rows that are separated from all
    /// other classes, NaN for rows of weight 0.
    /// </summary>
    public override double[] Residuals() => FittedModel.Residuals();

    /// <summary>Predicts the probability of each class at a point, in the order of the labels.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <returns>The probabilities; NaN where coefficients that are infinite leave them open.</returns>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    public double[] Predict(ReadOnlySpan<double> x) => MultinomialPredictor.Probabilities(FittedModel, Data.Shape.Row(nameof(Predict), x));

    /// <summary>Predicts the probability of each class for many points.</summary>
    /// <param name="x">A row for each point, a column for each predictor.</param>
    /// <returns>A new matrix, points × classes.</returns>
    /// <exception cref="ArgumentException">The number of columns is not that of the predictors.</exception>
    [OverloadResolutionPriority(-1)]
    public Matrix<double> Predict(ReadOnlyMatrixSpan<double> x) => MultinomialPredictor.Probabilities(nameof(Predict), FittedModel, x);

    /// <summary>Predicts the probability of each class for the rows of the fit: in their limit where classes are separated.</summary>
    /// <returns>A new matrix, rows × classes; NaN for rows of weight 0.</returns>
    public Matrix<double> Predict() => FittedModel.Probabilities();

    /// <summary>Computes an interval for the probability of each class at a point: that of its logit, through the inverse.</summary>
    /// <remarks>
    /// logit p ± q·√(gᵀ·Cov·g) with g the derivatives of logit p = ln(p/(1 − p)) by the coefficients (the delta method); with two classes
    /// it is the interval of the logistic model. Each covers its probability at the level, not all together.
    /// </remarks>
    /// <param name="x">A value for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <returns>An interval for each class, in the order of the labels; NaN where it needs coefficients that are not finite.</returns>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<double>[] ConfidenceInterval(ReadOnlySpan<double> x, double level = 0.95)
    {
        double[] row = Data.Shape.Row(nameof(ConfidenceInterval), x);
        return MultinomialPredictor.Intervals(_inference.Value, MultinomialPredictor.Probabilities(FittedModel, row), row, level);
    }

    /// <inheritdoc cref="LinearModel{T}.Load(string)"/>
    public static MultinomialModel Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <inheritdoc cref="LinearModel{T}.Load(Stream)"/>
    public static MultinomialModel Load(Stream stream) => Restore(SavedMultinomialModel.Read(stream));

    /// <summary>What a file holds of the model.</summary>
    internal SavedMultinomialModel ToSaved() => SavedMultinomialModel.From(Data, Coefficients);

    /// <summary>The model that a file holds, fitted again.</summary>
    internal static MultinomialModel Restore(SavedMultinomialModel saved)
    {
        var model = new MultinomialModel(saved.ToData());
        saved.CheckCoefficients(model.Coefficients, model.Summary().StandardErrors);
        return model;
    }

    private protected override void Write(Stream stream) => ToSaved().Write(stream);
}
