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
        _data.RequirePoints(Operation, shape.Names.Length);
        CheckDomain();
        _scale = CurveScale.Of(shape, _data.X, _data.Y);
        var none = Bounds.None(shape.LinearCount + shape.ShapeCount);
        _problem = new(AtPoints(_data.X), [.. _data.Y.Select(_scale.ToSearchY)], _data.Weights, none);
    }

    /// <summary>The curve's, for the model.</summary>
    public required string Name { get; init; }

    public NonlinearModel<double> Run()
    {
        NonlinearFit? best = null;
        foreach (double[] start in BestStarts())
        {
            NonlinearFit fit = NonlinearFit.Refine(_problem, start, Math.Min(FirstIterations, _options.Iterations));
            if (best is null || fit.Point.SumOfSquares < best.Point.SumOfSquares)
            {
                best = fit;
            }
        }
        if (!best!.End.HasConverged)
        {
            best = NonlinearFit.Refine(_problem, best.Point.Parameters, _options.Iterations);
        }
        return ToModel(best);
    }

    /// <summary>The model of a search that ended before.</summary>
    public NonlinearModel<double> Restore(Func<NonlinearProblem, NonlinearFit> fit) => ToModel(fit(_problem));

    private NonlinearModel<double> ToModel(NonlinearFit fit)
    {
        FitUnits units = _shape.Report(fit.Point.Parameters, _scale) with { YShift = _scale.YShift, YScale = _scale.YScale };
        if (!fit.End.HasConverged)
        {
            units = units with { Remarks = [.. units.Remarks, AtInfinity] };
        }
        return new(_data, AtPoints, _problem, fit, units, _shape.Names) { CurveName = Name };
    }

    private ShapeAtPoints AtPoints(double[] points) => new(_shape, [.. points.Select(_scale.ToSearchX)]);

    /// <summary>The best of the groups of starts, in rising order of what they leave.</summary>
    private double[][] BestStarts()
    {
        double[] x = [.. Thin(_data.X).Select(_scale.ToSearchX)];
        var part = new LinearPart(_shape, x, [.. Thin(_data.Y).Select(_scale.ToSearchY)], Thin(_data.Weights));
        double[] sorted = [.. x];
        Array.Sort(sorted);
        List<(double Left, double[] Start)> groups = [.. _shape.Starts(sorted).Select(group => BestOf(group, part))];
        IEnumerable<(double Left, double[] Start)> candidates = _shape.ShapeCount == 1 ? LocalMinima(groups, part) : groups;
        return [.. candidates.OrderBy(group => group.Left).Take(_shape.Refined).Select(group => group.Start)];
    }

    private static (double Left, double[] Start) BestOf(double[][] group, LinearPart part)
    {
        (double Left, double[] Start) best = (double.PositiveInfinity, []);
        foreach (double[] theta in group)
        {
            double left = part.SumOfSquares(theta);
            if (left < best.Left || best.Start.Length == 0)
            {
                best = (double.IsFinite(left) ? left : double.PositiveInfinity, [.. part.Linear, .. theta]);
            }
        }
        return best;
    }

    /// <summary>Those in a row that are no worse than their neighbours, moved to the vertex of a parabola through all three.</summary>
    private static List<(double Left, double[] Start)> LocalMinima(List<(double Left, double[] Start)> row, LinearPart part)
    {
        List<(double Left, double[] Start)> found = [];
        for (int i = 0; i < row.Count; i++)
        {
            (double before, double left) = (i > 0 ? row[i - 1].Left : double.PositiveInfinity, row[i].Left);
            double after = i + 1 < row.Count ? row[i + 1].Left : double.PositiveInfinity;
            if (before < left || after < left)
            {
                continue;
            }
            (double Left, double[] Start) best = row[i];
            double step = 0.5 * (before - after) / (before - left + (after - left));   // ½ of the way to a neighbour at most
            if (double.IsFinite(step))
            {
                double theta = best.Start[^1], next = row[step > 0 ? i + 1 : i - 1].Start[^1];
                (double Left, double[] Start) vertex = BestOf([[theta + (Math.Abs(step) * (next - theta))]], part);
                best = vertex.Left < left ? vertex : best;
            }
            found.Add(best);
        }
        return found;
    }

    /// <summary>As many points as tell starts apart.</summary>
    private double[] Thin(double[] values)
    {
        int stride = (values.Length + _shape.MostPoints - 1) / _shape.MostPoints;
        return stride < 2 ? values : [.. values.Where((_, i) => i % stride == 0)];
    }

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
