using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Shifts and scales every column to a range, [0, 1] unless told otherwise: z = low + (x − min)·(high − low)/(max − min). A constant column becomes low throughout.</summary>
/// <remarks>What lies outside the range that was learned lies outside the new range too: nothing is cut off.</remarks>
/// <example><code>
/// Matrix&lt;float&gt; train = [[10, 1], [20, 3]], test = [[15, 5]];
/// var scaler = MinMaxScaler&lt;float&gt;.Fit(train);
/// Console.WriteLine(scaler.Transform(test)[0, 1]);   // → 2
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class MinMaxScaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _minima;
    private readonly T[] _scales;
    private readonly T[] _lows;

    internal MinMaxScaler(T[] minima, T[] scales, T low, T high)
    {
        _minima = minima;
        _scales = scales;
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

    /// <summary>(max − min)/(high − low) of each column; 1 for a constant column.</summary>
    public ReadOnlySpan<T> Scales => _scales;

    /// <summary>Learns the smallest and the largest value of each column.</summary>
    /// <param name="x">A row for each sample.</param>
    /// <param name="low">Where the smallest goes; null for 0.</param>
    /// <param name="high">Where the largest goes: more than <paramref name="low"/>; null for 1.</param>
    /// <exception cref="ArgumentException">There is no row, a value is not finite, or a column's range is too wide for a number.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not more than <paramref name="low"/>, or one is not finite.</exception>
    public static MinMaxScaler<T> Fit(ReadOnlyMatrixSpan<T> x, T? low = null, T? high = null)
    {
        T from = low ?? T.Zero;
        T to = high ?? T.One;
        if (!(T.IsFinite(from) && T.IsFinite(to - from) && to > from))
        {
            throw new ArgumentOutOfRangeException(nameof(high), to, $"Fit: low is {from}, high is {to}; high must be more than low, and both finite.");
        }
        if (x.RowCount == 0)
        {
            Throw.Argument(nameof(x), $"Fit: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be a row.");
        }
        Throw.IfNotFinite(nameof(Fit), x);
        T[] minima = x.Row(0).ToArray();
        T[] scales = x.Row(0).ToArray();
        for (int i = 1; i < x.RowCount; i++)
        {
            TensorPrimitives.Min(minima, x.Row(i), minima);
            TensorPrimitives.Max(scales, x.Row(i), scales);
        }
        for (int j = 0; j < scales.Length; j++)
        {
            scales[j] = Scale(j, minima[j], scales[j], to - from);
        }
        return new(minima, scales, from, to);
    }

    /// <summary>low + (x − min)/scale, column by column.</summary>
    /// <returns>A new matrix.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another number of columns than what was learned from.</exception>
    public Matrix<T> Transform(ReadOnlyMatrixSpan<T> x)
    {
        var result = new Matrix<T>(x.RowCount, x.ColumnCount);
        Transform(x, result);
        return result;
    }

    /// <summary>Writes low + (x − min)/scale into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="x">A row for each sample.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public void Transform(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        CheckColumns(nameof(Transform), x);
        x.SubtractRow(_minima, destination);
        ReadOnlyMatrixSpan<T> written = destination.AsReadOnly();
        written.DivideRow(_scales, destination);
        written.AddRow(_lows, destination);
    }

    /// <summary>(z − low)·scale + min, column by column: what <see cref="Transform(ReadOnlyMatrixSpan{T})"/> was given.</summary>
    /// <returns>A new matrix.</returns>
    /// <exception cref="ArgumentException"><paramref name="z"/> has another number of columns than what was learned from.</exception>
    public Matrix<T> InverseTransform(ReadOnlyMatrixSpan<T> z)
    {
        CheckColumns(nameof(InverseTransform), z);
        Matrix<T> result = z.SubtractRow(_lows);
        result.MultiplyRow(_scales, result);
        result.AddRow(_minima, result);
        return result;
    }

    /// <summary>The number of columns, and the range.</summary>
    public override string ToString() => $"MinMaxScaler of {_minima.Length} columns to [{Low}, {High}]";

    private static T Scale(int column, T min, T max, T width)
    {
        T scale = (max - min) / width;
        if (!T.IsFinite(scale))
        {
            Throw.Argument("x", $"Fit: column {column} reaches from {min} to {max}; its range must be a finite number.");
        }
        return scale == T.Zero ? T.One : scale;
    }

    private void CheckColumns(string operation, ReadOnlyMatrixSpan<T> x)
    {
        if (x.ColumnCount != _minima.Length)
        {
            Throw.Argument(nameof(x), $"{operation}: the matrix is {Throw.Shape(x.RowCount, x.ColumnCount)}; it must have {_minima.Length} columns, as what was learned from.");
        }
    }
}
