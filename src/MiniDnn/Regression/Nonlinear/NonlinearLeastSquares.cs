namespace MiniDnn;

/// <summary>Fits any curve by least squares: the parameters that make Σ wᵢ·(yᵢ − f(xᵢ))² least.</summary>
/// <remarks>
/// <para>
/// Levenberg and Marquardt's method with a trust region that is scaled by the effects of the parameters (K. Levenberg, 1944; D. Marquardt,
/// 1963; J. Moré, 1978): each step solves the linear problem of <see cref="LeastSquares"/> at the point that was reached, by a triangular
/// factor and its singular values. It ends with undamped steps, so that the parameters have ten digits and more where derivatives are given
/// and the data determine them, eight without. The units of x, y and parameters do not matter.
/// </para>
/// <para>
/// Everything is done in double, unlike in <see cref="LeastSquares"/>: the curve is the caller's code, which is in double, and the
/// derivatives and the end of a search need its digits; data in float convert without loss.
/// </para>
/// <para>The minimum that is found is one near the start, which for some curves is not the only one.</para>
/// </remarks>
/// <example><code>
/// double[] hours = [0, 1, 2, 3, 4, 6, 8], level = [9.8, 7.1, 5.2, 3.9, 3.0, 1.9, 1.4];
/// var model = NonlinearLeastSquares.Fit((x, p) =&gt; p[0] + p[1] * Math.Exp(-p[2] * x), hours, level, start: [0, 5, 1]);
/// Console.WriteLine($"{model.Coefficients[2]:F2}");             // → 0.36
/// Console.WriteLine(model.Outcome);                             // → Converged
/// Console.WriteLine($"{model.Summary().RSquared:F4}");          // → 1.0000
/// Console.WriteLine($"{model.Predict(10):F1}");                 // → 1.1
/// </code></example>
public static class NonlinearLeastSquares
{
    /// <summary>Fits a curve from a starting point.</summary>
    /// <typeparam name="TX">What y is predicted from: a number, an array of numbers, a record.</typeparam>
    /// <param name="function">The curve: y for x and parameters. NaN where it is not defined, which a step avoids.</param>
    /// <param name="x">The points.</param>
    /// <param name="y">What was measured, one value for each point.</param>
    /// <param name="start">The parameters to start from; their order of magnitude is enough for most curves.</param>
    /// <param name="options">Derivative, weights, bounds, fixed parameters, names; null for the defaults.</param>
    /// <returns>The model; where no minimum was found, the best parameters that were, and the words why.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// Lengths differ, there are fewer points than parameters, a value is not finite, the start lies outside the bounds, or the curve is
    /// not defined at the start.
    /// </exception>
    public static NonlinearModel<TX> Fit<TX>(
        NonlinearFunction<TX> function,
        IReadOnlyList<TX> x,
        IReadOnlyList<double> y,
        IReadOnlyList<double> start,
        NonlinearOptions<TX>? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(start);
        options ??= new();
        if (start.Count == 0)
        {
            Throw.Argument(nameof(start), "Fit: start has no elements; it must have one for each parameter.");
        }
        double[] from = [.. start];
        Throw.IfNotFinite(nameof(Fit), from, nameof(start));
        string[] names = options.NamesFor(nameof(Fit), from.Length);
        Bounds bounds = options.BoundsFor(nameof(Fit), from, names);
        var data = FitData<TX>.Create(nameof(Fit), x, y, options);
        data.RequirePoints(nameof(Fit), bounds.Free.Length);
        CurveAtPoints AtPoints(TX[] points) => new FunctionAtPoints<TX>(points, function, options.Derivative);
        var problem = new NonlinearProblem(AtPoints(data.X), data.Y, data.Weights, bounds);
        NonlinearFit fit = NonlinearSearch.Run(problem, DefinedStart(problem, from), options.Iterations);
        return new(data, AtPoints, problem, fit, FitUnits.OfData(fit.Point.Parameters), names);
    }

    private static FitPoint DefinedStart(NonlinearProblem problem, double[] start)
    {
        var point = new FitPoint(problem);
        if (!point.TryMoveTo(start))
        {
            double[] values = problem.Values(start);
            int i = Throw.IndexOfNotFinite<double>(values);
            Throw.Argument(nameof(start), i < 0
                ? "Fit: at start the sum of squares overflows; start nearer to the data."
                : $"Fit: at start the curve is {values[i]} for the point {i} of those that count; it must be defined there for all.");
        }
        if (!point.TryLinearize(accurate: false))
        {
            Throw.Argument(nameof(start), "Fit: at start a derivative of the curve is not finite; it must be for every point.");
        }
        return point;
    }
}
