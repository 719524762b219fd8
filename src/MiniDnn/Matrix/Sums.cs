using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The sum of all elements; 0 where there is none.</summary>
    /// <remarks>
    /// The error does not grow with the number n of elements as a plain sum's does, which is n·ε/2·Σ|a|: some dozens are added up plainly,
    /// and what their sums lose when they are added in turn is kept. It is at most (12·ε + (n·ε/128)²)·Σ|a|, ε being the distance from 1 to
    /// the next larger number. A view gives the same bits as a copy of it.
    /// </remarks>
    public T Sum() => SumWhole<Value>();

    /// <summary>The arithmetic mean of all elements.</summary>
    /// <remarks>As accurate as <see cref="Sum"/>.</remarks>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public T Mean()
    {
        Require(!IsEmpty, nameof(Mean), "an element");
        T mean = DivideByCount(Sum(), (long)RowCount * ColumnCount);
        return T.IsFinite(mean) ? mean : MeanOfLarge(this);
    }

    /// <summary>The sum of every row: element i is Σⱼ A[i, j].</summary>
    /// <remarks>The error does not grow with the number of columns: see <see cref="Sum"/>.</remarks>
    /// <returns>A new array with an element for each row.</returns>
    /// <exception cref="InvalidOperationException">There are more rows than an array can have elements.</exception>
    public T[] RowSums()
    {
        T[] result = NewArray(nameof(RowSums), RowCount);
        SumRows<Value>(result);
        return result;
    }

    /// <summary>Writes the sum of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>The error does not grow with the number of columns: see <see cref="Sum"/>.</remarks>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    public void RowSums(Span<T> destination)
    {
        CheckReduction(nameof(RowSums), destination, RowCount, "one for each row");
        SumRows<Value>(destination);
    }

    /// <summary>The sum of every column: element j is Σᵢ A[i, j].</summary>
    /// <remarks>
    /// The error does not grow with the number of rows: see <see cref="Sum"/>. A column gives the same bits wherever it lies.
    /// </remarks>
    /// <returns>A new array with an element for each column.</returns>
    /// <exception cref="InvalidOperationException">There are more columns than an array can have elements.</exception>
    public T[] ColumnSums()
    {
        T[] result = NewArray(nameof(ColumnSums), ColumnCount);
        SumColumns(result);
        return result;
    }

    /// <summary>Writes the sum of every column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>
    /// The error does not grow with the number of rows: see <see cref="Sum"/>. A column gives the same bits wherever it lies.
    /// </remarks>
    /// <param name="destination">An element for each column.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    public void ColumnSums(Span<T> destination)
    {
        CheckReduction(nameof(ColumnSums), destination, ColumnCount, "one for each column");
        SumColumns(destination);
    }

    /// <summary>The mean of every row.</summary>
    /// <remarks>As accurate as <see cref="Sum"/>.</remarks>
    /// <returns>A new array with an element for each row.</returns>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public T[] RowMeans()
    {
        Require(RowCount == 0 || ColumnCount > 0, nameof(RowMeans), "a column");
        T[] result = NewArray(nameof(RowMeans), RowCount);
        RowMeans(result);
        return result;
    }

    /// <summary>Writes the mean of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>As accurate as <see cref="Sum"/>.</remarks>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public void RowMeans(Span<T> destination)
    {
        Require(RowCount == 0 || ColumnCount > 0, nameof(RowMeans), "a column");
        CheckReduction(nameof(RowMeans), destination, RowCount, "one for each row");
        SumRows<Value>(destination);
        DivideByCount(destination, ColumnCount);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = T.IsFinite(destination[i]) ? destination[i] : MeanOfLarge(Rows(i..(i + 1)));
        }
    }

    /// <summary>The mean of every column.</summary>
    /// <remarks>As accurate as <see cref="Sum"/>.</remarks>
    /// <returns>A new array with an element for each column.</returns>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public T[] ColumnMeans()
    {
        Require(ColumnCount == 0 || RowCount > 0, nameof(ColumnMeans), "a row");
        T[] result = NewArray(nameof(ColumnMeans), ColumnCount);
        ColumnMeans(result);
        return result;
    }

    /// <summary>Writes the mean of every column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>As accurate as <see cref="Sum"/>.</remarks>
    /// <param name="destination">An element for each column.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public void ColumnMeans(Span<T> destination)
    {
        Require(ColumnCount == 0 || RowCount > 0, nameof(ColumnMeans), "a row");
        CheckReduction(nameof(ColumnMeans), destination, ColumnCount, "one for each column");
        SumColumns(destination);
        DivideByCount(destination, RowCount);
        for (int j = 0; j < destination.Length; j++)
        {
            destination[j] = T.IsFinite(destination[j]) ? destination[j] : MeanOfLarge(Columns(j..(j + 1)));
        }
    }

    /// <summary>The trace: the sum of the elements on the diagonal.</summary>
    /// <exception cref="InvalidOperationException">The matrix is not square.</exception>
    public T Trace()
    {
        Throw.IfNotSquare(nameof(Trace), RowCount, ColumnCount);
        CompensatedSum<SimdScalar<T>, T, T> sum = default;
        for (int i = 0; i < RowCount; i++)
        {
            sum.Add(_values[(i * RowStride) + i]);
        }
        return sum.Result();
    }

    /// <summary>Writes the sum of every column without checks, for callers that have made them.</summary>
    internal void SumColumns(Span<T> destination) => SumColumns<Value>(destination);

    /// <summary>Writes the sum of the terms of every column.</summary>
    private unsafe void SumColumns<TTerm>(Span<T> destination)
        where TTerm : ISumTerm
    {
        fixed (T* values = &Reference, sums = destination)
        {
            var elements = new Strided<T>(values, RowCount, ColumnCount, RowStride);
            Summation.Columns<TTerm, T>(&elements, sums);
        }
    }

    /// <summary>Writes the sum of the terms of every row.</summary>
    private unsafe void SumRows<TTerm>(Span<T> destination)
        where TTerm : ISumTerm
    {
        fixed (T* values = &Reference, sums = destination)
        {
            var elements = new Strided<T>(values, RowCount, ColumnCount, RowStride);
            Summation.Rows<TTerm, T>(&elements, sums);
        }
    }

    /// <summary>The sum of the terms of all elements.</summary>
    private unsafe T SumWhole<TTerm>()
        where TTerm : ISumTerm
    {
        fixed (T* values = &Reference)
        {
            var elements = new Strided<T>(values, RowCount, ColumnCount, RowStride);
            return Summation.Whole<TTerm, T>(&elements);
        }
    }

    /// <summary>Divides by a count, of which a small number type may not hold so many.</summary>
    private static T DivideByCount(T sum, long count)
    {
        T divisor = T.CreateChecked(count);
        return T.IsFinite(divisor) ? sum / divisor : T.CreateChecked(double.CreateChecked(sum) / count);
    }

    /// <summary>
    /// The mean of elements whose sum leaves the range, though the mean does not: of their 2⁻ᵏ-fold, with 2ᵏ above the count.
    /// </summary>
    private static T MeanOfLarge(ReadOnlyMatrixSpan<T> elements)
    {
        long count = (long)elements.RowCount * elements.ColumnCount;
        int shift = 64 - BitOperations.LeadingZeroCount((ulong)count);
        CompensatedSum<SimdScalar<T>, T, T> sum = default;
        for (int i = 0; i < elements.RowCount; i++)
        {
            foreach (T value in elements.Row(i))
            {
                sum.Add(T.ScaleB(value, -shift));
            }
        }
        return T.ScaleB(DivideByCount(sum.Result(), count), shift);
    }

    private static void DivideByCount(Span<T> sums, long count)
    {
        T divisor = T.CreateChecked(count);
        if (T.IsFinite(divisor))
        {
            TensorPrimitives.Divide(sums, divisor, sums);
            return;
        }
        foreach (ref T sum in sums)
        {
            sum = DivideByCount(sum, count);
        }
    }
}
