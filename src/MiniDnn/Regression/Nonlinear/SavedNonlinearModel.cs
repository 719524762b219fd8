using System.Text.Json.Serialization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a fitted curve: the points and where the search ended; all else is computed from these again.</summary>
internal sealed record SavedNonlinearModel
{
    private const string Format = "MiniDnn.NonlinearModel";
    private const int Version = 1;

    /// <summary>Another machine's functions may differ in the last digits; another function differs in the first.</summary>
    private const double SameFunction = 1e-6;

    /// <summary>The name of a ready curve; null for a function of the user's.</summary>
    public required string? Curve { get; init; }

    public required string[] ParameterNames { get; init; }

    /// <summary>For people: those of the search, in the units of the data.</summary>
    public required double[] Coefficients { get; init; }

    public required bool HasConverged { get; init; }

    public required string Message { get; init; }

    public required int Iterations { get; init; }

    /// <summary>Of the weighted residuals, in the units of the search.</summary>
    public required double SumOfSquares { get; init; }

    public required double[] SearchParameters { get; init; }

    /// <summary>
    /// The derivatives there of the points that count, all of the first parameter first: differences remember the way they came.
    /// </summary>
    public required double[] Jacobian { get; init; }

    public required double[] LowerBounds { get; init; }

    public required double[] UpperBounds { get; init; }

    public required bool HasDerivative { get; init; }

    public required bool WeightsAreInverseVariances { get; init; }

    /// <summary>A row for each point.</summary>
    public required double[][] X { get; init; }

    public required double[] Y { get; init; }

    public required double[] Weights { get; init; }

    /// <exception cref="InvalidOperationException">
    /// A derivative is not finite where the search ended, or a name is no valid text.
    /// </exception>
    public static SavedNonlinearModel From<TX>(
        NonlinearFit fit, NonlinearProblem problem, FitData<TX> data, IReadOnlyList<string> names, IReadOnlyList<double> coefficients)
        => new()
        {
            Curve = null,
            ParameterNames = [.. names.Select(JsonFile.Checked)],
            Coefficients = [.. coefficients],
            HasConverged = fit.End.HasConverged,
            Message = fit.End.Message,
            Iterations = fit.Iterations,
            SumOfSquares = fit.Point.SumOfSquares,
            SearchParameters = fit.Point.Parameters,
            Jacobian = Throw.IndexOfNotFinite<double>(fit.Point.Jacobian) < 0 ? fit.Point.Jacobian : throw new InvalidOperationException(
                "Save: a derivative is not finite where the search ended; there is nothing to be kept."),
            LowerBounds = problem.Bounds.LowerEnds,
            UpperBounds = problem.Bounds.UpperEnds,
            HasDerivative = problem.HasDerivatives,
            WeightsAreInverseVariances = data.WeightsAreInverseVariances,
            X = [.. data.AllX.Select(Numbers)],
            Y = data.AllY,
            Weights = data.AllWeights ?? [.. data.AllY.Select(_ => 1.0)],
        };

    public void Write(Stream stream)
    {
        var file = new SavedFile<SavedNonlinearModel> { Format = Format, Version = Version, Content = this };
        JsonFile.Write(stream, file, SavedNonlinearModelJson.Strict.SavedFileSavedNonlinearModel);
    }

    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    public static SavedNonlinearModel Read(Stream stream)
    {
        SavedNonlinearModel saved = JsonFile.Read(stream, Format, Version, SavedNonlinearModelJson.Strict.SavedFileSavedNonlinearModel);
        saved.CheckNumbers();
        return saved;
    }

    /// <summary>The points, with their weights.</summary>
    /// <exception cref="InvalidDataException">They are of another type.</exception>
    public FitData<TX> ToData<TX>() => FitData<TX>.Create("Load", ToPoints<TX>(), Y, ToOptions<TX>());

    public NonlinearOptions<TX> ToOptions<TX>()
        => new() { Weights = Weights, WeightsAreInverseVariances = WeightsAreInverseVariances };

    /// <exception cref="InvalidDataException">They are of another type.</exception>
    public TX[] ToPoints<TX>()
    {
        object points = typeof(TX) == typeof(double[]) ? X
            : X.All(row => row.Length == 1) ? X.Select(row => row[0]).ToArray()
            : throw new InvalidDataException("The points are arrays of numbers; the model must be loaded as NonlinearModel<double[]>.");
        return points as TX[] ?? throw new InvalidDataException($"The points are numbers or arrays of numbers, not of type "
            + $"{typeof(TX).Name}.");
    }

    /// <summary>Refuses a function that is not of the kind of the one that was fitted.</summary>
    /// <exception cref="InvalidDataException">It is another.</exception>
    public void CheckFunction(bool hasDerivative)
    {
        JsonFile.Require(Curve is null, $"The model is of the curve {Excerpt.Of(Curve ?? "")}; it must be loaded by Curve.Load");
        JsonFile.Require(
            HasDerivative == hasDerivative, $"The fit was {(HasDerivative ? "with" : "without")} a derivative; the model must "
                + "be loaded likewise");
        JsonFile.Require(ParameterNames.Length == SearchParameters.Length, "'parameterNames' must have one for each parameter");
    }

    /// <summary>The search, ended where it was saved.</summary>
    /// <exception cref="InvalidDataException">The function is not the one that was fitted, or the contents make no sense.</exception>
    public NonlinearFit ToFit(NonlinearProblem problem)
    {
        int length = problem.PointCount * problem.ParameterCount;
        JsonFile.Require(
            Jacobian.Length == length,
            $"'jacobian' has {Jacobian.Length} elements; it must have {length}, one for each point and parameter");
        FitPoint point = FitPoint.At(problem, SearchParameters, Jacobian) ?? throw new InvalidDataException(
            "The function is not defined at the parameters that were saved: it is not the one that was fitted.");
        double found = point.SumOfSquares, rounding = problem.Rounding * problem.Rounding;
        JsonFile.Require(
            Math.Abs(found - SumOfSquares) <= (SameFunction * SumOfSquares) + (100 * rounding),
            $"At the parameters that were saved the function has the sum of squares {found:G6}, in the fit it had {SumOfSquares:G6}: "
                + "it is not the one that was fitted, or the file was altered");
        return new(point, new(HasConverged, Message), Iterations);
    }

    /// <exception cref="InvalidDataException">They are not those of the file.</exception>
    public void CheckCoefficients(IReadOnlyList<double> found)
        => JsonFile.Require(
            Coefficients.Length == found.Count && !Coefficients.Where((b, j) => !AreAlike(b, found[j])).Any(),
            "'coefficients' are not those of the search: the file was altered");

    /// <summary>A point as a row.</summary>
    /// <exception cref="NotSupportedException">It is neither a number nor an array of numbers.</exception>
    public static double[] Numbers<TX>(TX point) => point switch
    {
        double number => [number],
        double[] numbers => numbers,
        _ => throw new NotSupportedException($"Save: points of type {typeof(TX).Name} can't be saved; numbers and arrays of numbers can."),
    };

    private static bool AreAlike(double saved, double found)
        => saved.Equals(found) || Math.Abs(saved - found) <= SameFunction * Math.Abs(found);

    private void CheckNumbers()
    {
        int count = SearchParameters.Length;
        JsonFile.Require(
            count >= 1 && SearchParameters.All(double.IsFinite), "'searchParameters' must be finite numbers, one at least");
        JsonFile.Require(X.Length == Y.Length && Y.Length == Weights.Length, "'x', 'y' and 'weights' must have one for each point");
        JsonFile.Require(X.All(row => row is not null), "No point of 'x' may be null");
        JsonFile.Require(Weights.All(weight => weight >= 0 && double.IsFinite(weight)) && Weights.Any(weight => weight > 0),
            "'weights' must be finite and 0 or more, one of them positive");
        JsonFile.Require(
            Y.Zip(Weights).All(pair => pair.Second == 0 || double.IsFinite(pair.First)), "'y' must be finite where the weight is not 0");
        JsonFile.Require(LowerBounds.Length == count && UpperBounds.Length == count, "There must be bounds for each parameter");
        JsonFile.Require(
            SearchParameters.Select((p, j) => p >= LowerBounds[j] && p <= UpperBounds[j]).All(isInside => isInside), "A parameter must "
                + "lie between its bounds");
        JsonFile.Require(Jacobian.All(double.IsFinite), "'jacobian' must have finite numbers");
        JsonFile.Require(ParameterNames.All(name => name is not null), "No parameter's name may be null");
        JsonFile.Require(SumOfSquares >= 0 && double.IsFinite(SumOfSquares), "'sumOfSquares' must be finite, and 0 or more");
        JsonFile.Require(Iterations >= 0, "'iterations' must be 0 or more");
    }
}

/// <summary>The serialisation of such files.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SavedFile<SavedNonlinearModel>))]
internal sealed partial class SavedNonlinearModelJson : JsonSerializerContext
{
    public static readonly SavedNonlinearModelJson Strict = new(JsonFile.Options);
}
