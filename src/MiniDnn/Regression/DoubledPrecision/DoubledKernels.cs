using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Sums of products in doubled precision at four instructions for each product, where a bound of all terms is known.</summary>
/// <remarks>
/// A sum starts from a constant so large that it stays within a factor of 2 of it. Then S′ = S + a·b, rounded once, leaves S − S′ exact (P.
/// Sterbenz, 1974), and a·b + (S − S′) is what rounding lost.
/// T. Dekker (1971) and, for sums that start from a constant, S. Rump, T. Ogita and S. Oishi, "Accurate floating-point summation" (2008).
/// </remarks>
internal abstract unsafe class DoubledKernels
{
    /// <summary>Those for the vectors that all kernels use.</summary>
    public static readonly DoubledKernels Widest = Simd.Lanes<double>() switch
    {
        8 => new DoubledKernels<Simd512<double>, Vector512<double>>(),
        4 => new DoubledKernels<Simd256<double>, Vector256<double>>(),
        _ => new DoubledKernels<Simd128<double>, Vector128<double>>(),
    };

    /// <summary>The lanes of a vector.</summary>
    public abstract int Width { get; }

    /// <summary>The largest magnitude of each of as many columns as a vector has lanes; NaN may pass unnoticed.</summary>
    public abstract void LargestMagnitudes(double* rows, nint stride, int count, double* result);

    /// <summary>The inner products of eight columns with as many as a vector has lanes, added to sums in doubled precision.</summary>
    /// <param name="left">The first row's elements of the eight columns; the rows are a stride apart.</param>
    /// <param name="right">The first row's elements of the other columns.</param>
    /// <param name="stride">The distance between rows, and between rows of sums.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="leftBounds">The largest magnitudes of the eight columns.</param>
    /// <param name="rightBounds">Those of the others.</param>
    /// <param name="high">The high parts of the sums: eight rows.</param>
    /// <param name="low">The low parts.</param>
    public abstract void AddProducts(double* left, double* right, nint stride, int count, double* leftBounds, double* rightBounds, double* high, double* low);

    /// <summary>Copies rows to others a stride apart; behind each row up to a vector of zeros is written.</summary>
    public abstract void CopyRows(double* source, nint sourceStride, int count, int columnCount, double* destination, nint stride);

    /// <summary>high + low ← high + low + X·c in doubled precision, normalised.</summary>
    /// <param name="columns">X, columns a stride apart.</param>
    /// <param name="stride">The distance between columns.</param>
    /// <param name="coefficients">The high parts of c, then the low parts.</param>
    /// <param name="columnCount">The number of columns.</param>
    /// <param name="length">The number of rows. Columns, high and low parts have memory for the next multiple of 32.</param>
    /// <param name="start">At least twice the largest sum of magnitudes.</param>
    /// <param name="high">The high parts.</param>
    /// <param name="low">The low parts, small beside <paramref name="start"/>.</param>
    public abstract void MultiplyAdd(double* columns, nint stride, double* coefficients, int columnCount, int length, double start, double* high, double* low);
}

/// <summary>The kernels for one width of vectors.</summary>
internal sealed unsafe class DoubledKernels<TSimd, TVector> : DoubledKernels
    where TSimd : ISimd<TVector, double>
    where TVector : unmanaged
{
    public override int Width => TSimd.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LargestMagnitudes(double* rows, nint stride, int count, double* result)
    {
        TVector least = default;
        for (int i = 0; i < count; i++)
        {
            least = TSimd.AtMost(TSimd.NegativeAbs(TSimd.Load(rows)), least);
            rows += stride;
        }
        TSimd.Store(result, TSimd.Subtract(default, least));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddProducts(double* left, double* right, nint stride, int count, double* leftBounds, double* rightBounds, double* high, double* low)
    {
        TVector unit = TSimd.Multiply(TSimd.Broadcast(2.0 * count), TSimd.Load(rightBounds));
        TVector s0 = Start(unit, leftBounds, 0), s1 = Start(unit, leftBounds, 1), s2 = Start(unit, leftBounds, 2), s3 = Start(unit, leftBounds, 3);
        TVector s4 = Start(unit, leftBounds, 4), s5 = Start(unit, leftBounds, 5), s6 = Start(unit, leftBounds, 6), s7 = Start(unit, leftBounds, 7);
        TVector r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        for (int i = 0; i < count; i++)
        {
            TVector x = TSimd.Load(right);
            Add(TSimd.Broadcast(left[0]), x, ref s0, ref r0);
            Add(TSimd.Broadcast(left[1]), x, ref s1, ref r1);
            Add(TSimd.Broadcast(left[2]), x, ref s2, ref r2);
            Add(TSimd.Broadcast(left[3]), x, ref s3, ref r3);
            Add(TSimd.Broadcast(left[4]), x, ref s4, ref r4);
            Add(TSimd.Broadcast(left[5]), x, ref s5, ref r5);
            Add(TSimd.Broadcast(left[6]), x, ref s6, ref r6);
            Add(TSimd.Broadcast(left[7]), x, ref s7, ref r7);
            left += stride;
            right += stride;
        }
        AddTo(high, low, TSimd.Subtract(s0, Start(unit, leftBounds, 0)), r0);
        AddTo(high + stride, low + stride, TSimd.Subtract(s1, Start(unit, leftBounds, 1)), r1);
        AddTo(high + (2 * stride), low + (2 * stride), TSimd.Subtract(s2, Start(unit, leftBounds, 2)), r2);
        AddTo(high + (3 * stride), low + (3 * stride), TSimd.Subtract(s3, Start(unit, leftBounds, 3)), r3);
        AddTo(high + (4 * stride), low + (4 * stride), TSimd.Subtract(s4, Start(unit, leftBounds, 4)), r4);
        AddTo(high + (5 * stride), low + (5 * stride), TSimd.Subtract(s5, Start(unit, leftBounds, 5)), r5);
        AddTo(high + (6 * stride), low + (6 * stride), TSimd.Subtract(s6, Start(unit, leftBounds, 6)), r6);
        AddTo(high + (7 * stride), low + (7 * stride), TSimd.Subtract(s7, Start(unit, leftBounds, 7)), r7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void CopyRows(double* source, nint sourceStride, int count, int columnCount, double* destination, nint stride)
    {
        int whole = columnCount / TSimd.Count * TSimd.Count;
        int rest = columnCount - whole;
        TVector mask = TSimd.Mask(rest);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < whole; j += TSimd.Count)
            {
                TSimd.Store(destination + j, TSimd.Load(source + j));
            }
            if (rest > 0)
            {
                TSimd.Store(destination + whole, TSimd.LoadPartial(source + whole, mask, rest));
            }
            source += sourceStride;
            destination += stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyAdd(double* columns, nint stride, double* coefficients, int columnCount, int length, double start, double* high, double* low)
    {
        TVector origin = TSimd.Broadcast(start);
        int width = TSimd.Count;
        for (int i = 0; i < length; i += 4 * TSimd.Count)
        {
            double* h = high + i, l = low + i;
            TVector s0 = TSimd.Add(origin, TSimd.Load(h)), s1 = TSimd.Add(origin, TSimd.Load(h + width)), s2 = TSimd.Add(origin, TSimd.Load(h + (2 * width))), s3 = TSimd.Add(origin, TSimd.Load(h + (3 * width)));
            TVector r0 = Lost(h, l, s0, origin), r1 = Lost(h + width, l + width, s1, origin), r2 = Lost(h + (2 * width), l + (2 * width), s2, origin), r3 = Lost(h + (3 * width), l + (3 * width), s3, origin);
            TVector t0 = default, t1 = default, t2 = default, t3 = default;
            double* x = columns + i;
            for (int j = 0; j < columnCount; j++)
            {
                TVector c = TSimd.Broadcast(coefficients[j]), d = TSimd.Broadcast(coefficients[columnCount + j]);
                TVector x0 = TSimd.Load(x), x1 = TSimd.Load(x + width), x2 = TSimd.Load(x + (2 * width)), x3 = TSimd.Load(x + (3 * width));
                Add(x0, c, ref s0, ref r0);
                Add(x1, c, ref s1, ref r1);
                Add(x2, c, ref s2, ref r2);
                Add(x3, c, ref s3, ref r3);
                t0 = TSimd.FusedMultiplyAdd(x0, d, t0);
                t1 = TSimd.FusedMultiplyAdd(x1, d, t1);
                t2 = TSimd.FusedMultiplyAdd(x2, d, t2);
                t3 = TSimd.FusedMultiplyAdd(x3, d, t3);
                x += stride;
            }
            Store(TSimd.Subtract(s0, origin), TSimd.Add(r0, t0), h, l);
            Store(TSimd.Subtract(s1, origin), TSimd.Add(r1, t1), h + width, l + width);
            Store(TSimd.Subtract(s2, origin), TSimd.Add(r2, t2), h + (2 * width), l + (2 * width));
            Store(TSimd.Subtract(s3, origin), TSimd.Add(r3, t3), h + (3 * width), l + (3 * width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TVector a, TVector b, ref TVector sum, ref TVector rest)
    {
        TVector next = TSimd.FusedMultiplyAdd(a, b, sum);
        rest = TSimd.Add(rest, TSimd.FusedMultiplyAdd(a, b, TSimd.Subtract(sum, next)));
        sum = next;
    }

    /// <summary>What of high + low the sum with the start has not taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Lost(double* high, double* low, TVector sum, TVector origin)
        => TSimd.Add(TSimd.Subtract(TSimd.Load(high), TSimd.Subtract(sum, origin)), TSimd.Load(low));

    /// <summary>Stores the rounded sum of two parts, and what rounding lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector large, TVector small, double* high, double* low)
    {
        TVector sum = TSimd.Add(large, small);
        TVector part = TSimd.Subtract(sum, large);
        TSimd.Store(high, sum);
        TSimd.Store(low, TSimd.Add(TSimd.Subtract(large, TSimd.Subtract(sum, part)), TSimd.Subtract(small, part)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Start(TVector unit, double* bounds, int column) => TSimd.Multiply(unit, TSimd.Broadcast(bounds[column]));

    /// <summary>Adds to the high parts without error, and all that is small to the low parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(double* high, double* low, TVector large, TVector small)
    {
        TVector before = TSimd.Load(high);
        TVector sum = TSimd.Add(before, large);
        TVector part = TSimd.Subtract(sum, before);
        TVector lost = TSimd.Add(TSimd.Subtract(before, TSimd.Subtract(sum, part)), TSimd.Subtract(large, part));
        TSimd.Store(high, sum);
        TSimd.Store(low, TSimd.Add(TSimd.Load(low), TSimd.Add(lost, small)));
    }
}
