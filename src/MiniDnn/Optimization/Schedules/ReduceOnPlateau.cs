using System.Globalization;

namespace MiniDnn;

/// <summary>
/// Falls by a factor whenever the loss has not improved for more than so many epochs: η = max(η₀·γᵏ, least) after k falls.
/// </summary>
public sealed class ReduceOnPlateau : LearningRateSchedule
{
    private const int Reductions = 0, EpochsWithoutImprovement = 1, EpochsSeen = 2, BestLoss = 3;

    /// <summary>γ, what the rate is multiplied by: more than 0 and less than 1; 0.1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double Factor
    {
        get;
        init => field = Throw.IfNotDecay(Throw.IfNotPositive(value, nameof(Factor)), nameof(Factor));
    } = 0.1;

    /// <summary>
    /// How many epochs without an improvement are put up with: 0 or more; 10 by default. The rate falls after the next one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Patience));
            field = value;
        }
    } = 10;

    /// <summary>
    /// How much smaller than the best loss so far a loss must be to count as an improvement, as a share of the best: 0 or more; 0.0001 by
    /// default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double MinimumImprovement
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(MinimumImprovement));
    } = 1e-4;

    /// <summary>The rate does not fall below this: 0 or more; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LeastRate
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(LeastRate));
    }

    /// <inheritdoc/>
    public override int StateCount => 4;

    /// <inheritdoc/>
    public override double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state)
    {
        CheckState(nameof(Rate), state);
        return Math.Max(baseRate * Math.Pow(Factor, state[Reductions]), Math.Min(baseRate, LeastRate));
    }

    /// <inheritdoc/>
    /// <remarks>A loss that is not a number counts as none better.</remarks>
    public override void EndEpoch(double loss, Span<double> state)
    {
        CheckState(nameof(EndEpoch), state);
        bool isFirst = state[EpochsSeen]++ == 0;
        if (isFirst || loss < state[BestLoss] - (MinimumImprovement * Math.Abs(state[BestLoss])))
        {
            state[BestLoss] = double.IsNaN(loss) ? double.MaxValue : loss;
            state[EpochsWithoutImprovement] = 0;
        }
        else if (++state[EpochsWithoutImprovement] > Patience)
        {
            state[Reductions]++;
            state[EpochsWithoutImprovement] = 0;
        }
    }

    private void CheckState(string operation, ReadOnlySpan<double> state)
        => Throw.IfLengthIsNot(operation, nameof(state), state.Length, StateCount, "what the schedule remembers");

    /// <summary>The factor and the patience.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"× {Factor} after more than {Patience} epochs without improvement");
}
