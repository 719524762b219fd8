using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>f(a) = a·σ(v) with v = 2·√(2/π)·(a + 0.044715·a³), which is the form with tanh; f′ = σ + a·σ·(1 − σ)·v′.</summary>
internal sealed class GELU : Activation
{
    private const double Linear = 1.5957691216057308;
    private const double Cubic = 0.044715 * Linear;

    /// <summary>Beyond this |a| the function is a or 0 to the last bit; it keeps a³ from overflowing.</summary>
    private const double Saturation = 50;

    public override string Name => "gelu";

    public override bool NeedsInput => true;

    public override Initializer DefaultInitializer => Initializer.HeNormal;

    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, output, Forward);
    }

    public override void MultiplyByDerivative<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(input, delta, delta, Backward);
    }

    private static void Forward<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[2 * Scratch.Length];
        for (int start = 0, length; start < x.Length; start += length)
        {
            length = Math.Min(Scratch.Length, x.Length - start);
            Span<T> gate = scratch[..length];
            Gate(x.Slice(start, length), scratch.Slice(Scratch.Length, length), gate);
            TensorPrimitives.Multiply(x.Slice(start, length), gate, destination.Slice(start, length));
        }
    }

    private static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[2 * Scratch.Length];
        T linear = T.CreateChecked(Linear);
        T threeCubic = T.CreateChecked(3 * Cubic);
        for (int start = 0, length; start < x.Length; start += length)
        {
            length = Math.Min(Scratch.Length, x.Length - start);
            Span<T> gate = scratch[..length];
            Span<T> a = scratch.Slice(Scratch.Length, length);
            Gate(x.Slice(start, length), a, gate);
            for (int i = 0; i < length; i++)
            {
                T slope = gate[i] + (a[i] * gate[i] * (T.One - gate[i]) * (linear + (threeCubic * a[i] * a[i])));
                destination[start + i] = delta[start + i] * slope;
            }
        }
    }

    /// <summary>σ(v), and a within ±<see cref="Saturation"/>.</summary>
    private static void Gate<T>(ReadOnlySpan<T> x, Span<T> a, Span<T> gate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Clamp(x, T.CreateChecked(-Saturation), T.CreateChecked(Saturation), a);
        TensorPrimitives.Multiply<T>(a, a, gate);
        TensorPrimitives.Multiply(gate, T.CreateChecked(Cubic), gate);
        TensorPrimitives.Add(gate, T.CreateChecked(Linear), gate);
        TensorPrimitives.Multiply(gate, a, gate);
        ElementWise.Sigmoid(gate, gate);
    }
}
