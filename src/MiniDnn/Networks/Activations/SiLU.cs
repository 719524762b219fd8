using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>f(a) = a·σ(a), f′ = σ·(1 + a·(1 − σ)).</summary>
internal sealed class SiLU : Activation
{
    public override string Name => "silu";

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
        Span<T> scratch = stackalloc T[Scratch.Length];
        for (int start = 0, length; start < x.Length; start += length)
        {
            length = Math.Min(Scratch.Length, x.Length - start);
            ReadOnlySpan<T> a = x.Slice(start, length);
            Span<T> sigmoid = scratch[..length];
            ElementWise.Sigmoid(a, sigmoid);
            TensorPrimitives.Multiply(a, sigmoid, destination.Slice(start, length));
        }
    }

    private static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> delta, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[2 * Scratch.Length];
        for (int start = 0, length; start < x.Length; start += length)
        {
            length = Math.Min(Scratch.Length, x.Length - start);
            Span<T> sigmoid = scratch[..length];
            Span<T> slope = scratch.Slice(Scratch.Length, length);
            ElementWise.Sigmoid(x.Slice(start, length), sigmoid);
            TensorPrimitives.Subtract(T.One, sigmoid, slope);
            TensorPrimitives.MultiplyAdd(slope, x.Slice(start, length), T.One, slope);
            TensorPrimitives.Multiply(slope, sigmoid, slope);
            TensorPrimitives.Multiply(slope, delta.Slice(start, length), destination.Slice(start, length));
        }
    }
}
