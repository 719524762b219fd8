using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Makes matrices from what users have, the number type inferred.</summary>
public static class Matrix
{
    /// <summary>A matrix with a copy of an array of rows.</summary>
    /// <param name="rows">The rows, all of one length; none makes a 0×0 matrix.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">A row is null, or the rows differ in length.</exception>
    public static Matrix<T> Create<T>(T[][] rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Create(rows.AsSpan());
    }

    /// <summary>A matrix with a copy of <paramref name="rows"/>; what a collection expression <c>[[1, 2], [3, 4]]</c> calls.</summary>
    /// <param name="rows">The rows, all of one length; none makes a 0×0 matrix.</param>
    /// <exception cref="ArgumentException">A row is null, or the rows differ in length.</exception>
    public static Matrix<T> Create<T>(params ReadOnlySpan<T[]> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columnCount = rows.IsEmpty ? 0 : rows[0]?.Length ?? 0;
        var result = new Matrix<T>(rows.Length, columnCount);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is null)
            {
                Throw.Argument(nameof(rows), $"Create: row {i} is null.");
            }
            if (rows[i].Length != columnCount)
            {
                Throw.Argument(nameof(rows), $"Create: row {i} has {rows[i].Length} elements, row 0 has {columnCount}; all rows must have the same length.");
            }
            rows[i].CopyTo(result.Row(i));
        }
        return result;
    }

    /// <summary>A matrix with a copy of a rectangular array.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    public static Matrix<T> Create<T>(T[,] values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(values.GetLength(0), values.GetLength(1), Conversions.AsSpan(values));
    }

    /// <summary>A matrix with a copy of a tensor of two dimensions.</summary>
    /// <exception cref="ArgumentException">The tensor has another number of dimensions.</exception>
    public static Matrix<T> Create<T>(in TensorSpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Create((ReadOnlyTensorSpan<T>)values);

    /// <summary>A matrix with a copy of a tensor of two dimensions.</summary>
    /// <exception cref="ArgumentException">The tensor has another number of dimensions.</exception>
    public static Matrix<T> Create<T>(in ReadOnlyTensorSpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (values.Rank != 2)
        {
            Throw.Argument(nameof(values), $"Create: the tensor has {values.Rank} dimensions; a matrix has 2.");
        }
        var result = new Matrix<T>(checked((int)values.Lengths[0]), checked((int)values.Lengths[1]));
        if (!result.IsEmpty)
        {
            values.CopyTo(result.AsTensorSpan());
        }
        return result;
    }

    /// <summary>A matrix whose element [i, j] is <paramref name="element"/>(i, j).</summary>
    /// <exception cref="ArgumentNullException"><paramref name="element"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their product is more than an array can hold.</exception>
    public static Matrix<T> Create<T>(int rowCount, int columnCount, Func<int, int, T> element)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(element);
        var result = new Matrix<T>(rowCount, columnCount);
        for (int i = 0; i < rowCount; i++)
        {
            Span<T> row = result.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = element(i, j);
            }
        }
        return result;
    }

    /// <summary>The square matrix with <paramref name="values"/> on the diagonal and 0 elsewhere.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The square of the length is more than an array can hold.</exception>
    public static Matrix<T> Diagonal<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Matrix<T>(values.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            result[i, i] = values[i];
        }
        return result;
    }
}

public sealed partial class Matrix<T>
{
    /// <summary>A matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their product is more than an array can hold.</exception>
    public static Matrix<T> Zeros(int rowCount, int columnCount) => new(rowCount, columnCount);

    /// <summary>The n×n identity: 1 on the diagonal, 0 elsewhere.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative, or its square is more than an array can hold.</exception>
    public static Matrix<T> Identity(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var result = new Matrix<T>(size, size);
        for (int i = 0; i < size; i++)
        {
            result[i, i] = T.One;
        }
        return result;
    }
}
