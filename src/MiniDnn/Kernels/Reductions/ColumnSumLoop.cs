using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The sums of the terms of each column.</summary>
/// <remarks>
/// Some dozen rows are added up plainly, and their sum is added to that of the rows before, the error kept. The order depends on the number
/// of rows alone: a column's sum is the same to the bit wherever the column lies, and on every vector width.
/// </remarks>
internal readonly unsafe struct ColumnSumLoop<TTerm, T>(Strided<T>* x, T* sums) : ISimdLoop<T>
    where TTerm : ISumTerm
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        int step = TSimd.Count, column = 0, columns = x->ColumnCount, whole = columns / step * step;
        if (columns >= Tuning.SumWideVectors * step)
        {
            for (; column < whole; column = (int)Math.Min(whole, (nint)column + Tuning.SumColumns))
            {
                Wide<TSimd, TVector>(column, Math.Min(Tuning.SumColumns, whole - column));
            }
        }
        for (; column < whole; column += step)
        {
            Narrow<TSimd, TVector, AllLanes<TSimd, TVector, T>>(column);
        }
        if (column < columns)
        {
            Narrow<TSimd, TVector, FirstLanes<TSimd, TVector, T>>(column);
        }
        return default;
    }

    /// <summary>Goes down a vector of columns from the first row to the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Narrow<TSimd, TVector, TLanes>(int column)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where TLanes : struct, ILanes<TLanes, TVector, T>
    {
        var lanes = TLanes.Create(x->ColumnCount - column);
        T* row = x->Start + column;
        nint stride = x->RowStride;
        int rows = x->RowCount;
        CompensatedSum<TSimd, TVector, T> sum = default;
        while (rows > 0)
        {
            int count = Math.Min(rows, Tuning.PlainSum);
            sum.Add(PairwiseSum<TTerm, TSimd, TVector, T>.Add(default, row, stride, count, lanes));
            row += count * stride;
            rows -= count;
        }
        lanes.Store(sums + column, sum.Result());
    }

    /// <summary>Goes through some hundred columns eight rows at a time, so that memory is read almost in its order.</summary>
    [SkipLocalsInit]
    private void Wide<TSimd, TVector>(int column, int columns)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        T* block = stackalloc T[Tuning.SumColumns], errors = stackalloc T[Tuning.SumColumns];
        T* row = x->Start + column, target = sums + column;
        int rows = x->RowCount;
        AddRows<TSimd, TVector>(row, Math.Min(rows, Tuning.PlainSum), columns, target);
        if (rows <= Tuning.PlainSum)
        {
            return;
        }
        new Span<T>(errors, columns).Clear();
        for (nint i = Tuning.PlainSum; i < rows; i += Tuning.PlainSum)
        {
            AddRows<TSimd, TVector>(row + (i * x->RowStride), (int)Math.Min(rows - i, Tuning.PlainSum), columns, block);
            new CompensatedAddLoop<T>(block, columns, target, errors, isLast: rows - i <= Tuning.PlainSum).Run<TSimd, TVector>();
        }
    }

    /// <summary>Writes the sums of a block of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows<TSimd, TVector>(T* row, int rows, int columns, T* block)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        AllLanes<TSimd, TVector, T> lanes = default;
        nint stride = x->RowStride;
        bool isFirst = true;
        for (; rows >= 8; rows -= 8, row += 8 * stride)
        {
            for (nint j = 0; j < columns; j += TSimd.Count)
            {
                TVector sum = isFirst ? default : TSimd.Load(block + j);
                TSimd.Store(block + j, TSimd.Add(sum, PairwiseSum<TTerm, TSimd, TVector, T>.Eight(row + j, stride, lanes)));
            }
            isFirst = false;
        }
        for (nint j = 0; j < columns && (rows > 0 || isFirst); j += TSimd.Count)
        {
            TVector sum = isFirst ? default : TSimd.Load(block + j);
            TSimd.Store(block + j, PairwiseSum<TTerm, TSimd, TVector, T>.AddFew(sum, row + j, stride, rows, lanes));
        }
    }
}
