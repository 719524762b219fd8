namespace MiniDnn;

/// <summary>Where the batches of an epoch come from.</summary>
internal abstract class BatchSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many samples an epoch has; null where only its end will tell.</summary>
    public abstract int? Count { get; }

    /// <summary>Goes back to the first batch, in a new order where one is asked for.</summary>
    public abstract void BeginEpoch(SeededRandom random);

    /// <summary>The next batch; false at the end of the epoch. Weights are empty for 1 each.</summary>
    public abstract bool Next(out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets, out ReadOnlySpan<T> weights);

    /// <summary>Lets go of what the epoch held.</summary>
    public virtual void EndEpoch()
    {
    }
}
