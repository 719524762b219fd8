using MiniDnn.Kernels;

namespace MiniDnn;

internal sealed class Tanh : Activation
{
    public override string Name => "tanh";

    /// <remarks>
    /// tanh is flatter than its slope at 0 says, which weights a little larger make up for. With those of Glorot, which depend on the
    /// number of neurons, too, 8 of them long stay nearly linear: two moons ended at 94 %, with these at 98 %.
    /// </remarks>
    public override Initializer DefaultInitializer => Initializer.HeUniform;

    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, output, ElementWise.Tanh);
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        RowWise.Apply(output, delta, delta, ElementWise.TanhBackward);
    }
}
