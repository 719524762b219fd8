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
    public static SavedNonlinearModel Of<TX>(NonlinearModel<TX> model, FitData<TX> data, Bounds bounds, bool hasDerivative) => new()
    {
        Curve = MiniDnn.Curve.ByName.FirstOrDefault(curve => curve.Value.Shape == model.Shape).Key,
        ParameterNames = [.. model.ParameterNames.Select(JsonFile.Checked)],
        Coefficients = [.. model.Coefficients],
        HasConverged = model.HasConverged,
        Message = model.Message,
        Iterations = model.Iterations,
        SumOfSquares = model.Point.SumOfSquares,
        SearchParameters = model.Point.Parameters,
        Jacobian = Throw.IndexOfNotFinite<double>(model.Point.Jacobian) < 0 ? model.Point.Jacobian
            : throw new InvalidOperationException("Save: a derivative is not finite where the search ended; there is nothing to be kept."),
        LowerBounds = bounds.LowerEnds,
        UpperBounds = bounds.UpperEnds,
        HasDerivative = hasDerivative,
        WeightsAreInverseVariances = data.WeightsAreInverseVariances,
        X = [.. data.AllX.Select(Numbers)],
        Y = data.AllY,
        Weights = data.AllWeights,
    };

    public SavedFile<SavedNonlinearModel> ToFile() => new() { Format = Format, Version = Version, Content = this };

    /// <exception cref="InvalidDataException">
    /// It is something else, damaged, made by a newer version, or the function is not the one that was fitted.
    /// </exception>
    public static NonlinearModel<TX> Read<TX>(Stream stream, NonlinearFunction<TX>? function, NonlinearDerivative<TX>? derivative)
    {
        SavedNonlinearModel saved = JsonFile.Read(stream, Format, Version, SavedModels.Strict.SavedFileSavedNonlinearModel);
        saved.CheckNumbers();
        NonlinearModel<TX> model = saved.Restore(function, derivative) ?? throw new InvalidDataException(
            "The function is not defined at the parameters that were saved: it is not the one that was fitted.");
        double found = model.Point.SumOfSquares, rounding = model.Problem.Rounding * model.Problem.Rounding;
        SavedSolution.Require(
            Math.Abs(found - saved.SumOfSquares) <= (SameFunction * saved.SumOfSquares) + (100 * rounding),
            $"At the parameters that were saved the function has the sum of squares {found:G6}, in the fit it had {saved.SumOfSquares:G6}: "
                + "it is not the one that was fitted, or the file was altered");
        SavedSolution.Require(
            saved.Coefficients.Length == model.Coefficients.Count && !saved.Coefficients.Where((b, j) => !AreAlike(b, model.Coefficients[j])).Any(),
            "'coefficients' are not those of the search: the file was altered");
        return model;
    }

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

    private NonlinearModel<TX>? Restore<TX>(NonlinearFunction<TX>? function, NonlinearDerivative<TX>? derivative)
    {
        var end = new FitEnd(HasConverged, Message);
        if (Curve is not null)
        {
            Curve? curve = MiniDnn.Curve.ByName.GetValueOrDefault(Curve);
            SavedSolution.Require(curve is not null, $"There is no curve '{Excerpt.Of(Curve)}'");
            SavedSolution.Require(
                function is null && derivative is null, $"The model is of the curve {Curve}; it must be loaded without a function");
            SavedSolution.Require(
                SearchParameters.Length == curve!.ParameterNames.Count, $"'searchParameters' must have one for each of {Curve}'s");
            SavedSolution.Require(ParameterNames.SequenceEqual(curve.ParameterNames), $"'parameterNames' must be those of {Curve}");
            return RestoreCurve(curve, end) as NonlinearModel<TX>
                ?? throw new InvalidDataException($"The model is of the curve {Curve}, or makes no sense; it must be loaded as "
                    + "NonlinearModel<double>.");
        }
        SavedSolution.Require(function is not null, "The model is of a function of its own, which no file holds: give it to Load");
        SavedSolution.Require(
            HasDerivative == derivative is not null, $"The fit was {(HasDerivative ? "with" : "without")} a derivative; the model must "
                + "be loaded likewise");
        SavedSolution.Require(ParameterNames.Length == SearchParameters.Length, "'parameterNames' must have one for each parameter");
        FitData<TX> data = Data<TX>();
        CurveAtPoints AtPoints(TX[] points) => new FunctionAtPoints<TX>(points, function!, derivative);
        var problem = new NonlinearProblem(AtPoints(data.X), data.Y, data.Weights, new(LowerBounds, UpperBounds));
        return Point(problem) is { } point
            ? new(data, AtPoints, problem, new(point, end, Iterations), FitUnits.OfData(point.Parameters), ParameterNames) : null;
    }

    private FitPoint? Point(NonlinearProblem problem)
    {
        int length = problem.PointCount * problem.ParameterCount;
        SavedSolution.Require(
            Jacobian.Length == length,
            $"'jacobian' has {Jacobian.Length} elements; it must have {length}, one for each point and parameter");
        return FitPoint.At(problem, SearchParameters, Jacobian);
    }

    private NonlinearModel<double>? RestoreCurve(Curve curve, FitEnd end)
    {
        var options = new NonlinearOptions<double> { Weights = Weights, WeightsAreInverseVariances = WeightsAreInverseVariances };
        try
        {
            return new CurveFit(curve.Shape, Points<double>(), Y, options).Restore(Point, end, Iterations);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"The points are none for the curve: {exception.Message}", exception);
        }
    }

    private FitData<TX> Data<TX>()
    {
        var options = new NonlinearOptions<TX> { Weights = Weights, WeightsAreInverseVariances = WeightsAreInverseVariances };
        return FitData<TX>.Create("Load", Points<TX>(), Y, options);
    }

    private TX[] Points<TX>()
    {
        object points = typeof(TX) == typeof(double[]) ? X
            : X.All(row => row.Length == 1) ? X.Select(row => row[0]).ToArray()
            : throw new InvalidDataException("The points are arrays of numbers; the model must be loaded as NonlinearModel<double[]>.");
        return points as TX[] ?? throw new InvalidDataException($"The points are numbers or arrays of numbers, not of type "
            + $"{typeof(TX).Name}.");
    }

    private void CheckNumbers()
    {
        int count = SearchParameters.Length;
        SavedSolution.Require(
            count >= 1 && SearchParameters.All(double.IsFinite), "'searchParameters' must be finite numbers, one at least");
        SavedSolution.Require(X.Length == Y.Length && Y.Length == Weights.Length, "'x', 'y' and 'weights' must have one for each point");
        SavedSolution.Require(X.All(row => row is not null), "No point of 'x' may be null");
        SavedSolution.Require(Weights.All(weight => weight >= 0 && double.IsFinite(weight)) && Weights.Any(weight => weight > 0),
            "'weights' must be finite and 0 or more, one of them positive");
        SavedSolution.Require(
            Y.Zip(Weights).All(pair => pair.Second == 0 || double.IsFinite(pair.First)), "'y' must be finite where the weight is not 0");
        SavedSolution.Require(LowerBounds.Length == count && UpperBounds.Length == count, "There must be bounds for each parameter");
        SavedSolution.Require(
            SearchParameters.Select((p, j) => p >= LowerBounds[j] && p <= UpperBounds[j]).All(isInside => isInside), "A parameter must "
                + "lie between its bounds");
        SavedSolution.Require(Jacobian.All(double.IsFinite), "'jacobian' must have finite numbers");
        SavedSolution.Require(ParameterNames.All(name => name is not null), "No parameter's name may be null");
        SavedSolution.Require(SumOfSquares >= 0 && double.IsFinite(SumOfSquares), "'sumOfSquares' must be finite, and 0 or more");
        SavedSolution.Require(Iterations >= 0, "'iterations' must be 0 or more");
    }
}
