using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// Least squares on a stream: coefficients and their standard errors after every row, of all rows, of rows that are forgotten little by
/// little, or of the latest ones.
/// </summary>
/// <remarks>
/// <para>With forgetting λ, the row that is k rows old has the weight λᵏ; with a window, the latest rows count alone. The results are those
/// of <see cref="LeastSquares"/> on these rows with these weights, from the first row on that determines them (there is no prior); until
/// then, they are NaN. They keep to it however many rows come, at any level of the data, and adding a row allocates nothing.</para>
/// <para>The variance is s² = Σ wᵢ·eᵢ²/(Σ wᵢ − p), so the degrees of freedom don't grow beyond 1/(1 − λ) − p. Where new rows say nothing
/// about a coefficient, it stays and its error grows.</para>
/// <para>Rows are rotated into a triangle without square roots (W. M. Gentleman, 1973); a window merges the triangles of its older and its
/// newer rows, so none is ever taken out of one. One thread may use it at a time.</para>
/// </remarks>
/// <example><code>
/// var stream = new RecursiveLeastSquares(predictorCount: 1, forgetting: 0.9);
/// double[] level = [1.0, 2.1, 2.9, 4.2, 5.0, 5.2, 5.1, 5.4];
/// for (int hour = 0; hour &lt; level.Length; hour++)
/// {
///     stream.Add([hour], level[hour]);
/// }
/// Console.WriteLine($"{stream.Coefficients[1]:F3} ± {stream.StandardErrors[1]:F3}");   // → 0.590 ± 0.123
/// Console.WriteLine(stream);                                                           // → 8 rows
/// </code></example>
public sealed class RecursiveLeastSquares
{
    private readonly int _predictorCount;
    private readonly RecursiveSolution _solution;
    private readonly RootFreeTriangle? _forgetting;
    private readonly SlidingWindow? _window;
    private readonly double _factor;
    private readonly RotatedRow _row;
    private readonly StreamUnits _units;

    /// <summary>A stream without rows.</summary>
    /// <param name="predictorCount">The number of predictors.</param>
    /// <param name="forgetting">
    /// λ: the share of its weight that a row keeps with each row that follows; 1 (the default) forgets nothing.
    /// </param>
    /// <param name="window">The number of latest rows that count; null (the default) for all.</param>
    /// <param name="intercept">True (the default) to fit a constant beside the predictors.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="predictorCount"/> is negative, or 0 without intercept; <paramref name="forgetting"/> is not greater than 0 and at
    /// most 1; or <paramref name="window"/> is not positive.
    /// </exception>
    /// <exception cref="ArgumentException">There are both a window and forgetting.</exception>
    public RecursiveLeastSquares(int predictorCount, double forgetting = 1, int? window = null, bool intercept = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(predictorCount, intercept ? 0 : 1);
        if (!(forgetting is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(forgetting), forgetting, "forgetting must be greater than 0 and at most 1.");
        }
        if (window is { } length)
        {
            Throw.IfNotPositive(length, nameof(window));
            if (forgetting < 1)
            {
                Throw.Argument(nameof(window), $"window is {length} and forgetting {forgetting}; give one of the two.");
            }
            _window = new(length, predictorCount, intercept);
        }
        (_predictorCount, _factor) = (predictorCount, forgetting);
        _forgetting = window is null ? new(predictorCount, intercept) : null;
        // each of the sums that an element is made of rounds it by ½ ε of its terms at most; eight times that is no rounding
        _row = new(predictorCount, noise: 4 * (predictorCount + 2) * FloatingPoint<double>.Epsilon);
        _solution = new(predictorCount, intercept);
        _units = new(predictorCount);
    }

    /// <summary>The number of rows taken in.</summary>
    public long RowCount { get; private set; }

    /// <summary>
    /// The coefficients: the intercept first if there is one, then one for each predictor. NaN while the rows do not determine all of them.
    /// </summary>
    public ReadOnlySpan<double> Coefficients => _solution.Coefficients;

    /// <summary>
    /// The standard errors of the coefficients; NaN without degrees of freedom. They take weights for the reciprocals of variances, as if
    /// an old row had been measured less well.
    /// </summary>
    public ReadOnlySpan<double> StandardErrors => _solution.StandardErrors;

    /// <summary>
    /// The number of independent columns in the rows that count; less than that of the coefficients, these are not identified.
    /// </summary>
    public int Rank { get; private set; }

    /// <summary>The sum of the rows' weights less the rank: 0 or less says that nothing is known of errors.</summary>
    public double ResidualDegreesOfFreedom => Triangle.SumOfWeights - Rank;

    /// <summary>s = √(Σ wᵢ·eᵢ²/(Σ wᵢ − p)); NaN without degrees of freedom.</summary>
    public double ResidualStandardError => ScaledDeviation() * _units.OfTarget;

    /// <summary>In words, whether the rows determine the coefficients.</summary>
    public string Message => Rank < _solution.ParameterCount
        ? $"Not identified: the rows that count determine {Rank} of {_solution.ParameterCount} coefficients"
        : ResidualDegreesOfFreedom > 0 ? "Identified" : "Identified, without degrees of freedom for standard errors";

    private RootFreeTriangle Triangle => _forgetting ?? _window!.Triangle;

    /// <summary>Takes in a row. Allocates nothing.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <param name="y">The target.</param>
    /// <exception cref="ArgumentException">
    /// The number of values is not that of the predictors, or one is not finite. Everything is as before.
    /// </exception>
    public void Add(ReadOnlySpan<double> x, double y)
    {
        Throw.IfLengthIsNot(nameof(Add), nameof(x), x.Length, _predictorCount, "one for each predictor");
        if (!_units.TryScale(x, y, _row.Values))
        {
            Throw.IfNotFinite(nameof(Add), x);
            Throw.IfNotFinite(nameof(Add), [y], nameof(y));
            GrowUnits(x, y);
            _units.TryScale(x, y, _row.Values);
        }
        if (_forgetting is { } triangle)
        {
            triangle.Forget(_factor);
            triangle.Add(_row);
        }
        else
        {
            _window!.Add(_row);
        }
        RowCount++;
        Solve();
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{double}, double)"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    [OverloadResolutionPriority(-1)]
    public void Add(double[] x, double y)
    {
        ArgumentNullException.ThrowIfNull(x);
        Add(x.AsSpan(), y);
    }

    /// <summary>Predicts ŷ for a point; NaN while the coefficients are not identified.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    public double Predict(params ReadOnlySpan<double> x)
    {
        Throw.IfLengthIsNot(nameof(Predict), nameof(x), x.Length, _predictorCount, "one for each predictor");
        return Rank < _solution.ParameterCount ? double.NaN : _solution.Predict(Triangle, x, _units.Scales) * _units.OfTarget;
    }

    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    [OverloadResolutionPriority(-1)]
    public double Predict(double[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Predict(x.AsSpan());
    }

    /// <summary>The number of rows, and <see cref="Message"/>, in the current culture.</summary>
    public override string ToString() => $"{RowCount} rows. {Message}";

    private void Solve()
    {
        RootFreeTriangle triangle = Triangle;
        // what old rows have determined stays so while they have any weight: only noise must not seem to do it
        bool staysIdentified = _window is null && Rank == _solution.ParameterCount && triangle.IsComplete();
        Rank = staysIdentified ? Rank : triangle.Rank(_row);
        if (Rank == _solution.ParameterCount)
        {
            _solution.Solve(triangle, _units.OfCoefficients, ScaledDeviation());
        }
        else
        {
            _solution.Clear();
        }
    }

    private double ScaledDeviation()
    {
        double freedom = ResidualDegreesOfFreedom;
        return freedom > 0 ? Math.Sqrt(Triangle.ResidualSumOfSquares / freedom) : double.NaN;
    }

    private void GrowUnits(ReadOnlySpan<double> x, double y)
    {
        for (int j = 0; j <= x.Length; j++)
        {
            int growth = _units.Grow(j, j < x.Length ? x[j] : y);
            if (growth != 0)
            {
                _forgetting?.ScaleColumn(j, growth);
                _window?.ScaleColumn(j, growth);
            }
        }
    }
}
