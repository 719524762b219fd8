using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>f(a) = a·σ(v) with v = 2·√(2/π)·(a + 0.044715·a³), which is the form with tanh; f′ = σ + a·σ·(1 − σ)·v′.</summary>
internal sealed class GELUTanh : Activation
{
    public override string Name => "gelu(tanh)";

    public override bool NeedsInput => true;

    public override Initializer DefaultInitializer => Initializer.HeNormal;

    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, output, ElementWise.GELUTanh);
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(input, delta, delta, ElementWise.GELUTanhBackward);
    }
}
