using System.Text.Json.Serialization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a multinomial model: the rows and the settings; the fit is computed from these again.</summary>
internal sealed record SavedMultinomialModel
{
    private const string Format = "MiniDnn.MultinomialModel";
    private const int Version = 1;

    public required string[] ClassNames { get; init; }

    public required string Reference { get; init; }

    public required string[] PredictorNames { get; init; }

    public required bool HasIntercept { get; init; }

    public required bool WeightsAreFrequencies { get; init; }

    /// <summary>For people, and to find what was altered: those of the fit, a row for each class but the reference.</summary>
    public required double[][] Coefficients { get; init; }

    /// <summary>A row for each observation; zeros where it does not count.</summary>
    public required double[][] X { get; init; }

    public required int[] Labels { get; init; }

    public required double[] Weights { get; init; }

    /// <exception cref="InvalidOperationException">A name is no valid text.</exception>
    public static SavedMultinomialModel From(MultinomialData data, IReadOnlyList<double> coefficients) => new()
    {
        ClassNames = [.. data.ClassNames.Select(JsonFile.Checked)],
        Reference = data.ClassNames[data.Reference],
        PredictorNames = [.. data.Shape.PredictorNames.Select(JsonFile.Checked)],
        HasIntercept = data.Shape.HasIntercept,
        WeightsAreFrequencies = data.Options.WeightsAreFrequencies,
        Coefficients = [.. coefficients.Chunk(data.Columns.RowCount)],
        X = SavedRows.From(GeneralizedRows.Predictors(data.Columns, data.Shape, data.Counted, data.AllLabels.Length)),
        Labels = data.AllLabels,
        Weights = data.AllWeights,
    };

    public void Write(Stream stream)
    {
        var file = new SavedFile<SavedMultinomialModel> { Format = Format, Version = Version, Content = this };
        JsonFile.Write(stream, file, SavedMultinomialModelJson.Strict.SavedFileSavedMultinomialModel);
    }

    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    public static SavedMultinomialModel Read(Stream stream)
        => JsonFile.Read(stream, Format, Version, SavedMultinomialModelJson.Strict.SavedFileSavedMultinomialModel);

    /// <exception cref="InvalidDataException">The contents make no sense.</exception>
    public MultinomialData ToData()
    {
        JsonFile.Require(PredictorNames.Concat(ClassNames).All(name => name is not null), "No name may be null");
        Matrix<double> x = SavedRows.ToMatrix(X, PredictorNames.Length);
        return SavedRows.Refit<MultinomialData>(() => new(x, Labels, new()
        {
            ClassNames = ClassNames,
            Reference = Reference,
            PredictorNames = PredictorNames,
            Intercept = HasIntercept,
            Weights = Weights,
            WeightsAreFrequencies = WeightsAreFrequencies,
        }));
    }

    /// <exception cref="InvalidDataException">They are not those of the file.</exception>
    public void CheckCoefficients(IReadOnlyList<double> found, IReadOnlyList<double> errors)
    {
        int length = PredictorNames.Length + (HasIntercept ? 1 : 0);
        bool haveShape = Coefficients.All(row => row?.Length == length);
        double[] saved = haveShape ? [.. Coefficients.SelectMany(row => row)] : [];
        JsonFile.Require(
            saved.Length == found.Count && !saved.Where((b, j) => !SavedRows.AreAlike(b, found[j], errors[j])).Any(),
            "'coefficients' are not those of the rows: the file was altered");
    }
}

/// <summary>The serialisation of such files.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SavedFile<SavedMultinomialModel>))]
internal sealed partial class SavedMultinomialModelJson : JsonSerializerContext
{
    public static readonly SavedMultinomialModelJson Strict = new(JsonFile.Options);
}
