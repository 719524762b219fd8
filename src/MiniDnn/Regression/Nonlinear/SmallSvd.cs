using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Singular values and right singular vectors of a few columns by one-sided rotations (M. Hestenes, 1958), which keep the relative accuracy
/// of the small ones where the columns are of one length (J. Demmel and K. Veselić, 1992).
/// </summary>
internal static class SmallSvd
{
    /// <summary>Six to eight sweeps are enough for all; the limit ends loops on NaN.</summary>
    private const int MaxSweeps = 40;

    /// <summary>Columns are orthogonal when the cosine of their angle is rounding.</summary>
    private const double Orthogonal = 1e-16;

    /// <summary>
    /// Rotates the k columns of A (in one piece each, k long) until they are U·Σ; V, k×k, receives the rotations, by columns.
    /// </summary>
    public static void Orthogonalize(Span<double> a, Span<double> v, int k)
    {
        v.Clear();
        for (int j = 0; j < k; j++)
        {
            v[(j * k) + j] = 1;
        }
        bool isDone = false;
        for (int sweep = 0; sweep < MaxSweeps && !isDone; sweep++)
        {
            isDone = true;
            for (int i = 0; i < k; i++)
            {
                for (int j = i + 1; j < k; j++)
                {
                    isDone &= !Rotate(a, v, k, i, j);
                }
            }
        }
    }

    private static bool Rotate(Span<double> a, Span<double> v, int k, int i, int j)
    {
        Span<double> first = a.Slice(i * k, k), second = a.Slice(j * k, k);
        double alpha = TensorPrimitives.SumOfSquares<double>(first), beta = TensorPrimitives.SumOfSquares<double>(second);
        double gamma = TensorPrimitives.Dot<double>(first, second);
        if (!(Math.Abs(gamma) > Orthogonal * Math.Sqrt(alpha) * Math.Sqrt(beta)))
        {
            return false;
        }
        double zeta = (beta - alpha) / (2 * gamma);
        double tangent = Math.CopySign(1, zeta) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        double cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
        Apply(first, second, cosine, cosine * tangent);
        Apply(v.Slice(i * k, k), v.Slice(j * k, k), cosine, cosine * tangent);
        return Math.Abs(tangent) > 1e-16;
    }

    private static void Apply(Span<double> first, Span<double> second, double cosine, double sine)
    {
        for (int i = 0; i < first.Length; i++)
        {
            (first[i], second[i]) = ((cosine * first[i]) - (sine * second[i]), (sine * first[i]) + (cosine * second[i]));
        }
    }
}
