using System.Globalization;

namespace MiniDnn;

/// <summary>Falls by a factor after every epoch: η = η₀·γ^⌊epoch⌋.</summary>
public sealed class ExponentialSchedule : LearningRateSchedule
{
    /// <summary>γ, what the rate is multiplied by: positive and finite; 0.95 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Factor
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Factor));
    } = 0.95;

    /// <inheritdoc/>
    public override double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state)
        => baseRate * Math.Pow(Factor, Math.Floor(point.Epoch));

    /// <summary>The factor.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"× {Factor} every epoch");
}
