namespace MiniDnn;

/// <summary>A fitted curve: its coefficients, its predictions, the intervals about them, and how the search for it ended.</summary>
/// <remarks>
/// Errors and intervals are those of the curve's tangents at the minimum, as R's nls and all others have them: right for many points, and
/// the better the straighter the curve is in its parameters. What has no meaning for the data is NaN, and <see cref="Remarks"/> says why.
/// A file holds the points, the parameters and how the search ended; a ready curve is saved by its name and loaded by <see
/// cref="Curve.Load(string)"/>, while a function of one's own can't be saved, and is given to <see
/// cref="Load(string, NonlinearFunction{TX}, NonlinearDerivative{TX})"/>. Safe to use from many threads at once, where the curve is.
/// </remarks>
/// <typeparam name="TX">What y is predicted from.</typeparam>
/// <example><code>
/// double[] dose = [0.2, 0.5, 1, 2, 5, 10], rate = [0.35, 0.73, 1.2, 1.8, 2.5, 2.8];
/// var model = NonlinearLeastSquares.Fit((x, p) =&gt; p[0] * x / (p[1] + x), dose, rate, start: [1, 1]);
/// Console.WriteLine(model.Outcome);                                   // → Converged
/// Console.WriteLine($"{model.CoefficientIntervals()[0]:F2}");         // → [3.20, 3.42]
/// Console.WriteLine($"{model.PredictionInterval(4):F2}");             // → [2.23, 2.40]
/// Console.WriteLine(model);                                           // → Estimate
/// </code></example>
public sealed class NonlinearModel<TX> : RegressionModel<double>
{
    private readonly FitData<TX> _data;
    private readonly Func<TX[], CurveAtPoints> _atPoints;
    private readonly NonlinearProblem _problem;
    private readonly NonlinearFit _fit;
    private readonly FitUnits _units;

    // made when they are asked for first: they take a tenth of the time of a small fit
    private NonlinearInference? _inference;
    private NonlinearModelSummary? _summary;
    private IReadOnlyList<string>? _remarks;

    internal NonlinearModel(
        FitData<TX> data,
        Func<TX[], CurveAtPoints> atPoints,
        NonlinearProblem problem,
        NonlinearFit fit,
        FitUnits units,
        IReadOnlyList<string> names)
    {
        (_data, _atPoints, _problem, _fit, _units) = (data, atPoints, problem, fit, units);
        ParameterNames = names;
    }

    /// <inheritdoc/>
    public override long RowCount => _data.X.Length;

    /// <summary>The parameters that were found, in the order of the curve's.</summary>
    public override IReadOnlyList<double> Coefficients => _units.Reported;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ParameterNames { get; }

    /// <inheritdoc/>
    public override FitOutcome Outcome => _fit.End.HasConverged ? FitOutcome.Converged : FitOutcome.NotConverged;

    /// <summary>
    /// In words, what is unusual about the fit: a search that did not arrive, parameters on a bound, fixed, without effect or not to be told
    /// apart, no degrees of freedom.
    /// </summary>
    public override IReadOnlyList<string> Remarks => _remarks
        ?? LazyInitializer.EnsureInitialized(ref _remarks, () => NonlinearRemarks.Find(_problem, _fit, Inference, ParameterNames, _units));

    /// <summary>The name of the ready curve that was fitted; null for a function of the user's.</summary>
    internal string? CurveName { get; init; }

    /// <summary>The points that count.</summary>
    internal IReadOnlyList<TX> Points => _data.X;

    /// <summary>Whether the fit told points apart by weights.</summary>
    internal bool HasWeights => _data.AllWeights is { } weights && Array.Exists(weights, w => w != 1);

    /// <summary>The standard deviation of a new y of weight 1.</summary>
    internal double NewDeviation => Inference.NewDeviation;

    /// <summary>The degrees of freedom of intervals.</summary>
    internal double FreedomOfIntervals => Inference.QuantileDegreesOfFreedom;

    private NonlinearInference Inference => _inference
        ?? LazyInitializer.EnsureInitialized(ref _inference, () => new(_problem, _fit.Point, _units, _data.WeightsAreInverseVariances));

    /// <inheritdoc/>
    public override NonlinearModelSummary Summary()
        => _summary ?? LazyInitializer.EnsureInitialized(ref _summary, () => Summarize(Inference));

    /// <summary>Computes yᵢ − ŷᵢ for each point, those of weight 0 included.</summary>
    public override double[] Residuals()
    {
        double[] values = new double[_data.AllX.Length];
        _atPoints(_data.AllX).Values(_fit.Point.Parameters, values);
        return [.. values.Select((v, i) => _data.AllY[i] - _units.YShift - (_units.YScale * v))];
    }

    /// <summary>Predicts ŷ at a point.</summary>
    public double Predict(TX x)
    {
        Span<double> value = stackalloc double[1];
        _atPoints([x]).Values(_fit.Point.Parameters, value);
        return _units.YShift + (_units.YScale * value[0]);
    }

    /// <summary>Computes an interval for the mean of y at a point: ŷ ± t·√(gᵀ·Cov·g) with g the derivatives there.</summary>
    /// <param name="x">The point.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <returns>The interval; NaN where the data do not determine the mean at this point.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<double> ConfidenceInterval(TX x, double level = 0.95) => IntervalAt(x, level, 0);

    /// <summary>Computes an interval for one new y at a point: ŷ ± t·√(s²/w + gᵀ·Cov·g), with w its weight.</summary>
    /// <param name="x">The point.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="weight">The weight that the new y would have in the fit, positive; 1 by default.</param>
    /// <returns>The interval; NaN where the data do not determine the mean at this point.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or <paramref name="weight"/> is not positive and finite.
    /// </exception>
    public Interval<double> PredictionInterval(TX x, double level = 0.95, double weight = 1)
        => IntervalAt(x, level, Inference.NewDeviation / Math.Sqrt(Throw.IfNotPositive(weight, nameof(weight))));

    /// <summary>Loads a model of a function of one's own that was saved.</summary>
    /// <param name="path">The file.</param>
    /// <param name="function">The curve.</param>
    /// <param name="derivative">Its derivative, where the fit had one.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, is something else, was made by a newer version, or the function is not the one that was fitted.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or <paramref name="function"/> is null.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static NonlinearModel<TX> Load(string path, NonlinearFunction<TX> function, NonlinearDerivative<TX>? derivative = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream, function, derivative);
    }

    /// <summary>Loads a model from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="function">The curve.</param>
    /// <param name="derivative">Its derivative, where the fit had one.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidDataException">
    /// The contents are damaged, are something else, were made by a newer version, or the function is not the one that was fitted.
    /// </exception>
    public static NonlinearModel<TX> Load(Stream stream, NonlinearFunction<TX> function, NonlinearDerivative<TX>? derivative = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        var saved = SavedNonlinearModel.Read(stream);
        saved.CheckFunction(derivative is not null);
        FitData<TX> data = saved.ToData<TX>();
        CurveAtPoints AtPoints(TX[] points) => new FunctionAtPoints<TX>(points, function, derivative);
        var problem = new NonlinearProblem(AtPoints(data.X), data.Y, data.Weights, new(saved.LowerBounds, saved.UpperBounds));
        NonlinearFit fit = saved.ToFit(problem);
        var model = new NonlinearModel<TX>(data, AtPoints, problem, fit, FitUnits.OfData(fit.Point.Parameters), saved.ParameterNames);
        saved.CheckCoefficients(model.Coefficients);
        return model;
    }

    private protected override void Write(Stream stream)
        => (SavedNonlinearModel.From(_fit, _problem, _data, ParameterNames, Coefficients) with { Curve = CurveName }).Write(stream);

    private NonlinearModelSummary Summarize(NonlinearInference inference)
    {
        Estimates<double> estimates = Estimate(inference.Errors, inference.DegreesOfFreedom, inference.QuantileDegreesOfFreedom);
        return new(estimates, _fit, inference, GoodnessOfCurve.Of(_data.Y, _data.Weights, inference));
    }

    /// <summary>The standard error of the mean of y at a point.</summary>
    internal double ErrorAt(TX x)
    {
        double[] value = new double[1], gradient = new double[_fit.Point.Parameters.Length];
        CurveAtPoints curve = _atPoints([x]);
        curve.Values(_fit.Point.Parameters, value);
        _problem.Gradient(curve, _fit.Point.Parameters, value, gradient);
        return Inference.ErrorOf(gradient);
    }

    private Interval<double> IntervalAt(TX x, double level, double ownDeviation)
    {
        Throw.IfNotLevel(level, nameof(level));
        double margin = Inference.Quantile(level) * double.Hypot(ownDeviation, ErrorAt(x));
        double y = Predict(x);
        return new(y - margin, y + margin);
    }
}
