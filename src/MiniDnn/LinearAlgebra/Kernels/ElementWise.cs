using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn;

/// <summary>Functions of single numbers over spans. The destination may be exactly the memory of an operand.</summary>
internal static class ElementWise
{
    /// <summary>eˣ.</summary>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Has512<T>())
        {
            ElementLoop<Simd512<T>, Vector512<T>, T>.Map<ExpFunction<Simd512<T>, Vector512<T>, T>>(x, destination);
        }
        else if (Has256<T>())
        {
            ElementLoop<Simd256<T>, Vector256<T>, T>.Map<ExpFunction<Simd256<T>, Vector256<T>, T>>(x, destination);
        }
        else if (Has128<T>())
        {
            ElementLoop<Simd128<T>, Vector128<T>, T>.Map<ExpFunction<Simd128<T>, Vector128<T>, T>>(x, destination);
        }
        else
        {
            TensorPrimitives.Exp(x, destination);
        }
    }

    /// <summary>σ(x) = 1/(1 + e⁻ˣ).</summary>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Has512<T>())
        {
            ElementLoop<Simd512<T>, Vector512<T>, T>.Map<SigmoidFunction<Simd512<T>, Vector512<T>, T>>(x, destination);
        }
        else if (Has256<T>())
        {
            ElementLoop<Simd256<T>, Vector256<T>, T>.Map<SigmoidFunction<Simd256<T>, Vector256<T>, T>>(x, destination);
        }
        else if (Has128<T>())
        {
            ElementLoop<Simd128<T>, Vector128<T>, T>.Map<SigmoidFunction<Simd128<T>, Vector128<T>, T>>(x, destination);
        }
        else
        {
            for (int i = 0; i < x.Length; i++)
            {
                T z = T.Exp(-T.Abs(x[i]));
                destination[i] = (x[i] < T.Zero ? z : T.One) / (T.One + z);
            }
        }
    }

    /// <summary>δ·σ′ from y = σ(x): δ·y·(1 − y).</summary>
    public static void SigmoidBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            destination[i] = delta[i] * (y[i] * (T.One - y[i]));
        }
    }

    /// <summary>tanh x; accurate near 0 too.</summary>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Has512<T>())
        {
            ElementLoop<Simd512<T>, Vector512<T>, T>.Map<TanhFunction<Simd512<T>, Vector512<T>, T>>(x, destination);
        }
        else if (Has256<T>())
        {
            ElementLoop<Simd256<T>, Vector256<T>, T>.Map<TanhFunction<Simd256<T>, Vector256<T>, T>>(x, destination);
        }
        else if (Has128<T>())
        {
            ElementLoop<Simd128<T>, Vector128<T>, T>.Map<TanhFunction<Simd128<T>, Vector128<T>, T>>(x, destination);
        }
        else
        {
            for (int i = 0; i < x.Length; i++)
            {
                destination[i] = T.Tanh(x[i]);
            }
        }
    }

    /// <summary>δ·tanh′ from y = tanh x: δ·(1 − y²) = δ·(1 − y)·(1 + y).</summary>
    public static void TanhBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            destination[i] = delta[i] * ((T.One - y[i]) * (T.One + y[i]));
        }
    }

    /// <summary>max(x, 0).</summary>
    public static void ReLU<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Has512<T>())
        {
            ElementLoop<Simd512<T>, Vector512<T>, T>.Map<ReLUFunction<Simd512<T>, Vector512<T>, T>>(x, destination);
        }
        else if (Has256<T>())
        {
            ElementLoop<Simd256<T>, Vector256<T>, T>.Map<ReLUFunction<Simd256<T>, Vector256<T>, T>>(x, destination);
        }
        else
        {
            TensorPrimitives.Max(x, T.Zero, destination);
        }
    }

    /// <summary>δ·ReLU′ from y = max(x, 0): δ where y &gt; 0, else 0.</summary>
    public static void ReLUBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        if (Vector<T>.IsSupported)
        {
            // no branch: the signs are as good as random, and a wrong guess costs more than many elements
            for (; i <= y.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                Vector<T> active = Vector.GreaterThan(new Vector<T>(y[i..]), Vector<T>.Zero);
                Vector.ConditionalSelect(active, new Vector<T>(delta[i..]), Vector<T>.Zero).CopyTo(destination[i..]);
            }
        }
        for (; i < y.Length; i++)
        {
            destination[i] = y[i] > T.Zero ? delta[i] : T.Zero;
        }
    }

    /// <summary>eˣⁱ/Σ eˣᵏ of one row, the largest x subtracted first so that nothing overflows.</summary>
    public static void Softmax<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum;
        if (Has512<T>())
        {
            sum = ElementLoop<Simd512<T>, Vector512<T>, T>.ShiftedExp(x, ElementLoop<Simd512<T>, Vector512<T>, T>.Max(x), destination);
        }
        else if (Has256<T>())
        {
            sum = ElementLoop<Simd256<T>, Vector256<T>, T>.ShiftedExp(x, ElementLoop<Simd256<T>, Vector256<T>, T>.Max(x), destination);
        }
        else if (Has128<T>())
        {
            sum = ElementLoop<Simd128<T>, Vector128<T>, T>.ShiftedExp(x, ElementLoop<Simd128<T>, Vector128<T>, T>.Max(x), destination);
        }
        else
        {
            TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), destination);
            TensorPrimitives.Exp(destination, destination);
            sum = TensorPrimitives.Sum<T>(destination);
        }
        TensorPrimitives.Multiply(destination, T.One / sum, destination);
    }

    /// <summary>Softmax's Jacobian times δ, of one row, from y = softmax(x): yᵢ·(δᵢ − Σ δₖ·yₖ).</summary>
    public static void SoftmaxBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(delta, TensorPrimitives.Dot(delta, y), destination);
        TensorPrimitives.Multiply(destination, y, destination);
    }

    private static bool IsVectorType<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    private static bool Has512<T>() => IsVectorType<T>() && Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    private static bool Has256<T>() => IsVectorType<T>() && Vector256.IsHardwareAccelerated && Avx.IsSupported;

    private static bool Has128<T>() => IsVectorType<T>() && Vector128.IsHardwareAccelerated;
}
