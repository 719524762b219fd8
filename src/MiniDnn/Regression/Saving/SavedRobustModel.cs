using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a robust model.</summary>
internal sealed record SavedRobustModel
{
    public const string Format = "MiniDnn.RobustModel";

    public const int Version = 1;

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

    public SavedFile<SavedRobustModel> ToFile() => new() { Format = Format, Version = Version, Content = this };

    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    public static RobustModel Read(Stream stream)
        => JsonFile.Read(stream, Format, Version, SavedModels.Strict.SavedFileSavedRobustModel).ToModel();

    /// <exception cref="InvalidDataException">The contents make no sense.</exception>
    public RobustModel ToModel()
    {
        bool isLoss = Enum.TryParse(Loss, out RobustLoss loss) && Enum.GetName(loss) == Loss;
        SavedSolution.Require(isLoss, $"'loss' is {Excerpt.Of(Loss)}; it must be Huber or Biweight");
        LinearModel<double> unweighted = Unweighted.ToModel<double>(), weighted = Weighted.ToModel<double>();
        SavedSolution.Require(
            weighted.ParameterNames.SequenceEqual(unweighted.ParameterNames), "'weighted' and 'unweighted' must have the same predictors");
        SavedSolution.Require(
            Weights.Length == Residuals.Length && Weights.Length > weighted.ParameterCount - 1,
            $"'weights' has {Weights.Length} elements, 'residuals' {Residuals.Length}; there must be one for each row");
        SavedSolution.Require(Weights.All(weight => weight is >= 0 and <= 1), "'weights' must be from 0 to 1");
        SavedSolution.Require(Residuals.All(double.IsFinite), "'residuals' must be finite");
        SavedSolution.Require(Scale >= 0 && double.IsFinite(Scale), "'scale' must be finite, and 0 or more");
        return new(unweighted, weighted, new(loss, Scale, Weights, Residuals), Message, HasConverged);
    }
}
