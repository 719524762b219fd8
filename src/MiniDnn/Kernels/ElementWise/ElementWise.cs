using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>Functions of single numbers over spans. The destination may be exactly the memory of an operand.</summary>
/// <remarks>
/// Every vector width gives the same bits wherever the hardware has fused multiply-adds; without them, or without vectors, a result may
/// differ in its last bits. Spans that are too short are refused before anything is written.
/// </remarks>
internal static unsafe class ElementWise
{
    /// <summary>eˣ.</summary>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Map<ExpFunction, T>(x, destination);

    /// <summary>σ(x) = 1/(1 + e⁻ˣ).</summary>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Map<SigmoidFunction, T>(x, destination);

    /// <summary>δ·σ′ from y = σ(x): δ·y·(1 − y).</summary>
    public static void SigmoidBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Backward<SigmoidDerivative, T>(y, delta, destination);

    /// <summary>tanh x; accurate near 0 too.</summary>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Map<TanhFunction, T>(x, destination);

    /// <summary>δ·tanh′ from y = tanh x: δ·(1 − y²).</summary>
    public static void TanhBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Backward<TanhDerivative, T>(y, delta, destination);

    /// <summary>max(x, 0).</summary>
    public static void ReLU<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* source = x, target = destination[..x.Length])
        {
            Simd.Run<LightMapLoop<ReLUFunction, T>, T>(new(source, target, x.Length));
        }
    }

    /// <summary>δ·ReLU′ from y = max(x, 0): δ where y &gt; 0, else 0.</summary>
    public static void ReLUBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Backward<ReLUDerivative, T>(y, delta, destination);

    /// <summary>x·σ(x).</summary>
    public static void SiLU<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Map<SiLUFunction, T>(x, destination);

    /// <summary>δ·f′ for f = x·σ(x), from x.</summary>
    public static void SiLUBackward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Backward<SiLUDerivative, T>(x, delta, destination);

    /// <summary>x·σ(v), v = 2·√(2/π)·(x + 0.044715·x³).</summary>
    public static void GELUTanh<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Map<GELUTanhFunction, T>(x, destination);

    /// <summary>δ·f′ for f = x·σ(v), from x.</summary>
    public static void GELUTanhBackward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Backward<GELUTanhDerivative, T>(x, delta, destination);

    /// <summary>x·Φ(x), Φ being the normal distribution.</summary>
    public static void GELU<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Map<GELUFunction, T>(x, destination);

    /// <summary>δ·f′ for f = x·Φ(x), from x.</summary>
    public static void GELUBackward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Backward<GELUDerivative, T>(x, delta, destination);

    /// <summary>ln(1 + eˣ).</summary>
    public static void Softplus<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Map<SoftplusFunction, T>(x, destination);

    /// <summary>δ·f′ from y = ln(1 + eˣ): δ·(1 − e⁻ʸ).</summary>
    public static void SoftplusBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Backward<SoftplusDerivative, T>(y, delta, destination);

    /// <summary>eˣⁱ/Σ eˣᵏ of one row, the largest x subtracted first so that nothing overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* source = x, target = destination[..x.Length])
        {
            Simd.Run<SoftmaxLoop<T>, T>(new(source, target, x.Length));
        }
    }

    /// <summary>Softmax's Jacobian times δ, of one row, from y = softmax(x): yᵢ·(δᵢ − Σ δₖ·yₖ).</summary>
    public static void SoftmaxBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => TensorPrimitives.AddMultiply(delta, -TensorPrimitives.Dot(delta, y), y, destination);

    private static void Map<TFunction, T>(ReadOnlySpan<T> x, Span<T> destination)
        where TFunction : IElementFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* source = x, target = destination[..x.Length])
        {
            Simd.Run<MapLoop<TFunction, T>, T>(new(source, target, x.Length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<TDerivative, T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where TDerivative : IDerivativeFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* output = y, error = delta[..y.Length], target = destination[..y.Length])
        {
            Simd.Run<BackwardLoop<TDerivative, T>, T>(new(output, error, target, y.Length));
        }
    }
}
