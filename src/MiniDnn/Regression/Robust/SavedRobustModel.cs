using System.Text.Json.Serialization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a robust model.</summary>
internal sealed record SavedRobustModel
{
    private const string Format = "MiniDnn.RobustModel";

    private const int Version = 1;

    public required string Loss { get; init; }

    public required string Message { get; init; }

    public required bool HasConverged { get; init; }

    public required double Scale { get; init; }

    /// <summary>The last of the weighted fits.</summary>
    public required SavedLinearModel Weighted { get; init; }

    /// <summary>The fit without weights, from whose covariance the errors come.</summary>
    public required SavedLinearModel Unweighted { get; init; }

    public required double[] Weights { get; init; }

    public required double[] Residuals { get; init; }

    public void Write(Stream stream)
    {
        var file = new SavedFile<SavedRobustModel> { Format = Format, Version = Version, Content = this };
        JsonFile.Write(stream, file, SavedRobustModelJson.Strict.SavedFileSavedRobustModel);
    }

    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    public static SavedRobustModel Read(Stream stream)
        => JsonFile.Read(stream, Format, Version, SavedRobustModelJson.Strict.SavedFileSavedRobustModel);

    /// <summary>Where the regression ended, with these two of its fits.</summary>
    /// <exception cref="InvalidDataException">The contents make no sense.</exception>
    public RobustState ToState(LinearModel<double> unweighted, LinearModel<double> weighted)
    {
        bool isLoss = Enum.TryParse(Loss, out RobustLoss loss) && Enum.GetName(loss) == Loss;
        JsonFile.Require(isLoss, $"'loss' is {Excerpt.Of(Loss)}; it must be Huber or Biweight");
        JsonFile.Require(
            weighted.ParameterNames.SequenceEqual(unweighted.ParameterNames), "'weighted' and 'unweighted' must have the same predictors");
        JsonFile.Require(
            Weights.Length == Residuals.Length && Weights.Length > weighted.Coefficients.Count - 1,
            $"'weights' has {Weights.Length} elements, 'residuals' {Residuals.Length}; there must be one for each row");
        JsonFile.Require(Weights.All(weight => weight is >= 0 and <= 1), "'weights' must be from 0 to 1");
        JsonFile.Require(Residuals.All(double.IsFinite), "'residuals' must be finite");
        JsonFile.Require(Scale >= 0 && double.IsFinite(Scale), "'scale' must be finite, and 0 or more");
        return new(loss, Scale, Weights, Residuals);
    }
}

/// <summary>The serialisation of such files.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SavedFile<SavedRobustModel>))]
internal sealed partial class SavedRobustModelJson : JsonSerializerContext
{
    public static readonly SavedRobustModelJson Strict = new(JsonFile.Options);
}
