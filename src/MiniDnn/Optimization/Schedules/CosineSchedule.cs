using System.Globalization;

namespace MiniDnn;

/// <summary>
/// Rises in a line while it warms up, then falls along half a cosine to the end of the training (I. Loshchilov and F. Hutter, 2017).
/// With w the epochs of warm-up and n all epochs: for epoch &lt; w, η = η₀·(s + (1 − s)·epoch/w); then η = η₀·(f + (1 − f)·½(1 +
/// cos(π·(epoch − w)/(n − w)))).
/// It changes from step to step, not only from epoch to epoch.
/// </summary>
public sealed class CosineSchedule : LearningRateSchedule
{
    /// <summary>w, how many epochs the rate rises: 0 or more; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double WarmUpEpochs
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(WarmUpEpochs));
    }

    /// <summary>s, the share of the rate with which the warm-up starts: from 0 to 1; 0.1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1].</exception>
    public double StartShare
    {
        get;
        init => field = Throw.IfNotShare(value, nameof(StartShare));
    } = 0.1;

    /// <summary>f, the share of the rate at the end: from 0 to 1; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1].</exception>
    public double FinalShare
    {
        get;
        init => field = Throw.IfNotShare(value, nameof(FinalShare));
    }

    /// <inheritdoc/>
    public override double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state)
    {
        if (point.Epoch < WarmUpEpochs)
        {
            return baseRate * (StartShare + ((1 - StartShare) * point.Epoch / WarmUpEpochs));
        }
        double length = point.Epochs - WarmUpEpochs;
        double done = length > 0 ? Math.Min(1, (point.Epoch - WarmUpEpochs) / length) : 0;
        return baseRate * (FinalShare + ((1 - FinalShare) * (1 + Math.Cos(Math.PI * done)) / 2));
    }

    /// <summary>The warm-up and the share that is left at the end.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"cosine to {FinalShare:P0} after {WarmUpEpochs} epochs of warm-up");
}
