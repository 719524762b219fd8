using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Limits a gradient before the update rule sees it, so that one bad batch does not throw the parameters far away.</summary>
/// <remarks>NaN stays NaN, for the training to notice.</remarks>
internal static class GradientClipping
{
    /// <summary>Limits every element by itself, infinite ones too: g ← min(max(g, −limit), limit).</summary>
    public static void ByValue<T>(Span<T> gradient, double limit)
        where T : unmanaged, IFloatingPointIeee754<T>
        => TensorPrimitives.Clamp(gradient, T.CreateChecked(-limit), T.CreateChecked(limit), gradient);

    /// <summary>
    /// Limits the norm of all elements together and keeps the direction: g ← g·limit/‖g‖ where ‖g‖ &gt; limit. A gradient with an infinite
    /// element has no direction and is left as it is.
    /// </summary>
    public static void ByNorm<T>(Span<T> gradient, double limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var view = new MatrixSpan<T>(gradient, 1, gradient.Length);
        T norm = view.FrobeniusNorm();
        T largest = T.CreateChecked(limit);
        if (!(norm > largest))
        {
            return;
        }
        if (T.IsInfinity(norm))
        {
            T magnitude = view.MaxNorm();
            if (!T.IsFinite(magnitude))
            {
                return;
            }
            TensorPrimitives.Divide(gradient, magnitude, gradient);
            norm = view.FrobeniusNorm();
        }
        T factor = largest / norm;
        if (!T.IsNormal(factor))
        {
            // a subnormal factor has lost digits, or all of them
            TensorPrimitives.Divide(gradient, norm, gradient);
            factor = largest;
        }
        TensorPrimitives.Multiply(gradient, factor, gradient);
    }
}
