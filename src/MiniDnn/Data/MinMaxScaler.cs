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
    private readonly T[] _minima;
    private readonly T[] _lows;

    internal MinMaxScaler(T[] minima, T[] scales, T low, T high)
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

    internal static MinMaxScaler<T> Fit(ReadOnlyMatrixSpan<T> x, T? low, T? high)
    {
        T from = low ?? T.Zero;
        T to = high ?? T.One;
        if (!(T.IsFinite(from) && T.IsFinite(to - from) && to > from))
        {
            throw new ArgumentOutOfRangeException(nameof(high), to, $"Fit: low is {from}, high is {to}; high must be more than low, and both finite.");
        }
        (T[] minima, T[] ranges) = ColumnRanges.Of(x);
        return new(minima, [.. ranges.Select((range, j) => Scale(j, range, to - from))], from, to);
    }

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

    private static T Scale(int column, T range, T width)
    {
        T scale = range / width;
        if (!T.IsFinite(scale))
        {
            Throw.Argument("x", $"Fit: column {column} has a range of {range}, which is too wide to be brought to {width}.");
        }
        return scale == T.Zero ? T.One : scale;
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
        => MinMaxScaler<T>.Fit(x, low, high);

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, T?, T?)"/>
    public static MinMaxScaler<T> Fit<T>(MatrixSpan<T> x, T? low = null, T? high = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => MinMaxScaler<T>.Fit(x, low, high);

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, T?, T?)"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public static MinMaxScaler<T> Fit<T>(Matrix<T> x, T? low = null, T? high = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return MinMaxScaler<T>.Fit(x, low, high);
    }
}
