using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>Products of the columns of a block of rows with one vector, in double.</summary>
internal static class BlockColumns
{
    /// <summary>Adds Σⱼ factorsⱼ·zⱼ, four columns at a time, which reads and writes the sums a quarter as often.</summary>
    public static void AddScaled(ReadOnlyMatrixSpan<double> z, ReadOnlySpan<DoubleDouble> factors, Span<double> sums)
    {
        const int Width = ReflectorKernels.Width;
        bool isEven = factors.Length >= Width && sums.Length % ReflectorKernels.Lanes<double>() == 0;
        Span<double> four = stackalloc double[Width];
        for (int j = 0; j < factors.Length && isEven; j += Width)
        {
            int first = Math.Min(j, factors.Length - Width);   // the last four begin among those before them, which count no more
            for (int k = 0; k < Width; k++)
            {
                four[k] = first + k < j ? 0 : -factors[first + k].High;
            }
            ReflectorKernels.Subtract4x1(ref Unsafe.AsRef(in z.Row(first)[0]), z.RowStride, ref sums[0], sums.Length, four);
        }
        for (int j = 0; j < factors.Length && !isEven; j++)
        {
            TensorPrimitives.MultiplyAdd(z.Row(j), factors[j].High, sums, sums);
        }
    }

    /// <summary>Adds zⱼ·values to each sum, four columns at a time, all by the same loop: equal columns have equal sums.</summary>
    public static void AddDots(ReadOnlyMatrixSpan<double> z, Span<double> values, Span<DoubleDouble> sums)
    {
        const int Width = ReflectorKernels.Width;
        bool isEven = sums.Length >= Width && values.Length % ReflectorKernels.Lanes<double>() == 0;
        Span<double> four = stackalloc double[Width];
        for (int j = 0; j < sums.Length && isEven; j += Width)
        {
            int first = Math.Min(j, sums.Length - Width);
            ReflectorKernels.Dot4x1(ref Unsafe.AsRef(in z.Row(first)[0]), z.RowStride, ref values[0], values.Length, four);
            for (int k = j - first; k < Width; k++)
            {
                sums[first + k] += four[k];
            }
        }
        for (int j = 0; j < sums.Length && !isEven; j++)
        {
            sums[j] += TensorPrimitives.Dot<double>(values, z.Row(j));
        }
    }
}
