using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>The inner loop of plane rotations.</summary>
internal static class JacobiKernels
{
    /// <summary>
    /// (x, y) ← (c·x − s·y, t·x + c·y), s and t being one sine but for powers of two; returns the sums of squares of both.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T XSquare, T YSquare) Rotate<T>(ref T x, ref T y, int length, T cosine, T sineOfX, T sineOfY)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector<T>.IsSupported)
        {
            return PlainRotate(ref x, ref y, length, cosine, sineOfX, sineOfY);
        }
        Vector<T> c = new(cosine);
        Vector<T> s = new(sineOfY);
        Vector<T> minusS = new(-sineOfX);
        Vector<T> xSquare = default;
        Vector<T> ySquare = default;
        for (nuint r = 0; r < (nuint)length; r += (nuint)Vector<T>.Count)
        {
            Vector<T> a = Vector.LoadUnsafe(ref x, r);
            Vector<T> b = Vector.LoadUnsafe(ref y, r);
            Vector<T> newA = VectorArithmetic.MultiplyAdd(minusS, b, c * a);
            Vector<T> newB = VectorArithmetic.MultiplyAdd(s, a, c * b);
            newA.StoreUnsafe(ref x, r);
            newB.StoreUnsafe(ref y, r);
            xSquare = VectorArithmetic.MultiplyAdd(newA, newA, xSquare);
            ySquare = VectorArithmetic.MultiplyAdd(newB, newB, ySquare);
        }
        return (Vector.Sum(xSquare), Vector.Sum(ySquare));
    }

    /// <summary>The loop without vectors, for number types that have none.</summary>
    private static (T XSquare, T YSquare) PlainRotate<T>(ref T x, ref T y, int length, T cosine, T sineOfX, T sineOfY)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T xSquare = T.Zero;
        T ySquare = T.Zero;
        for (int r = 0; r < length; r++)
        {
            ref T a = ref Unsafe.Add(ref x, r);
            ref T b = ref Unsafe.Add(ref y, r);
            (a, b) = ((cosine * a) - (sineOfX * b), (sineOfY * a) + (cosine * b));
            xSquare += a * a;
            ySquare += b * b;
        }
        return (xSquare, ySquare);
    }
}
