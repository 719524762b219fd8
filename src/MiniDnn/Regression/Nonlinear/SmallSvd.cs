using System.Numerics.Tensors;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// Singular values and right singular vectors of a few columns by one-sided rotations (M. Hestenes, 1958), which keep the relative accuracy
/// of the small ones where the columns are of one length (J. Demmel and K. Veselić, 1992).
/// </summary>
/// <remarks>
/// For a handful of columns that are factored again at every step of a search, in memory that is lent: the decomposition allocates, and
/// sweeps by blocks.
/// </remarks>
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
        var rotation = PlaneRotation<double>.For(alpha, beta, gamma, difference: 0);
        Apply(first, second, rotation.Cosine, rotation.Sine);
        Apply(v.Slice(i * k, k), v.Slice(j * k, k), rotation.Cosine, rotation.Sine);
        return Math.Abs(rotation.Sine) > Orthogonal;
    }

    private static void Apply(Span<double> first, Span<double> second, double cosine, double sine)
    {
        for (int i = 0; i < first.Length; i++)
        {
            (first[i], second[i]) = ((cosine * first[i]) - (sine * second[i]), (sine * first[i]) + (cosine * second[i]));
        }
    }
}
