using System.Globalization;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Limits a gradient before the update rule sees it, so that one bad batch does not throw the parameters far away.</summary>
/// <remarks>NaN stays NaN, for the training to notice.</remarks>
/// <example><code>
/// double[] gradient = [3, 4];
/// GradientClipping.ByNorm(1).Apply&lt;double&gt;(gradient);
/// Console.WriteLine($"{gradient[0]:F1} {gradient[1]:F1}");   // → 0.6 0.8
/// </code></example>
public abstract class GradientClipping
{
    /// <summary>Limits every element by itself: g ← min(max(g, −limit), limit), infinite ones too.</summary>
    /// <param name="limit">Positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not positive or not finite.</exception>
    public static GradientClipping ByValue(double limit) => new ValueClipping(Throw.IfNotPositive(limit, nameof(limit)));

    /// <summary>
    /// Limits the Euclidean norm of all elements together and keeps the direction: g ← g·limit/‖g‖ where ‖g‖ &gt; limit (R. Pascanu, T.
    /// Mikolov and Y. Bengio, 2013). A gradient with an infinite element has no direction and is left as it is.
    /// </summary>
    /// <param name="limit">Positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not positive or not finite.</exception>
    public static GradientClipping ByNorm(double limit) => new NormClipping(Throw.IfNotPositive(limit, nameof(limit)));

    /// <summary>Limits the gradient in place. Allocates nothing.</summary>
    /// <param name="gradient">∂L/∂p of all parameters.</param>
    public abstract void Apply<T>(Span<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>;

    private sealed class ValueClipping(double limit) : GradientClipping
    {
        public override void Apply<T>(Span<T> gradient)
            => TensorPrimitives.Clamp(gradient, T.CreateChecked(-limit), T.CreateChecked(limit), gradient);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"elements of at most {limit}");
    }

    private sealed class NormClipping(double limit) : GradientClipping
    {
        public override void Apply<T>(Span<T> gradient)
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

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"a norm of at most {limit}");
    }
}
