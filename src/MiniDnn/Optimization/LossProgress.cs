namespace MiniDnn;

/// <summary>The best loss of a training, and the epochs since: how early stopping and schedules measure an improvement and count.</summary>
/// <remarks>
/// An improvement is measured as a share of the best loss, so that its unit does not matter. The first epoch is the best so far, whatever
/// its loss; as in Keras, which has both rules too, what waits for improvement acts when as many epochs in a row as it has patience brought
/// none.
/// </remarks>
/// <param name="Best">The smallest loss that was an improvement; +∞ where no loss could be compared with.</param>
/// <param name="Epochs">How many epochs were counted.</param>
/// <param name="EpochsWithoutImprovement">How many of them came after the best.</param>
internal readonly record struct LossProgress(double Best, int Epochs, int EpochsWithoutImprovement)
{
    /// <summary>What it is before the first epoch.</summary>
    public static LossProgress None => new(double.PositiveInfinity, 0, 0);

    /// <summary>Whether the last epoch was the best so far.</summary>
    public bool HasImproved => Epochs > 0 && EpochsWithoutImprovement == 0;

    /// <summary>Counts an epoch.</summary>
    /// <param name="loss">Its loss; NaN is no improvement.</param>
    /// <param name="minimumImprovement">As a share of the best loss.</param>
    public LossProgress After(double loss, double minimumImprovement)
    {
        // ∞ − ∞ would be NaN: any loss is better than an infinite one
        double limit = double.IsFinite(Best) ? Best - (minimumImprovement * Math.Abs(Best)) : Best;
        return loss < limit ? new(loss, Epochs + 1, 0)
            : Epochs == 0 ? new(Best, 1, 0)
            : new(Best, Epochs + 1, EpochsWithoutImprovement + 1);
    }

    /// <summary>Whether so many epochs in a row, or more, brought no improvement.</summary>
    public bool HasStalled(int patience) => EpochsWithoutImprovement >= patience;
}
