using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>s ← decay·s + rest·g² and its root, for gradients of every size that the number type has.</summary>
/// <remarks>
/// A square that is beyond the number type is kept as its root with a minus sign, which no square has: an infinite one would end all
/// movement for good. A number type without vectors (Half) has so little range that gradients of 0.0001 have no square; there all are kept
/// as roots.
/// </remarks>
internal static class RootMeanSquare
{
    /// <summary>Moves the squares on and writes their roots.</summary>
    public static void Update<T>(Span<T> squares, ReadOnlySpan<T> gradient, T decay, T rest, Span<T> roots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int done = 0, length; done < squares.Length; done += length)
        {
            done += UpdateVectors(squares[done..], gradient[done..], decay, rest, roots[done..]);
            length = Math.Min(Vector<T>.IsSupported ? Vector<T>.Count : squares.Length, squares.Length - done);
            for (int i = done; i < done + length; i++)
            {
                roots[i] = Next(ref squares[i], gradient[i], decay, rest);
            }
        }
    }

    /// <summary>Whether squares were kept as such and still can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdinary<T>(Vector<T> old, Vector<T> next, Vector<T> largest)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Vector.GreaterThanOrEqualAll(old, Vector<T>.Zero) && Vector.LessThanOrEqualAll(next, largest);

    /// <summary>Moves one square on, to the same bits.</summary>
    /// <returns>Its root.</returns>
    public static T Next<T>(ref T square, T g, T decay, T rest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T next = (square * decay) + (g * g * rest);
        if (Vector<T>.IsSupported && square >= T.Zero && T.IsFinite(next))
        {
            square = next;
            return T.Sqrt(next);
        }
        return NextRoot(ref square, g, decay, rest);
    }

    /// <summary>ε in the number type, and never 0, by which a gradient of 0 would be divided.</summary>
    public static T Epsilon<T>(double value)
        where T : unmanaged, IFloatingPointIeee754<T>
        => T.Max(T.CreateChecked(value), T.Epsilon);

    /// <remarks>No call is made in the loop: the constants would leave their registers for it.</remarks>
    /// <returns>How many were moved: up to the first vector with a square that is none, or that is not whole.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int UpdateVectors<T>(Span<T> squares, ReadOnlySpan<T> gradient, T decay, T rest, Span<T> roots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector.IsHardwareAccelerated || !Vector<T>.IsSupported)
        {
            return 0;
        }
        Vector<T> decays = new(decay), rests = new(rest), largest = new(-FloatingPoint<T>.Lowest);
        int i = 0;
        for (; i <= squares.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> old = new(squares[i..]), g = new(gradient[i..]);
            Vector<T> next = (old * decays) + (g * g * rests);
            if (!IsOrdinary(old, next, largest))
            {
                break;
            }
            next.CopyTo(squares[i..]);
            Vector.SquareRoot(next).CopyTo(roots[i..]);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T NextRoot<T>(ref T square, T g, T decay, T rest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T old = square < T.Zero ? -square : T.Sqrt(square);
        T root = T.Min(T.Hypot(T.Sqrt(decay) * old, T.Sqrt(rest) * g), -FloatingPoint<T>.Lowest);
        T next = root * root;
        square = Vector<T>.IsSupported && T.IsFinite(next) ? next : -root;
        return root;
    }
}
