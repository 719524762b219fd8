namespace MiniDnn;

internal sealed class Identity : Activation
{
    public override string Name => "identity";

    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        if (!input.IsSameMemoryAs(output))
        {
            input.CopyTo(output);
        }
    }

    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
        => CheckBackward(input, output, delta);
}
