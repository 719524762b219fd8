using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>f(a) = a·Φ(a), Φ being the normal distribution; f′ = Φ(a) + a·φ(a) with its density φ.</summary>
internal sealed class GELU : Activation
{
    public override string Name => "gelu(erf)";

    public override bool NeedsInput => true;

    public override Initializer DefaultInitializer => Initializer.HeNormal;

    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, output, ElementWise.GELU);
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(input, delta, delta, ElementWise.GELUBackward);
    }
}
