using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>A linear model that is loaded says what it said before, to the last bit.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LinearModelSavingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static IEnumerable<string> Cases => SavedModelCases<T>.Names;

    private static byte[] Save(LinearModel<T> model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    [TestCaseSource(nameof(Cases))]
    public void What_is_loaded_says_the_same_to_the_bit(string name)
    {
        LinearModel<T> model = SavedModelCases<T>.Get(name);
        byte[] file = Save(model);
        LinearModel<T> again = LinearModel<T>.Load(new MemoryStream(file));
        Assert.That(Said(again), Is.EqualTo(Said(model)));
        Assert.That(Save(again), Is.EqualTo(file));
    }

    /// <summary>All that does not ask for rows, with all digits.</summary>
    private static string[] Said(LinearModel<T> model)
    {
        LinearModelSummary<T> summary = model.Summary();
        T[][] points = [.. new[] { 0.3, -7, 1e5, 1e-9, 1e30 }.Select(v => Enumerable.Range(1, model.PredictorCount).Select(j => T.CreateSaturating(v * j)).ToArray())];
        IEnumerable<T> numbers =
        [
            .. model.Coefficients, model.Intercept, model.Slope, model.ConditionNumber(),
            .. points.SelectMany(x => new[] { model.ConfidenceInterval(x), model.PredictionInterval(x, 0.8, 3) }).Concat(model.CoefficientIntervals(0.9)).SelectMany(i => new[] { i.Lower, i.Upper }),
            .. points.Select(x => model.Predict(x)),
            .. summary.StandardErrors, .. summary.TestStatistics, .. summary.PValues, summary.RSquared, summary.AdjustedRSquared, summary.FStatistic, summary.FPValue,
            summary.LogLikelihood, summary.Aic, summary.Bic, summary.ResidualStandardError, summary.ResidualSumOfSquares, summary.TotalSumOfSquares,
            .. summary.Covariance().AsSpan(),
        ];
        return
        [
            .. numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)), model.ToString("R", CultureInfo.InvariantCulture),
            $"{model.RowCount} {model.Degree} {model.Rank} {model.HasIntercept} {model.PredictorCount} {summary.ResidualDegreesOfFreedom:R}",
            .. model.Remarks, .. model.DependentColumns, .. model.ParameterNames,
        ];
    }

    [Test]
    public void Inverse_predictions_stay_too()
    {
        LinearModel<T> line = SavedModelCases<T>.Get("line"), again = LinearModel<T>.Load(new MemoryStream(Save(line)));
        InversePrediction<T> actual = again.PredictInverse(T.CreateChecked(3.5)), expected = line.PredictInverse(T.CreateChecked(3.5));
        Assert.That((actual.Estimate, actual.Interval, actual.Message), Is.EqualTo((expected.Estimate, expected.Interval, expected.Message)));
    }

    [Test]
    public void What_asks_for_rows_is_refused_with_the_reason()
    {
        LinearModel<T> again = LinearModel<T>.Load(new MemoryStream(Save(SavedModelCases<T>.Get("line"))));
        Assert.That(() => again.Residuals(), Throws.InvalidOperationException.With.Message.Contains("a file, which keep no rows"));
        Assert.That(() => again.Diagnostics(), Throws.InvalidOperationException.With.Message.Contains("a model from an accumulator or a file never keeps them"));
    }

    [Test]
    public void A_file_is_read_back_and_replaced_whole()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("minidnn-model").FullName, "model.json");
        SavedModelCases<T>.Get("line").Save(path);
        SavedModelCases<T>.Get("plane").Save(path);
        Assert.That(LinearModel<T>.Load(path).ParameterNames, Is.EqualTo(new[] { "(Intercept)", "größe", "\"α\" b\\", "日本" }));
        Assert.That(File.ReadAllText(path), Does.Contain("\"größe\"").And.Contain("\n    \"coefficients\": ["), "it can be read");
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Has.Length.EqualTo(1));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Test]
    public void The_other_number_type_is_refused()
    {
        byte[] file = Save(SavedModelCases<T>.Get("line"));
        string other = typeof(T) == typeof(float) ? nameof(Double) : nameof(Single);
        Action load = typeof(T) == typeof(float) ? () => LinearModel<double>.Load(new MemoryStream(file)) : () => LinearModel<float>.Load(new MemoryStream(file));
        Assert.That(load, Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo($"The model has numbers of type {typeof(T).Name}; LinearModel<{other}> can't be made of them."));
    }

    [Test]
    public void Bad_arguments_are_refused()
    {
        LinearModel<T> model = SavedModelCases<T>.Get("line");
        Assert.That(() => model.Save(""), Throws.ArgumentException);
        Assert.That(() => model.Save((Stream)null!), Throws.ArgumentNullException);
        Assert.That(() => LinearModel<T>.Load((Stream)null!), Throws.ArgumentNullException);
        Assert.That(() => LinearModel<T>.Load(Path.Combine(Path.GetTempPath(), "minidnn-no-such-file.json")), Throws.InstanceOf<FileNotFoundException>());
        LinearModel<T> half = LeastSquares.Fit<T>([T.One, T.Zero, T.NegativeOne], [T.One, T.Zero, T.Zero], new() { PredictorNames = ["\ud800x"] });
        Assert.That(() => half.Save(new MemoryStream()), Throws.InvalidOperationException.With.Message.StartsWith("Save: the name '").And.Message.EndsWith("has half a surrogate pair, which is no text."));
    }
}
