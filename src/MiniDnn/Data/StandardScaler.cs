using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Shifts and scales every column to mean 0 and standard deviation 1: z = (x − mean)/scale. A constant column is only shifted.
/// </summary>
/// <example><code>
/// Matrix&lt;float&gt; train = [[10, 1], [20, 3]], test = [[25, 2]];
/// var scaler = StandardScaler.Fit(train);
/// Console.WriteLine(scaler.Transform(test)[0, 0]);   // → 2
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class StandardScaler<T> : Scaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _means;

    internal StandardScaler(T[] means, T[] scales)
        : base(scales) => _means = means;

    /// <summary>The mean of each column.</summary>
    public ReadOnlySpan<T> Means => _means;

    internal static StandardScaler<T> Fit(ReadOnlyMatrixSpan<T> x)
    {
        // of u = (x − min)/range, which is in [0, 1], nothing overflows, vanishes or is lost beside a large mean
        (T[] minima, T[] ranges) = ColumnRanges.Of(x);
        T[] divisors = [.. ranges.Select(range => range == T.Zero ? T.One : range)];
        T count = T.CreateChecked(x.RowCount);
        var means = new T[ranges.Length];
        var u = new T[ranges.Length];
        for (int i = 0; i < x.FilledRowCount; i++)
        {
            Unit(x.Row(i), minima, divisors, u);
            TensorPrimitives.Add<T>(means, u, means);
        }
        TensorPrimitives.Divide(means, count, means);
        var deviations = new T[ranges.Length];
        var squares = new T[ranges.Length];
        for (int i = 0; i < x.FilledRowCount; i++)
        {
            Unit(x.Row(i), minima, divisors, u);
            TensorPrimitives.Subtract<T>(u, means, u);
            TensorPrimitives.Add<T>(deviations, u, deviations);
            TensorPrimitives.MultiplyAdd<T>(u, u, squares, squares);
        }
        var scales = new T[ranges.Length];
        for (int j = 0; j < ranges.Length; j++)
        {
            // what rounding left of the mean is in the mean of the deviations
            T rest = deviations[j] / count;
            T scale = ranges[j] * T.Sqrt((squares[j] / count) - (rest * rest));
            means[j] = minima[j] + (ranges[j] * (means[j] + rest));
            scales[j] = scale > T.Zero ? scale : T.One;
        }
        return new(means, scales);
    }

    /// <summary>The number of columns, and the first means and scales.</summary>
    public override string ToString()
        => $"StandardScaler of {ColumnCount} columns: means [{string.Join(", ", _means.Take(8))}{(ColumnCount > 8 ? ", …" : "")}], scales [{string.Join(", ", Scales.ToArray().Take(8))}{(ColumnCount > 8 ? ", …" : "")}]";

    private protected override void Apply(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        x.SubtractRow(_means, destination);
        destination.AsReadOnly().DivideRow(Scales, destination);
    }

    private protected override void Invert(ReadOnlyMatrixSpan<T> z, MatrixSpan<T> destination)
    {
        z.MultiplyRow(Scales, destination);
        destination.AsReadOnly().AddRow(_means, destination);
    }

    private static void Unit(ReadOnlySpan<T> row, ReadOnlySpan<T> minima, ReadOnlySpan<T> divisors, Span<T> u)
    {
        TensorPrimitives.Subtract(row, minima, u);
        TensorPrimitives.Divide(u, divisors, u);
    }
}

/// <summary>Makes a <see cref="StandardScaler{T}"/>.</summary>
public static class StandardScaler
{
    /// <summary>Learns the mean and the standard deviation of each column.</summary>
    /// <remarks>The standard deviation is divided by n, not n − 1; for a constant column 1 is taken.</remarks>
    /// <param name="x">A row for each sample.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, a value is not finite, or a column's range is too wide for a number.
    /// </exception>
    public static StandardScaler<T> Fit<T>(ReadOnlyMatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => StandardScaler<T>.Fit(x);

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T})"/>
    public static StandardScaler<T> Fit<T>(MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => StandardScaler<T>.Fit(x);

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public static StandardScaler<T> Fit<T>(Matrix<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return StandardScaler<T>.Fit(x);
    }
}
