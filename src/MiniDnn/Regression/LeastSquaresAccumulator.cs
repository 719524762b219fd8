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
/// does so, to about 16 digits less those of the condition number (of the centred columns where there is an intercept, in units that make
/// them equally long). Columns, target and weights are scaled inside by powers of 2, so data near overflow and underflow fit.</para>
/// <para>Rows wait until they fill a block: however they are divided, one by one or all at once, the result has the same bits.</para>
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
public sealed class LeastSquaresAccumulator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AccumulatedRows _rows;

    /// <summary>The largest magnitude of each predictor and of the target in the rows that are being added.</summary>
    private readonly T[] _largest;

    private double _firstTarget;
    private bool _targetIsConstant = true;

    /// <summary>Σ kᵢ·ln wᵢ, where kᵢ is the share of its weight wᵢ that a row has kept.</summary>
    private double _sumOfLogWeights;

    /// <summary>The number of rows that have lost weight, and Σ kᵢ of these; a sum of all would depend on how rows are divided.</summary>
    private long _olderCount;
    private double _keptOfOlder;

    /// <summary>An accumulator without rows.</summary>
    /// <param name="predictorCount">The number of predictors, 0 to 46,000.</param>
    /// <param name="intercept">True (the default) to fit a constant beside the predictors.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="predictorCount"/> is negative, or 0 without intercept, or larger than 46,000.
    /// </exception>
    public LeastSquaresAccumulator(int predictorCount, bool intercept = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(predictorCount, intercept ? 0 : 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(predictorCount, AccumulatedRows.LargestPredictorCount);
        PredictorCount = predictorCount;
        HasIntercept = intercept;
        _rows = new(predictorCount, intercept);
        _largest = new T[predictorCount + 1];
    }

    private LeastSquaresAccumulator(SavedAccumulator saved)
        : this(saved.PredictorCount, saved.HasIntercept)
    {
        RowCount = saved.RowCount;
        _rows = saved.Rows;
        _firstTarget = saved.FirstTarget;
        _targetIsConstant = saved.TargetIsConstant;
        _sumOfLogWeights = saved.SumOfLogWeights;
        (_olderCount, _keptOfOlder) = (saved.RowCount, saved.EffectiveRowCount);
    }

    /// <summary>The number of predictors.</summary>
    public int PredictorCount { get; }

    /// <summary>True where a constant is fitted beside the predictors.</summary>
    public bool HasIntercept { get; }

    /// <summary>The number of rows taken in; rows of weight 0 are not counted.</summary>
    public long RowCount { get; private set; }

    private double EffectiveRowCount => _keptOfOlder + (RowCount - _olderCount);

    /// <summary>
    /// Takes in rows, few or many at a time: the result does not depend on how rows are divided into blocks. Rows of weight 0 are left out,
    /// whatever they hold.
    /// </summary>
    /// <param name="x">The predictors, one row for each observation.</param>
    /// <param name="y">The target, one value for each row of <paramref name="x"/>.</param>
    /// <param name="weights">A weight ≥ 0 for each row; empty (the default) for weights of 1.</param>
    /// <exception cref="ArgumentException">
    /// Shapes that do not fit, a value that is not finite, or a bad weight. The accumulator is as before.
    /// </exception>
    /// <exception cref="OverflowException">There would be more than 2⁶³ − 1 rows. The accumulator is as before.</exception>
    public void Add(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weights = default)
    {
        CheckShapes(x, y, weights);
        T largestWeight = weights.IsEmpty ? T.One : T.Zero;
        double sumOfLogWeights = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            largestWeight = T.Max(largestWeight, CheckedWeight(weights, i));
            sumOfLogWeights += weights[i] == T.Zero ? 0 : Math.Log(double.CreateTruncating(weights[i]));
        }
        FindLargest(x, y, weights);
        int count = weights.IsEmpty ? y.Length : y.Length - weights.Count(T.Zero);
        if (count == 0)
        {
            return;
        }
        long newCount = RowsWith(nameof(Add), count);
        _rows.Grow<T>(_largest, largestWeight);
        for (int end = 0; FindRun(weights, y.Length, ref end) is { } rows;)
        {
            NoteTargets(y[rows], RowCount == 0);
            RowCount = newCount;
            _rows.Add(x.Rows(rows), y[rows], weights.IsEmpty ? [] : weights[rows]);
        }
        _sumOfLogWeights += sumOfLogWeights;
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

    /// <summary>
    /// Multiplies the weights of all rows so far by a factor: called before rows are added, it makes a row with k calls after it weigh λᵏ
    /// times as much as given.
    /// </summary>
    /// <remarks>
    /// <para>Degrees of freedom, adjusted R², likelihood, AIC and BIC then count a row by the share of its weight that it has kept: with
    /// weights of 1 the residual degrees of freedom are Σ wᵢ − rank, as those of <see cref="RecursiveLeastSquares"/>, and the likelihood is
    /// that of the rows, each taken to the power of its share.</para>
    /// <para>Takes no time that grows with rows or predictors. What is forgotten so far that it weighs 10⁻²⁸⁹ of the new rows or less is
    /// nothing.</para>
    /// </remarks>
    /// <param name="forgetting">λ: greater than 0 and at most 1, which forgets nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="forgetting"/> is not greater than 0 and at most 1. The accumulator is as before.
    /// </exception>
    public void Forget(double forgetting)
    {
        if (!(forgetting is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(forgetting), forgetting, "Forget: forgetting must be greater than 0 and at most 1.");
        }
        if (RowCount > 0 && forgetting < 1)
        {
            _rows.Forget(forgetting);
            (_olderCount, _keptOfOlder) = (RowCount, EffectiveRowCount * forgetting);
            _sumOfLogWeights *= forgetting;
        }
    }

    /// <summary>Takes in all rows of another accumulator, which stays as it is.</summary>
    /// <param name="other">An accumulator for as many predictors, with an intercept exactly if this has one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="other"/> is for another model, or this accumulator itself.</exception>
    /// <exception cref="OverflowException">There would be more than 2⁶³ − 1 rows. Both accumulators are as before.</exception>
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
        long count = RowsWith(nameof(Merge), other.RowCount);
        _targetIsConstant &= other._targetIsConstant && (RowCount == 0 || other._firstTarget == _firstTarget);
        _firstTarget = RowCount == 0 ? other._firstTarget : _firstTarget;
        _rows.Add(other._rows);
        RowCount = count;
        (_olderCount, _keptOfOlder) = (_olderCount + other._olderCount, _keptOfOlder + other._keptOfOlder);
        _sumOfLogWeights += other._sumOfLogWeights;
    }

    /// <summary>
    /// The model of all rows so far, with every statistic that does not ask for single rows (residuals, leverages and what follows from
    /// these). More rows may be added afterwards.
    /// </summary>
    /// <param name="ridge">
    /// λ ≥ 0: adds λ·(sum of the squared coefficients, the intercept's left out) to what is minimised; 0 by default.
    /// </param>
    /// <param name="rankTolerance">
    /// A column counts as dependent on others when less than this share of its length is left after they are taken out; null for ½·ε of the
    /// number type. Where rounding of the triangle can leave more than that of a dependent column, it counts as dependent all the same.
    /// </param>
    /// <param name="predictorNames">Names for the predictors; null for x, or x1, x2, ….</param>
    /// <exception cref="InvalidOperationException">There are no rows yet.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="ridge"/> is negative or not finite, or <paramref name="rankTolerance"/> is not at least 0 and less than 1.
    /// </exception>
    /// <exception cref="ArgumentException">The number of names is not that of the predictors, or one is null.</exception>
    public LinearModel<T> Fit(T ridge = default, T? rankTolerance = null, IReadOnlyList<string>? predictorNames = null)
    {
        if (RowCount == 0)
        {
            throw new InvalidOperationException("Fit: the accumulator has no rows yet; Add at least one (of a weight that is not 0).");
        }
        Regression<T>.CheckNumbers(nameof(Fit), ridge, rankTolerance, rankTolerance is null ? nameof(ridge) : nameof(rankTolerance));
        ModelShape.CheckNames(nameof(Fit), predictorNames, PredictorCount, nameof(predictorNames));
        double tolerance = rankTolerance is { } given ? double.CreateTruncating(given) : Regression<T>.RoundingShare;
        AccumulatedRows rows = _rows.WithoutWaiting();
        AccumulatedColumns columns = rows.Columns;
        int[] exponents = columns.Exponents;
        double[] penalties = Regression<T>.Penalties(double.CreateTruncating(ridge), exponents[..^1], rows.WeightExponent, HasIntercept);
        (LeastSquaresFactor factor, DoubleDouble[] coefficients, _) = StreamedTriangle.Factor(
            columns.Folded, columns.Origins, penalties, exponents[..^1], tolerance, HasIntercept);
        var sums = new AccumulatedSums(columns);
        DoubleDouble squares = sums.ResidualSumOfSquares(coefficients);
        if (squares.High == 0)
        {
            sums.ClearNoise(factor, coefficients);
        }
        var solution = new LeastSquaresSolution
        {
            RowCount = RowCount,
            EffectiveRowCount = EffectiveRowCount,
            ParameterCount = coefficients.Length,
            Factor = factor,
            Coefficients = coefficients,
            ColumnExponents = exponents[..^1],
            TargetExponent = exponents[^1],
            WeightExponent = rows.WeightExponent,
            ResidualSumOfSquares = squares,
            TargetSumOfSquares = sums.TargetSumOfSquares(),
            TotalSumOfSquares = _targetIsConstant && (HasIntercept || _firstTarget == 0) ? DoubleDouble.Zero : sums.TotalSumOfSquares(),
            SumOfLogWeights = _sumOfLogWeights - (EffectiveRowCount * rows.WeightExponent * Math.Log(2)),
            Penalties = penalties,
            DataTriangle = penalties.Length == 0 ? null : StreamedTriangle.WithoutTarget(StreamedTriangle.ToDoubled(columns.Folded.R, columns.Origins)),
        };
        return new(solution, new(PredictorCount, 1, HasIntercept, predictorNames), predictors: null);
    }

    /// <summary>
    /// Saves the accumulator in the safetensors format, so that another process or machine can go on with it or merge it.
    /// </summary>
    /// <remarks>
    /// (parameters + 1)²/2 numbers and a checksum. The file is written whole, or, where that fails, not at all, an old file of that name
    /// staying as it was. It does not depend on the number type: rows of float may go on as rows of double.
    /// </remarks>
    /// <param name="path">The file, by custom with the ending <c>.safetensors</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">There are more than 23,167 predictors.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => ToFile().Save(path);

    /// <summary>Writes the accumulator, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There are more than 23,167 predictors.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ToFile().Save(stream);
    }

    /// <summary>Loads an accumulator that was saved.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static LeastSquaresAccumulator<T> Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Loads an accumulator from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are damaged, are something else, or were made by a newer version.</exception>
    public static LeastSquaresAccumulator<T> Load(Stream stream) => new(SafeTensors.Read(stream, SavedAccumulator.FromFile));

    /// <summary>The number of rows and what is fitted.</summary>
    public override string ToString() => $"{RowCount} rows, {Describe()}";

    private SafeTensors ToFile()
    {
        if (_rows.Columns.Count > SavedAccumulator.LargestColumnCount)
        {
            throw new InvalidOperationException(
                $"Save: the triangle of {_rows.Columns.Count} columns is more than a tensor can hold; of {SavedAccumulator.LargestColumnCount} it is not.");
        }
        return new SavedAccumulator
        {
            PredictorCount = PredictorCount,
            HasIntercept = HasIntercept,
            RowCount = RowCount,
            EffectiveRowCount = EffectiveRowCount,
            SumOfLogWeights = _sumOfLogWeights,
            FirstTarget = _firstTarget,
            TargetIsConstant = _targetIsConstant,
            Rows = _rows.WithoutWaiting(),
        }.ToFile();
    }

    private string Describe() => $"{PredictorCount} predictors {(HasIntercept ? "and an intercept" : "without intercept")}";

    private long RowsWith(string operation, long more) => more <= long.MaxValue - RowCount
        ? RowCount + more
        : throw new OverflowException($"{operation}: {RowCount} and {more} rows are more than can be counted, {long.MaxValue}.");

    private void CheckShapes(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weights)
    {
        if (x.ColumnCount != PredictorCount)
        {
            string shape = Throw.Shape(x.RowCount, x.ColumnCount);
            Throw.Argument(nameof(x), $"{nameof(Add)}: x is {shape}; it must have {PredictorCount} columns, one for each predictor.");
        }
        Throw.IfLengthIsNot(nameof(Add), nameof(y), y.Length, x.RowCount, "one for each row of x");
        if (!weights.IsEmpty)
        {
            Throw.IfLengthIsNot(nameof(Add), nameof(weights), weights.Length, x.RowCount, "one for each row of x");
        }
    }

    private static T CheckedWeight(ReadOnlySpan<T> weights, int i)
    {
        if (!(weights[i] >= T.Zero) || !T.IsFinite(weights[i]))
        {
            Throw.Argument(nameof(weights), $"{nameof(Add)}: weights[{i}] is {weights[i]}; a weight must be finite and at least 0.");
        }
        return weights[i];
    }

    /// <summary>Finds the largest magnitude of each column in the rows that count, and refuses what is not finite there.</summary>
    private void FindLargest(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weights)
    {
        _largest.AsSpan().Clear();
        Span<T> ofPredictors = _largest.AsSpan(0, PredictorCount);
        for (int i = 0; i < y.Length; i++)
        {
            if (weights.IsEmpty || weights[i] != T.Zero)
            {
                TensorPrimitives.MaxMagnitude(ofPredictors, x.Row(i), ofPredictors);
                _largest[^1] = T.MaxMagnitude(_largest[^1], y[i]);
            }
        }
        if (Throw.IndexOfNotFinite<T>(_largest) >= 0)
        {
            RefuseNotFinite(x, y, weights);
        }
    }

    private static void RefuseNotFinite(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weights)
    {
        for (int i = 0; i < y.Length; i++)
        {
            int j = Throw.IndexOfNotFinite(x.Row(i));
            if ((weights.IsEmpty || weights[i] != T.Zero) && (j >= 0 || !T.IsFinite(y[i])))
            {
                (string name, string place, T value) = j >= 0 ? (nameof(x), $"{i}, {j}", x[i, j]) : (nameof(y), $"{i}", y[i]);
                Throw.Argument(name, $"{nameof(Add)}: {name}[{place}] is {value}; every value must be finite.");
            }
        }
    }

    /// <summary>The next rows in one piece whose weight is not 0, from <paramref name="end"/> on, which is moved behind them.</summary>
    private static Range? FindRun(ReadOnlySpan<T> weights, int rowCount, ref int end)
    {
        int start = end;
        while (start < weights.Length && weights[start] == T.Zero)
        {
            start++;
        }
        end = weights.IsEmpty ? rowCount : start;
        while (end < weights.Length && weights[end] != T.Zero)
        {
            end++;
        }
        return start < end ? start..end : null;
    }

    private void NoteTargets(ReadOnlySpan<T> y, bool areFirst)
    {
        _firstTarget = areFirst ? double.CreateTruncating(y[0]) : _firstTarget;
        _targetIsConstant = _targetIsConstant && double.CreateTruncating(y[0]) == _firstTarget && !y.ContainsAnyExcept(y[0]);
    }
}
