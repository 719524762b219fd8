using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// Shifts and scales every column to a range, [0, 1] unless told otherwise: z = low + (x − min)·(high − low)/(max − min). A constant column
/// becomes low throughout.
/// </summary>
/// <remarks>What lies outside the range that was learned lies outside the new range too: nothing is cut off.</remarks>
/// <example><code>
/// Matrix&lt;float&gt; train = [[10, 1], [20, 3]], test = [[15, 5]];
/// var scaler = MinMaxScaler.Fit(train);
/// Console.WriteLine(scaler.Transform(test)[0, 1]);   // → 2
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class MinMaxScaler<T> : Scaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Operation = nameof(MinMaxScaler);

    private readonly T[] _minima;
    private readonly T[] _lows;

    /// <summary>A scaler of given minima and maxima.</summary>
    /// <param name="minima">The smallest value of each column; copied.</param>
    /// <param name="maxima">The largest value of each column, no less than its smallest; as many.</param>
    /// <param name="low">Where the smallest goes; null for 0.</param>
    /// <param name="high">Where the largest goes: more than <paramref name="low"/>; null for 1.</param>
    /// <exception cref="ArgumentException">
    /// The lengths differ, a number is not finite, a maximum is less than its minimum, or a range is too wide for a number.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="high"/> is not more than <paramref name="low"/>, or one is not finite.
    /// </exception>
    public MinMaxScaler(ReadOnlySpan<T> minima, ReadOnlySpan<T> maxima, T? low = null, T? high = null)
        : this(
            low ?? T.Zero, high ?? T.One, minima.ToArray(),
            ScalesOf(Operation, nameof(maxima), Ranges(minima, maxima), Width(Operation, low, high)))
    {
    }

    private MinMaxScaler(T low, T high, T[] minima, T[] scales)
        : base(scales)
    {
        _minima = minima;
        _lows = new T[minima.Length];
        _lows.AsSpan().Fill(low);
        Low = low;
        High = high;
    }

    /// <summary>Where the smallest value of each column goes.</summary>
    public T Low { get; }

    /// <summary>Where the largest value of each column goes.</summary>
    public T High { get; }

    /// <summary>The smallest value of each column.</summary>
    public ReadOnlySpan<T> Minima => _minima;

    internal static MinMaxScaler<T> From(ColumnRanges<T> ranges, string parameterName, T? low, T? high)
    {
        T[] scales = ScalesOf("Fit", parameterName, ranges.Ranges(parameterName), Width("Fit", low, high));
        return new(low ?? T.Zero, high ?? T.One, ranges.Minima, scales);
    }

    /// <summary>A scaler of numbers that were checked before.</summary>
    internal static MinMaxScaler<T> FromScales(T[] minima, T[] scales, T low, T high) => new(low, high, minima, scales);

    /// <summary>The number of columns, and the range.</summary>
    public override string ToString() => $"MinMaxScaler of {ColumnCount} columns to [{Low}, {High}]";

    private protected override void Apply(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        x.SubtractRow(_minima, destination);
        ReadOnlyMatrixSpan<T> written = destination.AsReadOnly();
        written.DivideRow(Scales, destination);
        written.AddRow(_lows, destination);
    }

    private protected override void Invert(ReadOnlyMatrixSpan<T> z, MatrixSpan<T> destination)
    {
        z.SubtractRow(_lows, destination);
        ReadOnlyMatrixSpan<T> written = destination.AsReadOnly();
        written.MultiplyRow(Scales, destination);
        written.AddRow(_minima, destination);
    }

    /// <summary>How wide the new range is; refuses what is none.</summary>
    internal static T Width(string operation, T? low, T? high)
    {
        T from = low ?? T.Zero, to = high ?? T.One;
        return T.IsFinite(from) && T.IsFinite(to - from) && to > from
            ? to - from
            : throw new ArgumentOutOfRangeException(
                nameof(high), to, $"{operation}: low is {from}, high is {to}; high must be more than low, and both finite.");
    }

    private static T[] ScalesOf(string operation, string parameterName, T[] ranges, T width)
    {
        var scales = new T[ranges.Length];
        for (int j = 0; j < scales.Length; j++)
        {
            scales[j] = ranges[j] / width;
            if (!T.IsFinite(scales[j]))
            {
                Throw.Argument(
                    parameterName, $"{operation}: column {j} has a range of {ranges[j]}, which is too wide to be brought to {width}.");
            }
            scales[j] = scales[j] == T.Zero ? T.One : scales[j];
        }
        return scales;
    }

    private static T[] Ranges(ReadOnlySpan<T> minima, ReadOnlySpan<T> maxima)
    {
        Throw.IfLengthIsNot(Operation, nameof(maxima), maxima.Length, minima.Length, "one for each minimum");
        Throw.IfNotFinite(Operation, minima);
        Throw.IfNotFinite(Operation, maxima);
        var ranges = new T[minima.Length];
        for (int j = 0; j < ranges.Length; j++)
        {
            ranges[j] = maxima[j] - minima[j];
            if (!(ranges[j] >= T.Zero && T.IsFinite(ranges[j])))
            {
                Throw.Argument(
                    nameof(maxima),
                    $"{Operation}: column {j} reaches from {minima[j]} to {maxima[j]}; its range must be 0 or more, and finite.");
            }
        }
        return ranges;
    }
}

/// <summary>Makes a <see cref="MinMaxScaler{T}"/>.</summary>
public static class MinMaxScaler
{
    /// <summary>Learns the smallest value and the scale, (max − min)/(high − low), of each column.</summary>
    /// <remarks>The scale of a constant column is 1.</remarks>
    /// <param name="x">A row for each sample.</param>
    /// <param name="low">Where the smallest goes; null for 0.</param>
    /// <param name="high">Where the largest goes: more than <paramref name="low"/>; null for 1.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, a value is not finite, or a column's range is too wide for a number.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="high"/> is not more than <paramref name="low"/>, or one is not finite.
    /// </exception>
    public static MinMaxScaler<T> Fit<T>(ReadOnlyMatrixSpan<T> x, T? low = null, T? high = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        MinMaxScaler<T>.Width("Fit", low, high);
        return MinMaxScaler<T>.From(new ColumnRanges<T>(x.ColumnCount).Learn(x), nameof(x), low, high);
    }

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, T?, T?)"/>
    public static MinMaxScaler<T> Fit<T>(MatrixSpan<T> x, T? low = null, T? high = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Fit(x.AsReadOnly(), low, high);

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, T?, T?)"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public static MinMaxScaler<T> Fit<T>(Matrix<T> x, T? low = null, T? high = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return Fit(x.AsReadOnly(), low, high);
    }

    /// <summary>Learns from batches, which may be more than memory holds; the sequence is gone through once.</summary>
    /// <param name="batches">Matrices of one width with a row for each sample.</param>
    /// <param name="low">Where the smallest goes; null for 0.</param>
    /// <param name="high">Where the largest goes: more than <paramref name="low"/>; null for 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="batches"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no row, a batch has another number of columns than the first, a value is not finite, or a column's range is too wide for a
    /// number.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="high"/> is not more than <paramref name="low"/>, or one is not finite.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static MinMaxScaler<T> Fit<T>(IEnumerable<Matrix<T>> batches, T? low = null, T? high = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        MinMaxScaler<T>.Width("Fit", low, high);
        return MinMaxScaler<T>.From(ColumnRanges.Learn(batches, columns => new ColumnRanges<T>(columns)), nameof(batches), low, high);
    }
}
