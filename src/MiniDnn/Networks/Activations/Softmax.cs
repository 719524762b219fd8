using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

internal sealed class Softmax : Activation
{
    public override string Name => "softmax";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        for (int i = 0; i < input.FilledRowCount; i++)
        {
            ElementWise.Softmax(input.Row(i), output.Row(i));
        }
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        for (int i = 0; i < output.FilledRowCount; i++)
        {
            ElementWise.SoftmaxBackward(output.Row(i), delta.Row(i), delta.Row(i));
        }
    }
}
