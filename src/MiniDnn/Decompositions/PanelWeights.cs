using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>
/// The small factor W = T·(Vᵀ·C) of a panel of four reflections: weights[count·i + k] belongs to reflection i and column k.
/// </summary>
internal static class PanelWeights
{
    private const int Width = ReflectorKernels.Width;

    /// <summary>W ← Tᵀ·W or T·W, T upper triangular.</summary>
    public static void MultiplyByTriangle<T>(ReadOnlySpan<T> t, bool transpose, Span<T> weights, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = 0; k < count; k++)
        {
            T w0 = weights[k];
            T w1 = weights[count + k];
            T w2 = weights[(2 * count) + k];
            T w3 = weights[(3 * count) + k];
            if (transpose)
            {
                weights[(3 * count) + k] = (t[3] * w0) + (t[7] * w1) + (t[11] * w2) + (t[15] * w3);
                weights[(2 * count) + k] = (t[2] * w0) + (t[6] * w1) + (t[10] * w2);
                weights[count + k] = (t[1] * w0) + (t[5] * w1);
                weights[k] = t[0] * w0;
            }
            else
            {
                weights[k] = (t[0] * w0) + (t[1] * w1) + (t[2] * w2) + (t[3] * w3);
                weights[count + k] = (t[5] * w1) + (t[6] * w2) + (t[7] * w3);
                weights[(2 * count) + k] = (t[10] * w2) + (t[11] * w3);
                weights[(3 * count) + k] = t[15] * w3;
            }
        }
    }

    /// <summary>W += the rows of R, or of what stands beside it, that the panel acts on.</summary>
    public static void Add<T>(Span<T> weights, ref T top, int topStride, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < Width; i++)
        {
            for (int k = 0; k < count; k++)
            {
                weights[(count * i) + k] += Unsafe.Add(ref top, (k * topStride) + i);
            }
        }
    }

    /// <summary>These rows −= W.</summary>
    public static void Subtract<T>(ReadOnlySpan<T> weights, ref T top, int topStride, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < Width; i++)
        {
            for (int k = 0; k < count; k++)
            {
                Unsafe.Add(ref top, (k * topStride) + i) -= weights[(count * i) + k];
            }
        }
    }
}
