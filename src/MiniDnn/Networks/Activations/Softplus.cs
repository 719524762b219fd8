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
        RowWise.Apply(input, output, ElementWise.Softplus);
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(output, delta, delta, ElementWise.SoftplusBackward);
    }
}
