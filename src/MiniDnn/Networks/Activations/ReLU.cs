using MiniDnn.Kernels;

namespace MiniDnn;

internal sealed class ReLU : Activation
{
    public override string Name => "relu";

    public override Initializer DefaultInitializer => Initializer.HeNormal;

    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, output, ElementWise.ReLU);
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(output, delta, delta, ElementWise.ReLUBackward);
    }
}
