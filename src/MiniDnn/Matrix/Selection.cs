using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>A new matrix of some rows, in the order given; a row may come more than once.</summary>
    /// <param name="rows">The rows, counted from 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Matrix<T> SelectRows(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var result = new Matrix<T>(rows.Count, ColumnCount);
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            MatrixLayout.CheckSelected(nameof(rows), i, row, RowCount);
            Row(row).CopyTo(result.Row(i));
        }
        return result;
    }

    /// <summary>Writes some rows, in the order given, into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="rows">The rows, counted from 0; a row may come more than once.</param>
    /// <param name="destination">
    /// A row for each of <paramref name="rows"/>, as long as a row of this matrix, which it must not overlap.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row; nothing has been written then.</exception>
    /// <exception cref="ArgumentException">The shape does not fit, or <paramref name="destination"/> overlaps the matrix.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SelectRows(ReadOnlySpan<int> rows, MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(SelectRows), destination.RowCount, destination.ColumnCount, rows.Length, ColumnCount);
        CheckOverlap(nameof(SelectRows), destination, "the matrix");
        for (int i = 0; i < rows.Length; i++)
        {
            MatrixLayout.CheckSelected(nameof(rows), i, rows[i], RowCount);
        }
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(destination.Row(i));
        }
    }

    /// <summary>A new matrix of some columns, in the order given; a column may come more than once.</summary>
    /// <param name="columns">The columns, counted from 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public Matrix<T> SelectColumns(IReadOnlyList<int> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var result = new Matrix<T>(RowCount, columns.Count);
        SelectColumns([.. columns], result);
        return result;
    }

    /// <summary>Writes some columns, in the order given, into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="columns">The columns, counted from 0; a column may come more than once.</param>
    /// <param name="destination">A column for each of <paramref name="columns"/>; it must not overlap the matrix.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column; nothing has been written then.</exception>
    /// <exception cref="ArgumentException">The shape does not fit, or <paramref name="destination"/> overlaps the matrix.</exception>
    public void SelectColumns(ReadOnlySpan<int> columns, MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(SelectColumns), destination.RowCount, destination.ColumnCount, RowCount, columns.Length);
        CheckOverlap(nameof(SelectColumns), destination, "the matrix");
        for (int j = 0; j < columns.Length; j++)
        {
            MatrixLayout.CheckSelected(nameof(columns), j, columns[j], ColumnCount);
        }
        for (int i = 0; i < RowCount && columns.Length > 0; i++)
        {
            ReadOnlySpan<T> source = Row(i);
            Span<T> target = destination.Row(i);
            for (int j = 0; j < columns.Length; j++)
            {
                target[j] = source[columns[j]];
            }
        }
    }

    /// <summary>The two matrices side by side: [A B].</summary>
    /// <remarks>Known elsewhere as hstack, horzcat, cbind or concatenation along axis 1.</remarks>
    /// <param name="right">B, with as many rows.</param>
    /// <returns>A new matrix with the columns of both.</returns>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The result has more elements than an array can hold.</exception>
    public Matrix<T> AppendColumns(ReadOnlyMatrixSpan<T> right)
    {
        if (right.RowCount != RowCount)
        {
            string left = Throw.Shape(RowCount, ColumnCount), other = Throw.Shape(right.RowCount, right.ColumnCount);
            Throw.Argument(nameof(right), $"AppendColumns: left is {left}, right is {other}; both must have as many rows.");
        }
        var result = new Matrix<T>(RowCount, MatrixLayout.Total(ColumnCount, right.ColumnCount, nameof(right)));
        CopyTo(result.Columns(..ColumnCount));
        right.CopyTo(result.Columns(ColumnCount..));
        return result;
    }

    /// <summary>The two matrices one below the other: A above B.</summary>
    /// <remarks>Known elsewhere as vstack, vertcat, rbind or concatenation along axis 0.</remarks>
    /// <param name="below">B, with as many columns.</param>
    /// <returns>A new matrix with the rows of both.</returns>
    /// <exception cref="ArgumentException">The numbers of columns differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The result has more elements than an array can hold.</exception>
    public Matrix<T> AppendRows(ReadOnlyMatrixSpan<T> below)
    {
        if (below.ColumnCount != ColumnCount)
        {
            string above = Throw.Shape(RowCount, ColumnCount), other = Throw.Shape(below.RowCount, below.ColumnCount);
            Throw.Argument(nameof(below), $"AppendRows: above is {above}, below is {other}; both must have as many columns.");
        }
        var result = new Matrix<T>(MatrixLayout.Total(RowCount, below.RowCount, nameof(below)), ColumnCount);
        CopyTo(result.Rows(..RowCount));
        below.CopyTo(result.Rows(RowCount..));
        return result;
    }

    /// <summary>The diagonal: element i is A[i, i].</summary>
    /// <returns>A new array with as many elements as the shorter side.</returns>
    public T[] Diagonal()
    {
        var result = new T[Math.Min(RowCount, ColumnCount)];
        Diagonal(result);
        return result;
    }

    /// <summary>Writes the diagonal into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">As many elements as the shorter side.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    public void Diagonal(Span<T> destination)
    {
        CheckReduction(nameof(Diagonal), destination, Math.Min(RowCount, ColumnCount), "as many as the shorter side");
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = this[i, i];
        }
    }

    /// <summary>The transpose Aᵀ: element [i, j] is A[j, i].</summary>
    /// <remarks>
    /// Products with a transpose need none: see <see cref="MultiplyTransposed(ReadOnlyMatrixSpan{T})"/> and
    /// <see cref="TransposeMultiply(ReadOnlyMatrixSpan{T})"/>.
    /// </remarks>
    /// <returns>A new n×m matrix where this one is m×n.</returns>
    public Matrix<T> Transpose()
    {
        var result = new Matrix<T>(ColumnCount, RowCount);
        Transpose(result);
        return result;
    }

    /// <summary>Writes the transpose Aᵀ into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">n×m where this matrix is m×n; it must not overlap the matrix.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or <paramref name="destination"/> overlaps the matrix.</exception>
    public unsafe void Transpose(MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(Transpose), destination.RowCount, destination.ColumnCount, ColumnCount, RowCount);
        CheckOverlap(nameof(Transpose), destination, "the matrix");
        if (IsEmpty)
        {
            return;
        }
        fixed (T* source = &Reference, target = &destination.Reference)
        {
            Transposition.Run(source, RowStride, RowCount, ColumnCount, target, destination.RowStride);
        }
    }
}
