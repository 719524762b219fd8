using MiniDnn.Kernels;

namespace MiniDnn;

internal sealed class Sigmoid : Activation
{
    public override string Name => "sigmoid";

    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, output, ElementWise.Sigmoid);
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(output, delta, delta, ElementWise.SigmoidBackward);
    }
}
