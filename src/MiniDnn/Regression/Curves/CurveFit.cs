namespace MiniDnn;

/// <summary>The fit of a family of curves: the grid of starts, the best of them refined, the winner in the user's units.</summary>
internal sealed class CurveFit
{
    /// <summary>What has not ended after so many steps follows a flat valley, and goes on only if it is the best.</summary>
    private const int FirstIterations = 100;

    private const string Operation = "Fit";

    private const string AtInfinity = "The best curve of the family seems to lie at infinity: a parameter that runs away is not determined, "
        + "but the curve is as good as any that is found nearer.";

    private readonly CurveShape _shape;
    private readonly NonlinearOptions<double> _options;
    private readonly FitData<double> _data;
    private readonly CurveScale _scale;
    private readonly double[] _x, _y;
    private readonly NonlinearProblem _problem;

    public CurveFit(CurveShape shape, IReadOnlyList<double> x, IReadOnlyList<double> y, NonlinearOptions<double> options)
    {
        _shape = shape;
        _options = options;
        if (options.Derivative is not null || options.LowerBounds is not null || options.UpperBounds is not null
            || options.FixedParameters is not null || options.ParameterNames is not null)
        {
            Throw.Argument(nameof(options), "Fit: a ready curve takes weights and iterations alone; for bounds, fixed parameters or names "
                + "give its Evaluate to NonlinearLeastSquares.Fit, with a start.");
        }
        _data = FitData<double>.Create(Operation, x, y, options);
        _data.RequirePoints(Operation, shape.Names.Count);
        CheckDomain();
        _scale = CurveScale.Of(_data.X, shape.ShiftsX, _data.Y, shape.ShiftsY);
        (_x, _y) = (_scale.ToSearchX(_data.X), _scale.ToSearchY(_data.Y));
        _problem = new(new ShapeAtPoints(shape, _x), _y, _data.Weights, shape.Bounds);
    }

    /// <summary>The curve's, for the model.</summary>
    public required string Name { get; init; }

    public NonlinearModel<double> Run()
    {
        double[] jacobian = new double[_problem.PointCount * _problem.ParameterCount];
        var search = new LevenbergMarquardt(_problem, jacobian);
        NonlinearFit? best = null, last = null;
        BestStarts starts = BestStarts.Find(_shape, _x, _y, _data.Weights);
        for (int i = 0; i < starts.Count; i++)
        {
            last = Refine(starts[i], Math.Min(FirstIterations, _options.Iterations));
            best = best is null || last.Point.SumOfSquares < best.Point.SumOfSquares ? last : best;
        }
        if (!best!.End.HasConverged)
        {
            best = last = Refine(best.Point.Parameters, _options.Iterations);
        }
        if (best != last)
        {
            best.Point.TryLinearize(accurate: true);   // the searches shared the memory of the derivatives
        }
        return ToModel(best);

        NonlinearFit Refine(ReadOnlySpan<double> start, int iterations)
        {
            var point = new FitPoint(_problem, jacobian);
            point.TryMoveTo(start);
            return NonlinearSearch.Refine(search, point, iterations);
        }
    }

    /// <summary>The model of a search that ended before.</summary>
    public NonlinearModel<double> Restore(Func<NonlinearProblem, NonlinearFit> fit) => ToModel(fit(_problem));

    private NonlinearModel<double> ToModel(NonlinearFit fit)
    {
        FitUnits units = _shape.Report(fit.Point.Parameters, _scale);
        if (!fit.End.HasConverged)
        {
            units = units with { Remarks = [.. units.Remarks, AtInfinity] };
        }
        return new(_data, AtPoints, _problem, fit, units, _shape.Names) { CurveName = Name };
    }

    private ShapeAtPoints AtPoints(double[] points) => new(_shape, _scale.ToSearchX(points));

    private void CheckDomain()
    {
        if (_shape.NeedsPositiveX is { } positive)
        {
            int i = Array.FindIndex(_data.X, v => positive ? v <= 0 : v < 0);
            if (i >= 0)
            {
                string needed = positive ? "positive x" : "x that is 0 or more";
                Throw.Argument("x", $"{Operation}: x holds {_data.X[i]}; {_shape.Formula} needs {needed}.");
            }
        }
        int bad = Throw.IndexOfNotFinite<double>(_data.X);
        if (bad >= 0)
        {
            Throw.Argument("x", $"{Operation}: x holds {_data.X[bad]}; every value must be finite.");
        }
    }
}
