using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>f(a) = ln(1 + eᵃ) = max(a, 0) + ln(1 + e^−|a|); from the output z, f′ = 1 − e⁻ᶻ = 2t/(1 + t), t = tanh(z/2).</summary>
internal sealed class Softplus : Activation
{
    public override string Name => "softplus";

    public override Initializer DefaultInitializer => Initializer.HeNormal;

    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, output, Forward);
    }

    public override void MultiplyByDerivative<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(output, delta, delta, Backward);
    }

    private static void Forward<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Scratch.Length];
        for (int start = 0, length; start < x.Length; start += length)
        {
            length = Math.Min(Scratch.Length, x.Length - start);
            Span<T> exponential = scratch[..length];
            TensorPrimitives.Abs(x.Slice(start, length), exponential);
            TensorPrimitives.Negate(exponential, exponential);
            ElementWise.Exp(exponential, exponential);
            for (int i = 0; i < length; i++)
            {
                destination[start + i] = T.Max(x[start + i], T.Zero) + Logarithm.OnePlus(exponential[i]);
            }
        }
    }

    private static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Scratch.Length];
        T half = T.One / T.CreateChecked(2);
        for (int start = 0, length; start < y.Length; start += length)
        {
            length = Math.Min(Scratch.Length, y.Length - start);
            Span<T> t = scratch[..length];
            TensorPrimitives.Multiply(y.Slice(start, length), half, t);
            ElementWise.Tanh(t, t);
            for (int i = 0; i < length; i++)
            {
                destination[start + i] = delta[start + i] * ((t[i] + t[i]) / (T.One + t[i]));
            }
        }
    }
}
