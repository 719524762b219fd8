using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// The inner loops of <see cref="ResidualPass"/>: four columns of doubles at a time, sums in doubled precision, the parts of a sum in
/// registers.
/// </summary>
internal static class ResidualKernels
{
    /// <summary>sumⱼ ← sumⱼ + columnⱼ·residual over four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFourDots(in double columns, int stride, ReadOnlySpan<double> high, ReadOnlySpan<double> low, ref Vector<double> sums, ref Vector<double> rests)
    {
        ref double x0 = ref Unsafe.AsRef(in columns);
        ref double x1 = ref Unsafe.Add(ref x0, stride);
        ref double x2 = ref Unsafe.Add(ref x0, 2 * stride);
        ref double x3 = ref Unsafe.Add(ref x0, 3 * stride);
        Vector<double> s0 = sums, s1 = Unsafe.Add(ref sums, 1), s2 = Unsafe.Add(ref sums, 2), s3 = Unsafe.Add(ref sums, 3);
        Vector<double> t0 = rests, t1 = Unsafe.Add(ref rests, 1), t2 = Unsafe.Add(ref rests, 2), t3 = Unsafe.Add(ref rests, 3);
        ref double highs = ref Unsafe.AsRef(in high[0]);
        ref double lows = ref Unsafe.AsRef(in low[0]);
        for (nuint i = 0; i < (nuint)high.Length; i += (nuint)Vector<double>.Count)
        {
            Vector<double> h = Vector.LoadUnsafe(ref highs, i);
            Vector<double> l = Vector.LoadUnsafe(ref lows, i);
            AddProduct(Vector.LoadUnsafe(ref x0, i), h, l, ref s0, ref t0);
            AddProduct(Vector.LoadUnsafe(ref x1, i), h, l, ref s1, ref t1);
            AddProduct(Vector.LoadUnsafe(ref x2, i), h, l, ref s2, ref t2);
            AddProduct(Vector.LoadUnsafe(ref x3, i), h, l, ref s3, ref t3);
        }
        sums = s0;
        Unsafe.Add(ref sums, 1) = s1;
        Unsafe.Add(ref sums, 2) = s2;
        Unsafe.Add(ref sums, 3) = s3;
        rests = t0;
        Unsafe.Add(ref rests, 1) = t1;
        Unsafe.Add(ref rests, 2) = t2;
        Unsafe.Add(ref rests, 3) = t3;
    }

    /// <summary>destination ← X·b in working precision, for as many rows as whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ColumnMatrix<double> block, ReadOnlySpan<double> coefficients, Span<double> destination)
    {
        int stride = block.Stride;
        ref double target = ref destination[0];
        destination.Clear();
        for (int j = 0; j < coefficients.Length; j += ReflectorKernels.Width)
        {
            ref double x0 = ref block.Reference(j);
            ref double x1 = ref Unsafe.Add(ref x0, stride);
            ref double x2 = ref Unsafe.Add(ref x0, 2 * stride);
            ref double x3 = ref Unsafe.Add(ref x0, 3 * stride);
            Vector<double> b0 = new(coefficients[j]), b1 = new(coefficients[j + 1]), b2 = new(coefficients[j + 2]), b3 = new(coefficients[j + 3]);
            for (nuint i = 0; i < (nuint)destination.Length; i += (nuint)Vector<double>.Count)
            {
                Vector<double> even = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref x0, i), b0, Vector.LoadUnsafe(ref target, i));
                Vector<double> odd = Vector.LoadUnsafe(ref x1, i) * b1;
                even = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref x2, i), b2, even);
                odd = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref x3, i), b3, odd);
                (even + odd).StoreUnsafe(ref target, i);
            }
        }
    }

    /// <summary>y ← y + factor·x in working precision: for parts that are small already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i += Vector<double>.Count)
        {
            Vector.FusedMultiplyAdd(new Vector<double>(factor), new Vector<double>(x[i..]), new Vector<double>(y[i..])).CopyTo(y[i..]);
        }
    }

    /// <summary>sum + rest ← sum + rest + x·(high + low): the product and the addition each split into result and error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProduct(Vector<double> x, Vector<double> high, Vector<double> low, ref Vector<double> sum, ref Vector<double> rest)
    {
        Vector<double> product = x * high;
        Vector<double> error = Vector.FusedMultiplyAdd(x, low, Vector.FusedMultiplyAdd(x, high, -product));
        Vector<double> total = sum + product;
        Vector<double> part = total - sum;
        Vector<double> rounding = (sum - (total - part)) + (product - part);
        sum = total;
        rest += rounding + error;
    }
}
