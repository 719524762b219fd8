using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>
/// (x, y) ← (c·x − s·y, s·x + c·y) for vectors that are kept as 2^d·x and y: there the sine is divided by 2^d, here multiplied.
/// </summary>
/// <param name="Cosine">c.</param>
/// <param name="Sine">s.</param>
/// <param name="SineOfX">What y is multiplied by for x: s·2^−d.</param>
/// <param name="SineOfY">What x is multiplied by for y: s·2^d.</param>
internal readonly record struct PlaneRotation<T>(T Cosine, T Sine, T SineOfX, T SineOfY)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The rotation that makes two vectors orthogonal (C. Jacobi, 1846).</summary>
    /// <param name="xSquare">‖x‖², as x is kept.</param>
    /// <param name="ySquare">‖y‖².</param>
    /// <param name="product">x·y.</param>
    /// <param name="difference">d: how many more powers of two stand beside x than beside y.</param>
    public static PlaneRotation<T> For(T xSquare, T ySquare, T product, int difference)
        => difference == 0 ? For(xSquare, ySquare, product) : Scaled(xSquare, ySquare, product, difference);

    private static PlaneRotation<T> Scaled(T xSquare, T ySquare, T product, int difference)
    {
        // from here on the smaller vector is below half of the last digit of the larger, whose square alone counts
        int far = -SafeRange.SmallestExponent<T>() / 4;
        if (difference > far)
        {
            return new(T.One, T.Zero, T.Zero, -product / xSquare);
        }
        if (difference < -far)
        {
            return new(T.One, T.Zero, product / ySquare, T.Zero);
        }
        (T cosine, T sine, _, _) = For(SafeRange.ScaleB(xSquare, difference), SafeRange.ScaleB(ySquare, -difference), product);
        return new(cosine, sine, SafeRange.ScaleB(sine, -difference), SafeRange.ScaleB(sine, difference));
    }

    /// <summary>The rotation of vectors without powers of two beside them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PlaneRotation<T> For(T xSquare, T ySquare, T product)
    {
        T zeta = (ySquare - xSquare) / (product + product);
        T magnitude = T.Abs(zeta);
        T root = magnitude * FloatingPoint<T>.Epsilon > T.One ? magnitude : T.Sqrt(T.One + (zeta * zeta));
        T tangent = T.CopySign(T.One / (magnitude + root), zeta);
        T cosine = T.One / T.Sqrt(T.One + (tangent * tangent));
        T sine = cosine * tangent;
        return new(cosine, sine, sine, sine);
    }
}
