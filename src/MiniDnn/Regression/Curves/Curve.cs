using System.Runtime.CompilerServices;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>A ready curve that finds its own start: growth, decay, dose and response, peaks, waves.</summary>
/// <remarks>
/// <para>
/// Every start on a grid of shapes has its linear parameters solved for exactly (G. Golub and V. Pereyra, 1973); the best few are refined
/// as in <see cref="NonlinearLeastSquares"/>, with exact derivatives, and the least sum of squares wins. This is done in x and y about
/// their middles and of size 1, so that a large offset under a small signal, years or time stamps cost no digits; parameters and errors are
/// converted at the end.
/// </para>
/// <para>
/// Where the same curve has several sets of numbers, one of them is reported: b &gt; 0 in <see cref="Logistic4"/>, widths and frequency
/// positive, the amplitude of a sine positive and its phase from −π to π. Where the best curve of the family lies at infinity (a straight
/// line as the limit of an exponential, a step), the remarks say that parameters are not determined.
/// </para>
/// </remarks>
/// <example><code>
/// double[] dose = [0, 0.1, 0.3, 1, 3, 10, 30, 100];
/// double[] response = [0.11, 0.12, 0.15, 0.25, 0.55, 1.22, 1.71, 1.85];
/// var model = Curve.Logistic4.Fit(dose, response);
/// Console.WriteLine(string.Join(", ", model.ParameterNames));      // → a, b, c, d
/// Console.WriteLine($"{model.Coefficients[2]:F1}");                // → 7.0
/// Console.WriteLine($"{model.Predict(5):F2}");                     // → 0.82
/// </code></example>
public sealed class Curve
{
    private readonly CurveShape _shape;

    private readonly string _name;

    private Curve(CurveShape shape, [CallerMemberName] string name = "") => (_shape, _name) = (shape, name);

    /// <summary>y = a·exp(b·x).</summary>
    public static Curve Exponential { get; } = new(new ExponentialShape());

    /// <summary>y = a + b·exp(−k·x): growth or decay to or from a level.</summary>
    public static Curve ExponentialWithOffset { get; } = new(new ExponentialWithOffsetShape());

    /// <summary>y = a·x^b, x ≥ 0.</summary>
    public static Curve Power { get; } = new(new PowerShape());

    /// <summary>y = a + b·ln x, x &gt; 0.</summary>
    public static Curve Logarithm { get; } = new(new LogarithmShape());

    /// <summary>y = a/(1 + exp(−k·(x − c))): growth from 0 to a (P.-F. Verhulst, 1838).</summary>
    public static Curve Logistic3 { get; } = new(new Logistic3Shape());

    /// <summary>y = d + (a − d)/(1 + (x/c)^b), x ≥ 0 a dose: from a at dose 0 to d, half-way at c (D. Rodbard, 1974).</summary>
    public static Curve Logistic4 { get; } = new(new Logistic4Shape());

    /// <summary>y = d + (a − d)/(1 + (x/c)^b)^g, x ≥ 0: the same with an asymmetry g &gt; 0.</summary>
    public static Curve Logistic5 { get; } = new(new Logistic5Shape());

    /// <summary>y = a·exp(−b·exp(−c·x)) (B. Gompertz, 1825).</summary>
    public static Curve Gompertz { get; } = new(new GompertzShape());

    /// <summary>y = v·x/(k + x), x ≥ 0 (L. Michaelis and M. Menten, 1913).</summary>
    public static Curve MichaelisMenten { get; } = new(new MichaelisMentenShape());

    /// <summary>y = y0 + A·exp(−(x − mu)²/(2·sigma²)): a peak, upward or downward.</summary>
    public static Curve Gaussian { get; } = new(new GaussianShape());

    /// <summary>y = y0 + A·g²/((x − mu)² + g²): a peak with wide flanks; g is half of its width at half of its height.</summary>
    public static Curve Lorentzian { get; } = new(new LorentzianShape());

    /// <summary>y = y0 + A·sin(2π·f·x + phi).</summary>
    public static Curve Sine { get; } = new(new SineShape());

    /// <summary>The curves by the names that files have for them: those of their properties.</summary>
    internal static IReadOnlyDictionary<string, Curve> ByName { get; } = new[]
    {
        Exponential, ExponentialWithOffset, Power, Logarithm, Logistic3, Logistic4, Logistic5, Gompertz, MichaelisMenten, Gaussian,
        Lorentzian, Sine,
    }.ToDictionary(curve => curve._name);

    /// <summary>The names of the parameters, in their order.</summary>
    public IReadOnlyList<string> ParameterNames => _shape.Names;

    /// <summary>
    /// Computes y at a point: the function for <see cref="NonlinearLeastSquares"/> where bounds or an own start are wanted.
    /// </summary>
    /// <param name="x">The point.</param>
    /// <param name="parameters">A value for each of <see cref="ParameterNames"/>.</param>
    /// <exception cref="ArgumentException">The number of parameters is not that of the curve.</exception>
    public double Evaluate(double x, ReadOnlySpan<double> parameters)
    {
        Throw.IfLengthIsNot(nameof(Evaluate), nameof(parameters), parameters.Length, _shape.Names.Count, "one for each of the curve's");
        return _shape.Evaluate(x, parameters);
    }

    /// <summary>Fits the curve to points, from a start that it finds itself.</summary>
    /// <param name="x">The points.</param>
    /// <param name="y">What was measured, one value for each point.</param>
    /// <param name="options">Weights and the number of steps; null for the defaults.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentNullException">x or y is null.</exception>
    /// <exception cref="ArgumentException">
    /// Lengths differ, there are fewer points than parameters, a value is not finite or outside the curve's domain, or the options hold
    /// what needs a start (bounds, fixed parameters) or is the curve's own (derivative, names).
    /// </exception>
    public NonlinearModel<double> Fit(IReadOnlyList<double> x, IReadOnlyList<double> y, NonlinearOptions<double>? options = null)
        => new CurveFit(_shape, x, y, options ?? new()) { Name = _name }.Run();

    /// <summary>Loads a model of a ready curve that was saved; the file names the curve.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, is something else, was made by a newer version, or is of a function of the user's own.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static NonlinearModel<double> Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Loads a model of a ready curve from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">
    /// The contents are damaged, are something else, were made by a newer version, or are of a function of the user's own.
    /// </exception>
    public static NonlinearModel<double> Load(Stream stream)
    {
        var saved = SavedNonlinearModel.Read(stream);
        string name = saved.Curve ?? throw new InvalidDataException(
            "The model is of a function of its own, which no file holds: give it to NonlinearModel.Load.");
        Curve? curve = ByName.GetValueOrDefault(name);
        JsonFile.Require(curve is not null, $"There is no curve '{Excerpt.Of(name)}'");
        JsonFile.Require(
            saved.SearchParameters.Length == curve!.ParameterNames.Count, $"'searchParameters' must have one for each of {name}'s");
        JsonFile.Require(saved.ParameterNames.SequenceEqual(curve.ParameterNames), $"'parameterNames' must be those of {name}");
        return curve.Restore(saved);
    }

    private NonlinearModel<double> Restore(SavedNonlinearModel saved)
    {
        try
        {
            var fit = new CurveFit(_shape, saved.ToPoints<double>(), saved.Y, saved.ToOptions<double>()) { Name = _name };
            NonlinearModel<double> model = fit.Restore(saved.ToFit);
            saved.CheckCoefficients(model.Coefficients);
            return model;
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"The points are none for the curve: {exception.Message}", exception);
        }
    }

    /// <summary>The formula.</summary>
    public override string ToString() => _shape.Formula;
}
