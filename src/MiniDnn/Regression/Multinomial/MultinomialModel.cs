using System.Runtime.CompilerServices;
using MiniDnn.Files;

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
/// <para>Safe to use from many threads at once.</para>
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; income = [[1], [2], [3], [4], [5], [6], [7], [8], [9]];
/// var model = MultinomialModel.Fit(income, [0, 0, 1, 0, 2, 1, 2, 1, 2], new() { ClassNames = ["bus", "bicycle", "car"] });
/// Console.WriteLine(model.Outcome);                                   // → Converged
/// Console.WriteLine($"{model.Coefficients[1, 1]:F3}");                // → 1.538
/// Console.WriteLine($"{model.Predict([5.0])[2]:F3}");                 // → 0.326
/// Console.WriteLine(model);                                           // → car: x
/// </code></example>
public sealed class MultinomialModel : IFormattable
{
    private readonly Lazy<MultinomialInference> _inference;
    private readonly Lazy<MultinomialModelSummary> _summary;
    private readonly Lazy<MultinomialModelDiagnostics> _diagnostics;

    private MultinomialModel(MultinomialData data)
    {
        FittedModel = MultinomialFit.Run(data);
        int p = data.Columns.RowCount;
        Coefficients = Matrix.Create(data.ClassCount - 1, p, (a, j) => FittedModel.SignOf((a * p) + j) switch
        {
            null or Separation.EitherWay => double.NaN,
            0 => FittedModel.Reached[(a * p) + j].High,
            int sign => sign * double.PositiveInfinity,
        });
        _inference = new(() => new(FittedModel));
        _summary = new(() => new(this, _inference.Value));
        _diagnostics = new(() => new(FittedModel));
        Remarks = MultinomialRemarks.Find(FittedModel);
    }

    /// <summary>
    /// A row for each class but the reference, in their order; the intercept first if there is one. NaN for one that depends on others
    /// before it, ±∞ for one that separation lets grow without end, NaN where that may go either way.
    /// </summary>
    public Matrix<double> Coefficients { get; }

    /// <summary>The names of the coefficients of each class: those of the columns of <see cref="Coefficients"/>.</summary>
    public IReadOnlyList<string> ParameterNames => Data.Shape.ParameterNames;

    /// <summary>The names of all classes, in the order of their labels and of predictions.</summary>
    public IReadOnlyList<string> ClassNames => Data.ClassNames;

    /// <summary>The name of the class that the others are compared with.</summary>
    public string Reference => Data.ClassNames[Data.Reference];

    /// <summary>How the search for the maximum ended.</summary>
    public FitOutcome Outcome => FittedModel.Outcome;

    /// <summary>In words, what is unusual about the fit: separated classes, dependent columns, no degrees of freedom.</summary>
    public IReadOnlyList<string> Remarks { get; }

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
        => MultinomialRecords.Fit(records, target, targetName, terms, options ?? new());

    /// <summary>Gives the statistics of the fit, and its table: always the same object.</summary>
    public MultinomialModelSummary Summary() => _summary.Value;

    /// <summary>Gives what the fit says of its own rows: always the same object.</summary>
    public MultinomialModelDiagnostics Diagnostics() => _diagnostics.Value;

    /// <summary>Predicts the probability of each class at a point, in the order of the labels.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <returns>The probabilities; NaN where coefficients that are infinite leave them open.</returns>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    public double[] Predict(ReadOnlySpan<double> x)
    {
        Throw.IfLengthIsNot(nameof(Predict), nameof(x), x.Length, Data.Shape.PredictorCount, "one for each predictor");
        return MultinomialPredictor.Probabilities(FittedModel, Data.Shape.HasIntercept ? [1, .. x] : [.. x]);
    }

    /// <summary>Computes Wald's interval for each coefficient: coefficient ± z·standard error.</summary>
    /// <param name="level">The probability of covering the true value, between 0 and 1; 0.95 by default.</param>
    /// <returns>For each class but the reference those of its coefficients; NaN for coefficients that have no standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<double>[][] CoefficientIntervals(double level = 0.95)
    {
        double z = StudentTDistribution.TwoSidedQuantile(Throw.IfNotLevel(level, nameof(level)), double.PositiveInfinity);
        int p = Coefficients.ColumnCount;
        return [.. Enumerable.Range(0, Coefficients.RowCount).Select(a => Enumerable.Range(0, p).Select(j =>
        {
            double margin = z * _inference.Value.Errors[(a * p) + j];
            return new Interval<double>(Coefficients[a, j] - margin, Coefficients[a, j] + margin);
        }).ToArray())];
    }

    /// <summary>Saves the model as JSON that people can read.</summary>
    /// <remarks>
    /// The file is written whole, or, where that fails, not at all, an old file of that name staying as it was. The rows that count are in
    /// it, and the model is computed from them again when it is loaded.
    /// </remarks>
    /// <param name="path">The file, by custom with the ending <c>.json</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">A name is no valid text.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes the model, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A name is no valid text.</exception>
    public void Save(Stream stream)
        => JsonFile.Write(stream, SavedMultinomialModel.Of(this).ToFile(), SavedMultinomialModelJson.Strict.SavedFileSavedMultinomialModel);

    /// <summary>Loads a model that was saved.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static MultinomialModel Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Loads a model from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are damaged, are something else, or were made by a newer version.</exception>
    public static MultinomialModel Load(Stream stream) => SavedMultinomialModel.Read(stream);

    /// <summary>The table of <see cref="Summary"/>, in the current culture.</summary>
    public override string ToString() => Summary().ToString();

    /// <summary>The table of <see cref="Summary"/>.</summary>
    /// <param name="format">A numeric format for estimates, standard errors and z values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => Summary().ToString(format, formatProvider);
}
