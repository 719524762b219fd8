using System.Globalization;

namespace MiniDnn;

/// <summary>Falls by a factor whenever so many epochs in a row brought no improvement: η = max(η₀·γᵏ, least) after k falls.</summary>
/// <remarks>
/// Improvements are measured, and epochs counted, as <see cref="TrainingOptions{T}.Patience"/> does: after <see cref="Patience"/> epochs in
/// a row the
/// rate falls and the count begins anew. PyTorch's schedule of that name bears one epoch more.
/// </remarks>
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

    /// <summary>After how many epochs in a row without improvement the rate falls: 1 or more; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Patience
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Patience));
    } = 10;

    /// <summary>
    /// How much smaller than the best loss so far a loss must be to count as an improvement, as a share of the best: 0 or more; 0.0001 by
    /// default, as in PyTorch: less is what batches in another order change.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Tolerance
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(Tolerance));
    } = 1e-4;   // as PyTorch's

    /// <summary>The rate does not fall below this: 0 or more; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double MinimumLearningRate
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(MinimumLearningRate));
    }

    /// <inheritdoc/>
    public override int StateCount => 4;

    /// <inheritdoc/>
    public override double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state)
    {
        CheckState(nameof(Rate), state);
        return Math.Max(baseRate * Math.Pow(Factor, state[Reductions]), Math.Min(baseRate, MinimumLearningRate));
    }

    /// <inheritdoc/>
    /// <remarks>A loss that is not a number counts as none better.</remarks>
    public override void EndEpoch(double loss, Span<double> state)
    {
        CheckState(nameof(EndEpoch), state);
        LossProgress progress = Progress(state).After(loss, Tolerance);
        if (progress.HasStalled(Patience))
        {
            state[Reductions]++;
            progress = progress with { EpochsWithoutImprovement = 0 };
        }
        // a state is saved in finite numbers only
        state[BestLoss] = Math.Clamp(progress.Best, double.MinValue, double.MaxValue);
        (state[EpochsSeen], state[EpochsWithoutImprovement]) = (progress.Epochs, progress.EpochsWithoutImprovement);
    }

    /// <summary>What the state holds, which is all 0 before the first epoch.</summary>
    private static LossProgress Progress(ReadOnlySpan<double> state)
        => state[EpochsSeen] == 0 ? LossProgress.None : new(state[BestLoss], (int)state[EpochsSeen], (int)state[EpochsWithoutImprovement]);

    private void CheckState(string operation, ReadOnlySpan<double> state)
        => Throw.IfLengthIsNot(operation, nameof(state), state.Length, StateCount, "what the schedule remembers");

    /// <summary>The factor and the patience.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"× {Factor} after {Patience} epochs without improvement");
}
