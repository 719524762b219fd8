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
        RowWise.Apply(input, output, ElementWise.SiLU);
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(input, delta, delta, ElementWise.SiLUBackward);
    }
}
