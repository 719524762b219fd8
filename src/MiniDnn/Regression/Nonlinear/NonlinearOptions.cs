namespace MiniDnn;

/// <summary>What a nonlinear fit may be told; the defaults take derivatives from differences, and equal weights.</summary>
/// <typeparam name="TX">What y is predicted from.</typeparam>
/// <example><code>
/// double[] seconds = [0, 1, 2, 3, 4], volts = [5.1, 3.2, 1.9, 1.3, 0.8];
/// var model = NonlinearLeastSquares.Fit((x, p) =&gt; p[0] * Math.Exp(-p[1] * x), seconds, volts, [1, 1], new()
/// {
///     ParameterNames = ["amplitude", "rate"],
///     LowerBounds = [0, 0],
///     Derivative = (x, p, d) =&gt; { d[0] = Math.Exp(-p[1] * x); d[1] = -x * p[0] * d[0]; },
/// });
/// Console.WriteLine(model);                          // → rate
/// </code></example>
public sealed class NonlinearOptions<TX>
{
    /// <summary>The derivatives of the curve; null to take them from central differences, which costs some digits.</summary>
    public NonlinearDerivative<TX>? Derivative { get; init; }

    /// <summary>
    /// A weight ≥ 0 for each point, so that Σ wᵢ·(yᵢ − f(xᵢ))² is minimised; null for equal weights. A point of weight 0 is not counted,
    /// and may hold a missing value (NaN).
    /// </summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>
    /// True where the weights are 1/variance of yᵢ exactly: then the errors come from them alone. False (the default) where they tell the
    /// points apart only, and the scatter of the residuals says how large the variances are.
    /// </summary>
    public bool WeightsAreInverseVariances { get; init; }

    /// <summary>The least value of each parameter, −∞ for none; null for no bounds.</summary>
    public IReadOnlyList<double>? LowerBounds { get; init; }

    /// <summary>
    /// The largest value of each parameter, +∞ for none; null for no bounds. Equal to the lower bound it fixes a parameter.
    /// </summary>
    public IReadOnlyList<double>? UpperBounds { get; init; }

    /// <summary>The indices of the parameters that keep the value of the start; null for none.</summary>
    public IReadOnlyList<int>? FixedParameters { get; init; }

    /// <summary>Names for the parameters, used in tables and messages; null for p[0], p[1], ….</summary>
    public IReadOnlyList<string>? ParameterNames { get; init; }

    /// <summary>How many steps are tried at most from a trust radius, of which there are three: positive; 1,000 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Iterations
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Iterations));
    } = 1000;

    /// <summary>The bounds of so many parameters; those that are fixed lie between the start and the start.</summary>
    internal Bounds BoundsFor(string operation, double[] start, string[] names)
    {
        double[] lower = Ends(operation, LowerBounds, nameof(LowerBounds), start.Length, double.NegativeInfinity);
        double[] upper = Ends(operation, UpperBounds, nameof(UpperBounds), start.Length, double.PositiveInfinity);
        foreach (int j in FixedParameters ?? [])
        {
            if (j < 0 || j >= start.Length)
            {
                Throw.Argument("options", $"{operation}: FixedParameters holds {j}; the parameters are 0 to {start.Length - 1}.");
            }
            (lower[j], upper[j]) = (start[j], start[j]);
        }
        for (int j = 0; j < start.Length; j++)
        {
            if (!(lower[j] <= upper[j]))
            {
                Throw.Argument("options", $"{operation}: {names[j]} lies between {lower[j]} and {upper[j]}; the lower bound must not be "
                    + "above the upper one, and neither NaN.");
            }
            if (start[j] < lower[j] || start[j] > upper[j])
            {
                Throw.Argument("start", $"{operation}: {names[j]} starts at {start[j]}, outside its bounds {lower[j]} and {upper[j]}.");
            }
        }
        return new(lower, upper);
    }

    /// <summary>The names given, or p[0], p[1], ….</summary>
    internal string[] NamesFor(string operation, int parameterCount)
    {
        ModelShape.CheckNames(operation, ParameterNames, parameterCount, nameof(ParameterNames), "parameter");
        return [.. ParameterNames ?? Enumerable.Range(0, parameterCount).Select(j => $"p[{j}]")];
    }

    /// <summary>The weights given; null for ones.</summary>
    internal double[]? WeightsFor(string operation, int pointCount)
    {
        if (Weights is null)
        {
            return null;
        }
        Throw.IfLengthIsNot(operation, nameof(Weights), Weights.Count, pointCount, "one for each point");
        double[] weights = [.. Weights];
        int bad = Array.FindIndex(weights, w => !(w >= 0) || double.IsInfinity(w));
        if (bad >= 0)
        {
            Throw.Argument("options", $"{operation}: Weights[{bad}] is {weights[bad]}; a weight must be 0 or more, and finite.");
        }
        return weights;
    }

    private static double[] Ends(string operation, IReadOnlyList<double>? given, string name, int length, double missing)
    {
        if (given is null)
        {
            double[] all = new double[length];
            Array.Fill(all, missing);
            return all;
        }
        Throw.IfLengthIsNot(operation, name, given.Count, length, "one for each parameter");
        return [.. given];
    }
}
