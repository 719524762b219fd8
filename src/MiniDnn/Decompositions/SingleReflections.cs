using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>
/// Folds a block of rows into a triangle by one reflection at a time, H = I − v·vᵀ·(2/vᵀv), which nobody needs afterwards: where columns
/// are few, that is faster than panels of four, whose vectors are normalised and multiplied with each other first.
/// </summary>
internal static class SingleReflections
{
    private const int Width = ReflectorKernels.Width;

    /// <summary>Brings R stacked over the block to triangular form; the block is overwritten.</summary>
    /// <param name="block">The block.</param>
    /// <param name="length">So many elements of its columns, a multiple of the vector's length.</param>
    /// <param name="r">R.</param>
    public static void Fold<T>(ColumnMatrix<T> block, int length, UpperTriangle<T> r)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = 0; k < r.ColumnCount; k++)
        {
            Span<T> v = MemoryMarshal.CreateSpan(ref block.Reference(k), length);
            T squares = Dot(v, v);
            bool loseNothingToUnderflow = squares >= FloatingPoint<T>.SmallestNormal / FloatingPoint<T>.Epsilon;
            if (loseNothingToUnderflow)
            {
                Reflect(block, v, r, k, (squares, T.One));
            }
            else
            {
                ReflectTiny(block, v, r, k);
            }
        }
    }

    /// <summary>
    /// Dependent columns leave residues that each step shrinks by ε, until their squares underflow. A reflection is the same for a
    /// multiple of its vector, so those are enlarged first; beside an R that is larger by ε⁻² they leave no trace.
    /// </summary>
    private static void ReflectTiny<T>(ColumnMatrix<T> block, Span<T> v, UpperTriangle<T> r, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T largest = T.Abs(TensorPrimitives.MaxMagnitude<T>(v));
        T head = T.Abs(r.Diagonal(k));
        if (largest == T.Zero || largest < FloatingPoint<T>.Epsilon * FloatingPoint<T>.Epsilon * head)
        {
            return;
        }
        int exponent = Math.Min(-T.ILogB(FloatingPoint<T>.SmallestNormal), -T.ILogB(T.Max(head, largest)));
        T enlargement = T.ScaleB(T.One, exponent);
        TensorPrimitives.Multiply(v, enlargement, v);
        Reflect(block, v, r, k, (Dot(v, v), enlargement));
    }

    /// <summary>Reflects [Rₖₖ; v] onto the axis, and the columns behind with it.</summary>
    private static void Reflect<T>(ColumnMatrix<T> block, Span<T> v, UpperTriangle<T> r, int k, (T Squares, T Enlargement) length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T diagonal = ref r.Columns.Reference(k, k);
        T head = diagonal * length.Enlargement;
        T norm = T.Sqrt((head * head) + length.Squares);
        T reflected = head > T.Zero ? -norm : norm;
        T first = head - reflected;
        T scale = -T.One / (first * reflected);
        diagonal = reflected / length.Enlargement;
        int c = k + 1;
        for (; c <= r.ColumnCount - Width; c += Width)
        {
            ReflectFour(v, ref block.Reference(c), block.Stride, ref r.Columns.Reference(c, k), r.Columns.Stride, first, scale);
        }
        for (; c < r.ColumnCount; c++)
        {
            Span<T> x = MemoryMarshal.CreateSpan(ref block.Reference(c), v.Length);
            ref T top = ref r.Columns.Reference(c, k);
            T factor = scale * ((first * top) + Dot(v, x));
            top -= factor * first;
            Subtract(factor, v, x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReflectFour<T>(ReadOnlySpan<T> v, ref T columns, int stride, ref T top, int topStride, T first, T scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T source = ref MemoryMarshal.GetReference(v);
        ref T x1 = ref Unsafe.Add(ref columns, stride);
        ref T x2 = ref Unsafe.Add(ref columns, 2 * stride);
        ref T x3 = ref Unsafe.Add(ref columns, 3 * stride);
        Vector<T> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (nuint i = 0; i < (nuint)v.Length; i += (nuint)Vector<T>.Count)
        {
            Vector<T> s = Vector.LoadUnsafe(ref source, i);
            sum0 = VectorArithmetic.MultiplyAdd(s, Vector.LoadUnsafe(ref columns, i), sum0);
            sum1 = VectorArithmetic.MultiplyAdd(s, Vector.LoadUnsafe(ref x1, i), sum1);
            sum2 = VectorArithmetic.MultiplyAdd(s, Vector.LoadUnsafe(ref x2, i), sum2);
            sum3 = VectorArithmetic.MultiplyAdd(s, Vector.LoadUnsafe(ref x3, i), sum3);
        }
        Vector<T> m0 = new(ReflectTop(ref top, Vector.Sum(sum0), first, scale));
        Vector<T> m1 = new(ReflectTop(ref Unsafe.Add(ref top, topStride), Vector.Sum(sum1), first, scale));
        Vector<T> m2 = new(ReflectTop(ref Unsafe.Add(ref top, 2 * topStride), Vector.Sum(sum2), first, scale));
        Vector<T> m3 = new(ReflectTop(ref Unsafe.Add(ref top, 3 * topStride), Vector.Sum(sum3), first, scale));
        for (nuint i = 0; i < (nuint)v.Length; i += (nuint)Vector<T>.Count)
        {
            Vector<T> s = Vector.LoadUnsafe(ref source, i);
            VectorArithmetic.MultiplyAdd(s, m0, Vector.LoadUnsafe(ref columns, i)).StoreUnsafe(ref columns, i);
            VectorArithmetic.MultiplyAdd(s, m1, Vector.LoadUnsafe(ref x1, i)).StoreUnsafe(ref x1, i);
            VectorArithmetic.MultiplyAdd(s, m2, Vector.LoadUnsafe(ref x2, i)).StoreUnsafe(ref x2, i);
            VectorArithmetic.MultiplyAdd(s, m3, Vector.LoadUnsafe(ref x3, i)).StoreUnsafe(ref x3, i);
        }
    }

    /// <summary>Reflects a column's element in R; returns by what v is to be multiplied and added to the column in the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReflectTop<T>(ref T top, T dot, T first, T scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T factor = scale * ((first * top) + dot);
        top -= factor * first;
        return -factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T left = ref MemoryMarshal.GetReference(x);
        ref T right = ref MemoryMarshal.GetReference(y);
        Vector<T> sum = default;
        for (nuint i = 0; i < (nuint)x.Length; i += (nuint)Vector<T>.Count)
        {
            sum = VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref left, i), Vector.LoadUnsafe(ref right, i), sum);
        }
        return Vector.Sum(sum);
    }

    /// <summary>y −= factor·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract<T>(T factor, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T source = ref MemoryMarshal.GetReference(x);
        ref T target = ref MemoryMarshal.GetReference(y);
        Vector<T> minus = new(-factor);
        for (nuint i = 0; i < (nuint)x.Length; i += (nuint)Vector<T>.Count)
        {
            VectorArithmetic.MultiplyAdd(minus, Vector.LoadUnsafe(ref source, i), Vector.LoadUnsafe(ref target, i)).StoreUnsafe(ref target, i);
        }
    }
}
