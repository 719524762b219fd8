using System.Globalization;

namespace MiniDnn;

/// <summary>Falls by a factor every so many epochs: η = η₀·γ^⌊epoch/n⌋; with n = 1 it falls exponentially.</summary>
public sealed class StepSchedule : LearningRateSchedule
{
    /// <summary>n, after how many epochs the rate falls: positive; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int EveryEpochs
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(EveryEpochs));
    } = 10;

    /// <summary>γ, what the rate is multiplied by: positive and finite; 0.1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Factor
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Factor));
    } = 0.1;

    /// <inheritdoc/>
    public override double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state)
        => baseRate * Math.Pow(Factor, Math.Floor(point.Epoch / EveryEpochs));

    /// <summary>The factor and how often it applies.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"× {Factor} every {(EveryEpochs == 1 ? "epoch" : $"{EveryEpochs} epochs")}");
}
