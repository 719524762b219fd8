using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn;

/// <summary>Copies a block of a row-major matrix to columns of doubles, each column times a factor.</summary>
internal static class ColumnTransposition
{
    /// <summary>Writes column j from j·stride on.</summary>
    public static void Copy<T>(ReadOnlyMatrixSpan<T> source, ReadOnlySpan<double> factors, Span<double> destination, int stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = 0, columns = 0;
        if (Avx.IsSupported && typeof(T) == typeof(double) && source.RowCount >= 4 && source.ColumnCount >= 4)
        {
            rows = source.RowCount / 4 * 4;
            columns = source.ColumnCount / 4 * 4;
            ref double first = ref Unsafe.As<T, double>(ref source.Reference);
            for (int i = 0; i < rows; i += 4)
            {
                CopyFourRows(ref Unsafe.Add(ref first, (nint)i * source.RowStride), source.RowStride, factors[..columns], ref destination[i], stride);
            }
        }
        for (int j = 0; j < source.ColumnCount; j++)
        {
            CopyColumn(source, j, j < columns ? rows : 0, factors[j], destination.Slice(j * stride, source.RowCount));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyColumn<T>(ReadOnlyMatrixSpan<T> source, int column, int firstRow, double factor, Span<double> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T value = ref Unsafe.Add(ref source.Reference, ((nint)firstRow * source.RowStride) + column);
        for (int i = firstRow; i < destination.Length; i++)
        {
            destination[i] = double.CreateTruncating(value) * factor;
            value = ref Unsafe.Add(ref value, source.RowStride);
        }
    }

    /// <summary>Four rows, in order, by four columns at a time that are transposed in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyFourRows(ref double row, int rowStride, ReadOnlySpan<double> factors, ref double destination, int stride)
    {
        ref double row1 = ref Unsafe.Add(ref row, rowStride);
        ref double row2 = ref Unsafe.Add(ref row, 2 * (nint)rowStride);
        ref double row3 = ref Unsafe.Add(ref row, 3 * (nint)rowStride);
        ref double factor = ref MemoryMarshal.GetReference(factors);
        for (nuint j = 0; j < (nuint)factors.Length; j += 4)
        {
            Vector256<double> f = Vector256.LoadUnsafe(ref factor, j);
            Vector256<double> r0 = Vector256.LoadUnsafe(ref row, j) * f;
            Vector256<double> r1 = Vector256.LoadUnsafe(ref row1, j) * f;
            Vector256<double> r2 = Vector256.LoadUnsafe(ref row2, j) * f;
            Vector256<double> r3 = Vector256.LoadUnsafe(ref row3, j) * f;
            Vector256<double> even01 = Avx.UnpackLow(r0, r1), odd01 = Avx.UnpackHigh(r0, r1);
            Vector256<double> even23 = Avx.UnpackLow(r2, r3), odd23 = Avx.UnpackHigh(r2, r3);
            ref double target = ref Unsafe.Add(ref destination, (nint)j * stride);
            Avx.Permute2x128(even01, even23, 0x20).StoreUnsafe(ref target);
            Avx.Permute2x128(odd01, odd23, 0x20).StoreUnsafe(ref Unsafe.Add(ref target, stride));
            Avx.Permute2x128(even01, even23, 0x31).StoreUnsafe(ref Unsafe.Add(ref target, 2 * (nint)stride));
            Avx.Permute2x128(odd01, odd23, 0x31).StoreUnsafe(ref Unsafe.Add(ref target, 3 * (nint)stride));
        }
    }
}
