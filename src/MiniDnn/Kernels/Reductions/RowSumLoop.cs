using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The sums of the terms of each row, or of all rows.</summary>
internal readonly unsafe struct RowSumLoop<TTerm, T>(Strided<T>* x, T* sums) : ISimdLoop<T>
    where TTerm : ISumTerm
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Writes the sum of each row, where there is a place for it.</summary>
    /// <returns>The sum of all rows, where there is no place for each.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        T* row = x->Start, target = sums;
        nint stride = x->RowStride;
        int rows = x->RowCount, columns = x->ColumnCount;
        CompensatedSum<SimdScalar<T>, T, T> total = default;
        for (int i = 0; i < rows; i++, row += stride)
        {
            T sum = columns <= Tuning.SumScalarColumns ? SumFew(row, columns) : SumLoop<TTerm, TSimd, TVector, T>.Sum(row, columns);
            if (target != null)
            {
                target[i] = sum;
            }
            else
            {
                total.Add(sum);
            }
        }
        return total.Result();
    }

    /// <summary>Adds up one by one: to gather a sum from the lanes of a vector takes longer than a few numbers do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T SumFew(T* row, int columns)
    {
        T sum = T.Zero;
        for (int j = 0; j < columns; j++)
        {
            sum = TTerm.Add<SimdScalar<T>, T, T>(sum, row[j]);
        }
        return sum;
    }
}

/// <summary>The sum of the terms of all rows taken as one sequence, gaps between them left out.</summary>
internal readonly unsafe struct SequenceSumLoop<TTerm, T>(Strided<T>* x) : ISimdLoop<T>
    where TTerm : ISumTerm
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        nint count = (nint)x->RowCount * x->ColumnCount;
        return x->IsContiguous ? SumLoop<TTerm, TSimd, TVector, T>.Sum(x->Start, count) : WithoutGaps<TSimd, TVector>(count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private T WithoutGaps<TSimd, TVector>(nint count)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        CompensatedSum<TSimd, TVector, T> sum = default;
        int block = Tuning.PlainSum * TSimd.Count;
        T* buffer = stackalloc T[block];
        for (nint i = 0; i < count; i += block)
        {
            int length = (int)Math.Min(block, count - i);
            Copy(i, length, buffer);
            sum.Add(SumLoop<TTerm, TSimd, TVector, T>.Block(buffer, length));
        }
        return sum.Total();
    }

    /// <summary>Copies some numbers of the sequence.</summary>
    private void Copy(nint first, int length, T* destination)
    {
        nint row = first / x->ColumnCount, column = first % x->ColumnCount;
        while (length > 0)
        {
            int part = (int)Math.Min(length, x->ColumnCount - column);
            new ReadOnlySpan<T>(x->Start + (row * x->RowStride) + column, part).CopyTo(new(destination, part));
            destination += part;
            length -= part;
            column = 0;
            row++;
        }
    }
}

/// <summary>The sum of the terms of neighbouring numbers.</summary>
internal static unsafe class SumLoop<TTerm, TSimd, TVector, T>
    where TTerm : ISumTerm
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The sum of the terms of any number of numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(T* x, nint count)
        => count <= Tuning.PlainSum * TSimd.Count ? TSimd.Sum(Block(x, (int)count)) : Blocks(x, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Blocks(T* x, nint count)
    {
        int block = Tuning.PlainSum * TSimd.Count;
        CompensatedSum<TSimd, TVector, T> sum = default;
        for (; count > block; count -= block, x += block)
        {
            sum.Add(PairwiseSum<TTerm, TSimd, TVector, T>.Add(default, x, TSimd.Count, Tuning.PlainSum, default(AllLanes<TSimd, TVector, T>)));
        }
        sum.Add(Block(x, (int)count));
        return sum.Total();
    }

    /// <summary>The sum of the terms of no more numbers than are added up plainly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Block(T* x, int count)
    {
        int step = TSimd.Count, vectors = count / step, rest = count - (vectors * step);
        TVector sum = PairwiseSum<TTerm, TSimd, TVector, T>.Add(default, x, step, vectors, default(AllLanes<TSimd, TVector, T>));
        if (rest > 0)
        {
            TVector mask = TSimd.Mask(rest);
            sum = TTerm.Add<TSimd, TVector, T>(sum, TSimd.LoadPartial(x + (vectors * step), mask, rest));
        }
        return sum;
    }
}
