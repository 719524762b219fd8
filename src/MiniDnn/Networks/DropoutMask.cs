namespace MiniDnn;

/// <summary>
/// Sets outputs of a layer to 0 at random and scales the others by 1/(1 − rate). The numbers are drawn in order on the calling thread, so
/// they are the same for any number of threads.
/// </summary>
internal sealed class DropoutMask<T>(int capacity, int width, double rate, SeededRandom random)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Matrix<T> _mask = new(capacity, width);
    private readonly Matrix<T> _kept = new(capacity, width);

    /// <summary>What was left of the outputs of the first samples.</summary>
    public MatrixSpan<T> Kept(int samples) => _kept.Rows(..samples);

    /// <summary>Draws a new mask and multiplies the outputs with it.</summary>
    public void Drop(ReadOnlyMatrixSpan<T> outputs)
    {
        Draw(_mask.AsSpan()[..(outputs.RowCount * width)]);
        outputs.Hadamard(_mask.Rows(..outputs.RowCount), Kept(outputs.RowCount));
    }

    /// <summary>δ ← δ ⊙ mask: what was dropped has no part in the loss.</summary>
    public void MultiplyByMask(MatrixSpan<T> delta) => delta.AsReadOnly().Hadamard(_mask.Rows(..delta.RowCount), delta);

    /// <summary>Two numbers of 32 bits from each draw.</summary>
    private void Draw(Span<T> mask)
    {
        uint threshold = (uint)(rate * (1L << 32));
        T scale = T.CreateChecked(1 / (1 - rate));
        ulong bits = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            bits = (i & 1) == 0 ? random.NextUInt64() : bits >> 32;
            mask[i] = (uint)bits >= threshold ? scale : T.Zero;
        }
    }
}
