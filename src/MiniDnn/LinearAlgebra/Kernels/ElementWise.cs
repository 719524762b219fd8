using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn;

/// <summary>Functions of single numbers over spans. The destination may be exactly the memory of an operand.
/// Every vector width gives the same bits wherever the hardware has fused multiply-adds; without them, or without vectors, a result may differ in its last bits.</summary>
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
        => MapLight<ReLUFunction, T>(x, destination);

    /// <summary>δ·ReLU′ from y = max(x, 0): δ where y &gt; 0, else 0.</summary>
    public static void ReLUBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Backward<ReLUDerivative, T>(y, delta, destination);

    /// <summary>eˣⁱ/Σ eˣᵏ of one row, the largest x subtracted first so that nothing overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        destination = destination[..x.Length];
        if (x.IsEmpty)
        {
            return;
        }
        fixed (T* source = x, target = destination)
        {
            if (Has512<T>())
            {
                SoftmaxLoop<Simd512<T>, Vector512<T>, T>.Run(source, target, x.Length);
            }
            else if (Has256<T>())
            {
                SoftmaxLoop<Simd256<T>, Vector256<T>, T>.Run(source, target, x.Length);
            }
            else if (Has128<T>())
            {
                SoftmaxLoop<Simd128<T>, Vector128<T>, T>.Run(source, target, x.Length);
            }
            else
            {
                TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), destination);
                TensorPrimitives.Exp(destination, destination);
                TensorPrimitives.Multiply(destination, T.One / TensorPrimitives.Sum<T>(destination), destination);
            }
        }
    }

    /// <summary>Softmax's Jacobian times δ, of one row, from y = softmax(x): yᵢ·(δᵢ − Σ δₖ·yₖ).</summary>
    public static void SoftmaxBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(delta, TensorPrimitives.Dot(delta, y), destination);
        TensorPrimitives.Multiply(destination, y, destination);
    }

    private static void Map<TFunction, T>(ReadOnlySpan<T> x, Span<T> destination)
        where TFunction : IElementFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* source = x, target = destination[..x.Length])
        {
            if (Has512<T>())
            {
                ElementLoop<Simd512<T>, Vector512<T>, T>.Map<TFunction>(source, target, x.Length);
            }
            else if (Has256<T>())
            {
                ElementLoop<Simd256<T>, Vector256<T>, T>.Map<TFunction>(source, target, x.Length);
            }
            else if (Has128<T>())
            {
                ElementLoop<Simd128<T>, Vector128<T>, T>.Map<TFunction>(source, target, x.Length);
            }
            else
            {
                MapPlain<TFunction, T>(source, target, x.Length);
            }
        }
    }

    private static void MapLight<TFunction, T>(ReadOnlySpan<T> x, Span<T> destination)
        where TFunction : IElementFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* source = x, target = destination[..x.Length])
        {
            if (Has512<T>())
            {
                ElementLoop<Simd512<T>, Vector512<T>, T>.MapLight<TFunction>(source, target, x.Length);
            }
            else if (Has256<T>())
            {
                ElementLoop<Simd256<T>, Vector256<T>, T>.MapLight<TFunction>(source, target, x.Length);
            }
            else if (Has128<T>())
            {
                ElementLoop<Simd128<T>, Vector128<T>, T>.MapLight<TFunction>(source, target, x.Length);
            }
            else
            {
                MapPlain<TFunction, T>(source, target, x.Length);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<TDerivative, T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where TDerivative : IDerivativeFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* output = y, error = delta[..y.Length], target = destination[..y.Length])
        {
            if (Has512<T>())
            {
                ElementLoop<Simd512<T>, Vector512<T>, T>.Backward<TDerivative>(output, error, target, y.Length);
            }
            else if (Has256<T>())
            {
                ElementLoop<Simd256<T>, Vector256<T>, T>.Backward<TDerivative>(output, error, target, y.Length);
            }
            else if (Has128<T>())
            {
                ElementLoop<Simd128<T>, Vector128<T>, T>.Backward<TDerivative>(output, error, target, y.Length);
            }
            else
            {
                for (int i = 0; i < y.Length; i++)
                {
                    target[i] = TDerivative.Invoke(output[i], error[i]);
                }
            }
        }
    }

    private static void MapPlain<TFunction, T>(T* x, T* y, int count)
        where TFunction : IElementFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < count; i++)
        {
            y[i] = TFunction.Invoke(x[i]);
        }
    }

    private static bool IsVectorType<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    private static bool Has512<T>() => IsVectorType<T>() && Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    private static bool Has256<T>() => IsVectorType<T>() && Vector256.IsHardwareAccelerated && Avx.IsSupported;

    private static bool Has128<T>() => IsVectorType<T>() && Vector128.IsHardwareAccelerated;
}
