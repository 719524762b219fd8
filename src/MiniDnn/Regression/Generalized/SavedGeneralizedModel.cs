using System.Text.Json.Serialization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a generalised linear model: the rows and the settings; the fit is computed from these again.</summary>
/// <remarks>The search takes no chances, so that the same machine finds the same bits; another one's functions may differ.</remarks>
internal sealed record SavedGeneralizedModel
{
    private const string Format = "MiniDnn.GeneralizedLinearModel";
    private const int Version = 1;

    public required string Family { get; init; }

    public required string Link { get; init; }

    public required string[] PredictorNames { get; init; }

    public required bool HasIntercept { get; init; }

    public required double Ridge { get; init; }

    public required bool WeightsAreFrequencies { get; init; }

    /// <summary>For people, and to find what was altered: those of the fit.</summary>
    public required double[] Coefficients { get; init; }

    /// <summary>A row for each observation; zeros where it does not count.</summary>
    public required double[][] X { get; init; }

    /// <summary>NaN where a row does not count and had none.</summary>
    public required double[] Y { get; init; }

    public required double[] Weights { get; init; }

    /// <summary>Null for families without trials.</summary>
    public required double[]? Trials { get; init; }

    public required double[] Offset { get; init; }

    /// <exception cref="InvalidOperationException">A name is no valid text.</exception>
    public static SavedGeneralizedModel From(GeneralizedData data, IReadOnlyList<double> coefficients) => new()
    {
        Family = data.Family.ToString(),
        Link = data.Link.ToString(),
        PredictorNames = [.. data.Shape.PredictorNames.Select(JsonFile.Checked)],
        HasIntercept = data.Shape.HasIntercept,
        Ridge = data.Options.Ridge,
        WeightsAreFrequencies = data.Options.WeightsAreFrequencies,
        Coefficients = [.. coefficients],
        X = SavedRows.From(GeneralizedRows.Predictors(data.Likelihood.Columns, data.Shape, data.Counted, data.TotalRowCount)),
        Y = data.Y,
        Weights = data.Weights,
        Trials = data.Family == MiniDnn.Family.Binomial ? data.Trials : null,
        Offset = data.Offset,
    };

    public void Write(Stream stream)
    {
        var file = new SavedFile<SavedGeneralizedModel> { Format = Format, Version = Version, Content = this };
        JsonFile.Write(stream, file, SavedGeneralizedModelJson.Strict.SavedFileSavedGeneralizedModel);
    }

    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    public static SavedGeneralizedModel Read(Stream stream)
        => JsonFile.Read(stream, Format, Version, SavedGeneralizedModelJson.Strict.SavedFileSavedGeneralizedModel);

    /// <exception cref="InvalidDataException">The contents make no sense.</exception>
    public GeneralizedData ToData()
    {
        Family family = Named<Family>("family", Family);
        Link link = Named<Link>("link", Link);
        JsonFile.Require(
            Trials is null != (family == MiniDnn.Family.Binomial), "'trials' must be there for the binomial family alone");
        JsonFile.Require(PredictorNames.All(name => name is not null), "No predictor's name may be null");
        Matrix<double> x = SavedRows.ToMatrix(X, PredictorNames.Length);
        return SavedRows.Refit<GeneralizedData>(() => new(x, Y, family, new()
        {
            Intercept = HasIntercept,
            Link = link,
            Weights = Weights,
            WeightsAreFrequencies = WeightsAreFrequencies,
            Trials = Trials,
            Offset = Offset,
            Ridge = Ridge,
            PredictorNames = PredictorNames,
        }));
    }

    /// <exception cref="InvalidDataException">They are not those of the file.</exception>
    public void CheckCoefficients(IReadOnlyList<double> found, IReadOnlyList<double> errors)
        => JsonFile.Require(
            Coefficients.Length == found.Count && !Coefficients.Where((b, j) => !SavedRows.AreAlike(b, found[j], errors[j])).Any(),
            "'coefficients' are not those of the rows: the file was altered");

    private static TEnum Named<TEnum>(string member, string name)
        where TEnum : struct, Enum
    {
        bool isName = Enum.TryParse(name, out TEnum value) && Enum.GetName(value) == name;
        JsonFile.Require(isName, $"'{member}' is {Excerpt.Of(name)}; it must be one of {string.Join(", ", Enum.GetNames<TEnum>())}");
        return value;
    }
}

/// <summary>The serialisation of such files.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SavedFile<SavedGeneralizedModel>))]
internal sealed partial class SavedGeneralizedModelJson : JsonSerializerContext
{
    public static readonly SavedGeneralizedModelJson Strict = new(JsonFile.Options);
}
