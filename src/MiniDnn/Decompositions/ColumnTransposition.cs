using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>Copies rows of a matrix to columns that each lie in one piece, from one number type to another.</summary>
internal static class ColumnTransposition
{
    /// <summary>Writes column j from j·stride on.</summary>
    public static void Copy<TSource, T>(ReadOnlyMatrixSpan<TSource> source, Span<T> destination, int stride)
        where TSource : unmanaged, IFloatingPointIeee754<TSource>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int sideOfSquare = Unsafe.SizeOf<T>() == 4 ? 8 : 4;
        bool hasSquares = Math.Min(source.RowCount, source.ColumnCount) >= sideOfSquare;
        if (typeof(T) == typeof(TSource) && hasSquares)
        {
            Transpose(source, MemoryMarshal.Cast<T, TSource>(destination), stride);
            return;
        }
        for (int j = 0; j < source.ColumnCount; j++)
        {
            CopyColumn(source, j, destination.Slice(j * stride, source.RowCount));
        }
    }

    /// <summary>The same, column j multiplied by factors[j].</summary>
    public static void Copy<TSource, T>(ReadOnlyMatrixSpan<TSource> source, ReadOnlySpan<T> factors, Span<T> destination, int stride)
        where TSource : unmanaged, IFloatingPointIeee754<TSource>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Copy(source, destination, stride);
        for (int j = 0; j < source.ColumnCount; j++)
        {
            if (factors[j] != T.One)
            {
                Span<T> column = destination.Slice(j * stride, source.RowCount);
                TensorPrimitives.Multiply(column, factors[j], column);
            }
        }
    }

    private static unsafe void Transpose<T>(ReadOnlyMatrixSpan<T> source, Span<T> destination, int stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* from = &source.Reference, to = destination)
        {
            Transposition.Run(from, source.RowStride, source.RowCount, source.ColumnCount, to, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyColumn<TSource, T>(ReadOnlyMatrixSpan<TSource> source, int column, Span<T> destination)
        where TSource : unmanaged, IFloatingPointIeee754<TSource>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref TSource value = ref Unsafe.Add(ref source.Reference, column);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = T.CreateTruncating(value);
            value = ref Unsafe.Add(ref value, source.RowStride);
        }
    }
}
