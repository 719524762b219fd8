using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Shifts and scales every column to mean 0 and standard deviation 1: z = (x − mean)/scale. A constant column is only shifted.</summary>
/// <example><code>
/// Matrix&lt;float&gt; train = [[10, 1], [20, 3]], test = [[25, 2]];
/// var scaler = StandardScaler&lt;float&gt;.Fit(train);
/// Console.WriteLine(scaler.Transform(test)[0, 0]);   // → 2
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class StandardScaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _means;
    private readonly T[] _scales;

    internal StandardScaler(T[] means, T[] scales)
    {
        _means = means;
        _scales = scales;
    }

    /// <summary>The mean of each column.</summary>
    public ReadOnlySpan<T> Means => _means;

    /// <summary>The standard deviation of each column (divided by n, not n − 1); 1 for a constant column.</summary>
    public ReadOnlySpan<T> Scales => _scales;

    /// <summary>Learns mean and standard deviation of each column, in two passes.</summary>
    /// <param name="x">A row for each sample.</param>
    /// <exception cref="ArgumentException">There is no row, or a value is not finite.</exception>
    public static StandardScaler<T> Fit(ReadOnlyMatrixSpan<T> x)
    {
        if (x.RowCount == 0)
        {
            Throw.Argument(nameof(x), $"Fit: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be a row.");
        }
        Throw.IfNotFinite(nameof(Fit), x);
        T count = T.CreateChecked(x.RowCount);
        T[] means = x.ColumnCount == 0 ? [] : x.ColumnMeans();
        var scales = new T[x.ColumnCount];
        var deviations = new T[x.ColumnCount];
        for (int i = 0; i < x.RowCount; i++)
        {
            TensorPrimitives.Subtract(x.Row(i), means, deviations);
            TensorPrimitives.MultiplyAdd<T>(deviations, deviations, scales, scales);
        }
        for (int j = 0; j < scales.Length; j++)
        {
            T deviation = T.Sqrt(scales[j] / count);
            bool isConstant = deviation <= T.Abs(means[j]) * FloatingPoint<T>.Epsilon * count;
            scales[j] = isConstant ? T.One : deviation;
        }
        return new(means, scales);
    }

    /// <summary>(x − mean)/scale, column by column.</summary>
    /// <returns>A new matrix.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another number of columns than what was learned from.</exception>
    public Matrix<T> Transform(ReadOnlyMatrixSpan<T> x)
    {
        var result = new Matrix<T>(x.RowCount, x.ColumnCount);
        Transform(x, result);
        return result;
    }

    /// <summary>Writes (x − mean)/scale into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="x">A row for each sample.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public void Transform(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        CheckColumns(nameof(Transform), x);
        x.SubtractRow(_means, destination);
        destination.AsReadOnly().DivideRow(_scales, destination);
    }

    /// <summary>z·scale + mean, column by column: what <see cref="Transform(ReadOnlyMatrixSpan{T})"/> was given.</summary>
    /// <returns>A new matrix.</returns>
    /// <exception cref="ArgumentException"><paramref name="z"/> has another number of columns than what was learned from.</exception>
    public Matrix<T> InverseTransform(ReadOnlyMatrixSpan<T> z)
    {
        CheckColumns(nameof(InverseTransform), z);
        Matrix<T> result = z.MultiplyRow(_scales);
        result.AddRow(_means, result);
        return result;
    }

    /// <summary>The number of columns, and the first means and scales.</summary>
    public override string ToString()
        => $"StandardScaler of {_means.Length} columns: means [{string.Join(", ", _means.Take(8))}{(_means.Length > 8 ? ", …" : "")}], scales [{string.Join(", ", _scales.Take(8))}{(_scales.Length > 8 ? ", …" : "")}]";

    private void CheckColumns(string operation, ReadOnlyMatrixSpan<T> x)
    {
        if (x.ColumnCount != _means.Length)
        {
            Throw.Argument(nameof(x), $"{operation}: the matrix is {Throw.Shape(x.RowCount, x.ColumnCount)}; it must have {_means.Length} columns, as what was learned from.");
        }
    }
}
