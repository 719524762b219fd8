using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// Least squares on more rows than fit in memory: takes rows in blocks, keeps a triangle of (parameters + 1)² numbers, and gives the model
/// of all rows.
/// </summary>
/// <remarks>
/// <para>Each block is reflected into the triangle R of [X y] = Q·R, whose Q is never kept, so memory does not grow with the rows.
/// Accumulators of parts of the data (files, threads, machines) merge into that of the whole
/// (J. Demmel, L. Grigori, M. Hoemmen and J. Langou, "Communication-optimal parallel and sequential QR and LU factorizations", 2012:
/// TSQR).</para>
/// <para>The triangle is kept in double: coefficients agree with those of <see cref="LeastSquares"/>, which can look at the rows again and
/// does so, to about 16 digits less those of the condition number
/// (in units that make the columns equally long). Columns, target and weights are scaled inside by powers of 2, so data near overflow and
/// underflow fit.</para>
/// <para>One thread may use an accumulator at a time: give each thread its own and merge them.</para>
/// </remarks>
/// <example><code>
/// var accumulator = new LeastSquaresAccumulator&lt;double&gt;(predictorCount: 2);
/// Matrix&lt;double&gt; monday = [[1, 2], [2, 1], [3, 5]], tuesday = [[4, 4], [5, 6]];
/// accumulator.Add(monday, [3, 4, 8]);
/// accumulator.Add(tuesday, [9, 12]);
/// Console.WriteLine(accumulator.Fit());              // → Estimate
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed partial class LeastSquaresAccumulator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Of exponent 0, for ones are not scaled.</summary>
    private const double InterceptMagnitude = 0.5;

    /// <summary>The square of the triangle's side is no longer than an array may be.</summary>
    private const int LargestPredictorCount = 46_000;

    private readonly TriangularFactor _triangle;
    private readonly AccumulatorScales _scales;
    private ColumnBlock? _block;
    private T _firstTarget;
    private bool _targetIsConstant = true;
    private double _sumOfLogWeights;

    /// <summary>An accumulator without rows.</summary>
    /// <param name="predictorCount">The number of predictors, 0 to 46,000.</param>
    /// <param name="intercept">True (the default) to fit a constant beside the predictors.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="predictorCount"/> is negative, or 0 without intercept, or larger than 46,000.
    /// </exception>
    public LeastSquaresAccumulator(int predictorCount, bool intercept = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(predictorCount, intercept ? 0 : 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(predictorCount, LargestPredictorCount);
        PredictorCount = predictorCount;
        HasIntercept = intercept;
        _triangle = new(predictorCount + (intercept ? 2 : 1));
        _scales = new(_triangle);
    }

    /// <summary>The number of predictors.</summary>
    public int PredictorCount { get; }

    /// <summary>True where a constant is fitted beside the predictors.</summary>
    public bool HasIntercept { get; }

    /// <summary>The number of rows taken in; rows of weight 0 are not counted.</summary>
    public long RowCount { get; private set; }

    /// <summary>
    /// Takes in rows. Blocks of some hundred rows or more are the fastest; the result does not depend on how rows are divided into blocks
    /// but for rounding.
    /// </summary>
    /// <param name="x">The predictors, one row for each observation.</param>
    /// <param name="y">The target, one value for each row of <paramref name="x"/>.</param>
    /// <param name="weights">A weight ≥ 0 for each row; empty (the default) for weights of 1.</param>
    /// <exception cref="ArgumentException">
    /// Shapes that do not fit, a value that is not finite, or a bad weight. The accumulator is as before.
    /// </exception>
    public void Add(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weights = default)
    {
        double[] magnitudes = Check(x, y, weights);
        if (x.RowCount == 0 || (!weights.IsEmpty && !weights.ContainsAnyExcept(T.Zero)))
        {
            return;
        }
        RegressionWeights scaledWeights = weights.IsEmpty && _scales.WeightExponent == 0
            ? RegressionWeights.None
            : RegressionWeights.Create(nameof(Add), weights.IsEmpty ? Enumerable.Repeat(T.One, y.Length).ToArray() : weights.ToArray(), y.Length);
        _scales.Grow([.. magnitudes.Select(AccumulatorScales.ExponentOf)], scaledWeights.Exponent, RowCount == 0);
        if (!scaledWeights.AreEqual)
        {
            scaledWeights = scaledWeights.WithExponent(_scales.WeightExponent);
        }
        NoteTargets(y, weights);
        Design<T> design = new Design<T>(x, HasIntercept).Scaled(_scales.Columns);
        double[] target = Scaling.Scale(y, _scales.Target);
        _block ??= new(_triangle.ColumnCount, false);
        StreamedFactorization.AddRows(_triangle, _block, design, target, scaledWeights);
        RowCount += scaledWeights.AreEqual ? y.Length : scaledWeights.Positive;
        _sumOfLogWeights += scaledWeights.SumOfLogs + (scaledWeights.Positive * scaledWeights.Exponent * Math.Log(2));
    }

    /// <inheritdoc cref="Add(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, ReadOnlySpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> or <paramref name="y"/> is null.</exception>
    [OverloadResolutionPriority(-1)]
    public void Add(Matrix<T> x, T[] y, T[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Add(x.AsReadOnly(), y.AsSpan(), weights);
    }

    /// <summary>Takes in all rows of another accumulator, which stays as it is.</summary>
    /// <param name="other">An accumulator for as many predictors, with an intercept exactly if this has one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="other"/> is for another model, or this accumulator itself.</exception>
    public void Merge(LeastSquaresAccumulator<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.PredictorCount != PredictorCount || other.HasIntercept != HasIntercept)
        {
            Throw.Argument(nameof(other), $"Merge: this is {Describe()}, other is {other.Describe()}; they must be for the same model.");
        }
        if (ReferenceEquals(other, this))
        {
            Throw.Argument(nameof(other), "Merge: other is this accumulator itself; its rows would count twice.");
        }
        if (other.RowCount == 0)
        {
            return;
        }
        _scales.Grow(other._scales.Occupied, other._scales.WeightExponent, RowCount == 0);
        _targetIsConstant &= other._targetIsConstant && (RowCount == 0 || other._firstTarget == _firstTarget);
        _firstTarget = RowCount == 0 ? other._firstTarget : _firstTarget;
        _triangle.Add(_scales.Match(other._triangle, other._scales));
        RowCount += other.RowCount;
        _sumOfLogWeights += other._sumOfLogWeights;
    }

    /// <summary>The number of rows and what is fitted.</summary>
    public override string ToString() => $"{RowCount} rows, {Describe()}";

    private string Describe() => $"{PredictorCount} predictors {(HasIntercept ? "and an intercept" : "without intercept")}";

    /// <summary>Checks a block and finds the largest magnitudes: of the intercept's ones, of the columns of x, of y.</summary>
    private double[] Check(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weights)
    {
        if (x.ColumnCount != PredictorCount)
        {
            Throw.Argument(nameof(x), $"{nameof(Add)}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; it must have {PredictorCount} columns, one for each predictor.");
        }
        Throw.IfLengthIsNot(nameof(Add), nameof(y), y.Length, x.RowCount, "one for each row of x");
        if (!weights.IsEmpty)
        {
            Throw.IfLengthIsNot(nameof(Add), nameof(weights), weights.Length, x.RowCount, "one for each row of x");
        }
        Throw.IfNotFinite(nameof(Add), y);
        var largest = new T[PredictorCount];
        for (int i = 0; i < x.RowCount; i++)
        {
            TensorPrimitives.MaxMagnitude(largest, x.Row(i), largest);
        }
        if (largest.Any(v => !T.IsFinite(v)))
        {
            x.CheckFinite(nameof(Add), nameof(x));
        }
        IEnumerable<double> columns = largest.Select(v => Math.Abs(double.CreateTruncating(v)));
        return [.. HasIntercept ? columns.Prepend(InterceptMagnitude) : columns, Scaling.LargestMagnitude(y)];
    }

    private void NoteTargets(ReadOnlySpan<T> y, ReadOnlySpan<T> weights)
    {
        bool isFirst = RowCount == 0;
        for (int i = 0; i < y.Length && _targetIsConstant; i++)
        {
            if (!weights.IsEmpty && weights[i] == T.Zero)
            {
                continue;
            }
            _firstTarget = isFirst ? y[i] : _firstTarget;
            _targetIsConstant = y[i] == _firstTarget;
            isFirst = false;
        }
    }
}
