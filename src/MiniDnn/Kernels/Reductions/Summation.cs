using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>Sums over the rows, the columns, or the whole of a block of memory.</summary>
/// <remarks>
/// Some dozens of terms are added up in registers, and what those sums lose when they are added in turn is kept: whatever the number n of
/// terms, the error is at most 40·ε·Σ|term|, ε being the distance from 1 to the next larger number, where a plain sum's grows with n.
/// </remarks>
internal static unsafe class Summation
{
    /// <summary>Writes the sum of the terms of each column.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="sums">A place for each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Columns<TTerm, T>(Strided<T>* x, T* sums)
        where TTerm : ISumTerm
        where T : unmanaged, IFloatingPointIeee754<T>
        => Simd.Run<ColumnSumLoop<TTerm, T>, T>(new(x, sums));

    /// <summary>Writes the sum of the terms of each row.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="sums">A place for each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows<TTerm, T>(Strided<T>* x, T* sums)
        where TTerm : ISumTerm
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x->ColumnCount == 0)
        {
            new Span<T>(sums, x->RowCount).Clear();
            return;
        }
        Simd.Run<RowSumLoop<TTerm, T>, T>(new(x, sums));
    }

    /// <summary>The sum of the terms of all numbers.</summary>
    /// <param name="x">The numbers.</param>
    /// <remarks>
    /// Wide rows are added up one by one. Narrow ones are taken as one sequence; where there are gaps between them they are copied together
    /// block by block, so that gaps do not change a bit.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Whole<TTerm, T>(Strided<T>* x)
        where TTerm : ISumTerm
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x->RowCount == 0 || x->ColumnCount == 0)
        {
            return T.Zero;
        }
        return x->ColumnCount >= Tuning.SumWideRows
            ? Simd.Run<RowSumLoop<TTerm, T>, T>(new(x, null))
            : Simd.Run<SequenceSumLoop<TTerm, T>, T>(new(x));
    }
}
