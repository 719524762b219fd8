namespace MiniDnn;

/// <summary>
/// Shifts and scales every column of a matrix, and back: <see cref="StandardScaler{T}"/> and <see cref="MinMaxScaler{T}"/>. A network keeps
/// one for its inputs and one for its outputs.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
public abstract class Scaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _scales;

    private protected Scaler(T[] scales) => _scales = scales;

    /// <summary>The number of columns.</summary>
    public int ColumnCount => _scales.Length;

    /// <summary>What each column is divided by.</summary>
    public ReadOnlySpan<T> Scales => _scales;

    /// <summary>Scales every column.</summary>
    /// <param name="x">A row for each sample.</param>
    /// <returns>A new matrix.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another number of columns than what was learned from.</exception>
    public Matrix<T> Transform(ReadOnlyMatrixSpan<T> x)
    {
        var result = new Matrix<T>(x.RowCount, x.ColumnCount);
        Transform(x, result);
        return result;
    }

    /// <summary>Writes the scaled columns into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="x">A row for each sample.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public void Transform(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        CheckColumns(nameof(Transform), nameof(x), x);
        Apply(x, destination);
    }

    /// <summary>Brings scaled columns back to what <see cref="Transform(ReadOnlyMatrixSpan{T})"/> was given.</summary>
    /// <param name="z">A row for each sample.</param>
    /// <returns>A new matrix.</returns>
    /// <exception cref="ArgumentException"><paramref name="z"/> has another number of columns than what was learned from.</exception>
    public Matrix<T> InverseTransform(ReadOnlyMatrixSpan<T> z)
    {
        var result = new Matrix<T>(z.RowCount, z.ColumnCount);
        InverseTransform(z, result);
        return result;
    }

    /// <summary>
    /// Writes what <see cref="Transform(ReadOnlyMatrixSpan{T})"/> was given into <paramref name="destination"/>. Allocates nothing.
    /// </summary>
    /// <param name="z">A row for each sample.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of <paramref name="z"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public void InverseTransform(ReadOnlyMatrixSpan<T> z, MatrixSpan<T> destination)
    {
        CheckColumns(nameof(InverseTransform), nameof(z), z);
        Invert(z, destination);
    }

    private protected abstract void Apply(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination);

    private protected abstract void Invert(ReadOnlyMatrixSpan<T> z, MatrixSpan<T> destination);

    private void CheckColumns(string operation, string parameterName, ReadOnlyMatrixSpan<T> matrix)
    {
        if (matrix.ColumnCount != ColumnCount)
        {
            Throw.Argument(parameterName, $"{operation}: the matrix is {Throw.Shape(matrix.RowCount, matrix.ColumnCount)}; it must have {ColumnCount} columns, as what was learned from.");
        }
    }
}
