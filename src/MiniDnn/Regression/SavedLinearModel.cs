using System.Text.Json.Serialization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a linear model: its coefficients for people, and what all else is computed from.</summary>
/// <remarks>No rows: the model that is loaded predicts, has intervals and a summary, but neither residuals nor diagnostics.</remarks>
internal sealed record SavedLinearModel
{
    private const string Format = "MiniDnn.LinearModel";

    /// <summary>Rises when older versions of the library could misread what is written.</summary>
    private const int Version = 1;

    /// <summary>Double or Single, the type of the model's numbers; what is saved is double in any case.</summary>
    public required string NumberType { get; init; }

    public required string[] PredictorNames { get; init; }

    public required bool HasIntercept { get; init; }

    public required int Degree { get; init; }

    public required long RowCount { get; init; }

    /// <summary>For people, and to find what was altered: those of the solution, rounded.</summary>
    public required double[] Coefficients { get; init; }

    public required int? ConstantColumn { get; init; }

    public required SavedSolution Solution { get; init; }

    public static SavedLinearModel From<T>(LeastSquaresSolution solution, ModelShape shape, ReadOnlySpan<T> coefficients)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new()
        {
            NumberType = typeof(T).Name,
            PredictorNames = [.. shape.PredictorNames.Select(JsonFile.Checked)],
            HasIntercept = shape.HasIntercept,
            Degree = shape.Degree,
            RowCount = solution.RowCount,
            Coefficients = [.. coefficients.ToArray().Select(double.CreateTruncating)],
            ConstantColumn = shape.ConstantColumn,
            Solution = SavedSolution.From(solution),
        };

    public void Write(Stream stream)
    {
        var file = new SavedFile<SavedLinearModel> { Format = Format, Version = Version, Content = this };
        JsonFile.Write(stream, file, SavedLinearModelJson.Strict.SavedFileSavedLinearModel);
    }

    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    public static SavedLinearModel Read(Stream stream)
        => JsonFile.Read(stream, Format, Version, SavedLinearModelJson.Strict.SavedFileSavedLinearModel);

    /// <exception cref="InvalidDataException">The model has numbers of another type, or the contents make no sense.</exception>
    public ModelShape ToShape<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        JsonFile.Require(
            NumberType == typeof(T).Name, $"The model has numbers of type {Excerpt.Of(NumberType)}; LinearModel<{typeof(T).Name}> can't "
                + "be made of them");
        CheckShape();
        var shape = new ModelShape(PredictorNames.Length, Degree, HasIntercept, PredictorNames) { ConstantColumn = ConstantColumn };
        JsonFile.Require(ConstantColumn is null || (uint)ConstantColumn < shape.ParameterNames.Length, "'constantColumn' must be a column");
        return shape;
    }

    /// <exception cref="InvalidDataException">The contents make no sense.</exception>
    public LeastSquaresSolution ToSolution(ModelShape shape) => Solution.ToSolution(shape.ParameterNames.Length, RowCount);

    /// <exception cref="InvalidDataException">They are not those of the file.</exception>
    public void CheckCoefficients<T>(IEnumerable<T> coefficients)
        where T : unmanaged, IFloatingPointIeee754<T>
        => JsonFile.Require(
            Coefficients.SequenceEqual(coefficients.Select(double.CreateTruncating)),
            "'coefficients' are not those of the solution: the file was altered");

    private void CheckShape()
    {
        JsonFile.Require(Degree is >= 0 and <= 256, "'degree' must be from 0 to 256");
        JsonFile.Require(Degree == 1 || PredictorNames.Length == 1, "A polynomial must have one predictor");
        JsonFile.Require(RowCount >= 1, "'rowCount' must be 1 or more");
        JsonFile.Require(PredictorNames.All(name => name is not null), "No predictor's name may be null");
        JsonFile.Require(PredictorNames.Distinct().Count() == PredictorNames.Length, "Every predictor must have a name of its own");
    }
}

/// <summary>The serialisation of such files.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SavedFile<SavedLinearModel>))]
internal sealed partial class SavedLinearModelJson : JsonSerializerContext
{
    public static readonly SavedLinearModelJson Strict = new(JsonFile.Options);
}
