using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>One-sided Jacobi: plane rotations of pairs of rows until all rows are orthogonal.</summary>
internal static class JacobiRotations
{
    private const int MaxSweeps = 60;

    /// <summary>A power of two that brings the largest element near the top of the range whose squares are safe, so that tiny rows keep theirs.</summary>
    public static T SafeScale<T>(T largest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (largest == T.Zero)
        {
            return T.One;
        }
        int topExponent = -T.ILogB(FloatingPoint<T>.SmallestNormal) / 2;
        return T.ScaleB(T.One, Math.Min(topExponent - 24 - T.ILogB(largest), -T.ILogB(FloatingPoint<T>.SmallestNormal)));
    }

    /// <summary>Replaces the rows by J·rows, orthogonal to working precision, and <paramref name="rotations"/> by J·rotations.</summary>
    public static void Orthogonalize<T>(Matrix<T> rows, Matrix<T> rotations)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = rows.RowCount;
        T tolerance = FloatingPoint<T>.Epsilon * T.CreateChecked(Math.Max(1, Math.Sqrt(n) / 2));
        var squares = new T[n];
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            for (int i = 0; i < n; i++)
            {
                squares[i] = TensorPrimitives.SumOfSquares<T>(rows.Row(i));
            }
            bool rotated = false;
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    rotated |= RotatePair(rows, rotations, squares, p, q, tolerance);
                }
            }
            if (!rotated)
            {
                return;
            }
        }
    }

    private static bool RotatePair<T>(Matrix<T> rows, Matrix<T> rotations, T[] squares, int p, int q, T tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T dot = TensorPrimitives.Dot<T>(rows.Row(p), rows.Row(q));
        if (T.Abs(dot) <= tolerance * T.Sqrt(squares[p]) * T.Sqrt(squares[q]))
        {
            return false;
        }
        T two = T.CreateChecked(2);
        T zeta = (squares[q] - squares[p]) / (two * dot);
        T tangent = T.CopySign(T.One, zeta) / (T.Abs(zeta) + T.Hypot(T.One, zeta));
        T cosine = T.One / T.Sqrt(T.One + (tangent * tangent));
        T sine = cosine * tangent;
        Rotate(rows.Row(p), rows.Row(q), cosine, sine);
        Rotate(rotations.Row(p), rotations.Row(q), cosine, sine);
        squares[p] = TensorPrimitives.SumOfSquares<T>(rows.Row(p));
        squares[q] = TensorPrimitives.SumOfSquares<T>(rows.Row(q));
        return true;
    }

    /// <summary>(x, y) ← (c·x − s·y, s·x + c·y).</summary>
    private static void Rotate<T>(Span<T> x, Span<T> y, T cosine, T sine)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            T a = x[i];
            T b = y[i];
            x[i] = (cosine * a) - (sine * b);
            y[i] = (sine * a) + (cosine * b);
        }
    }
}
