namespace MiniDnn;

/// <summary>
/// Changes the learning rate while a training goes on. It holds its constants only; what a schedule remembers (the best loss so far) lives
/// in memory that the training owns, so one schedule can serve many trainings, and a saved training goes on as if it had not stopped.
/// </summary>
/// <remarks>A schedule of your own overrides <see cref="Rate"/>, which is asked before every step.</remarks>
/// <example><code>
/// LearningRateSchedule schedule = new CosineSchedule { WarmUpEpochs = 5 };
/// double rate = schedule.Rate(0.001, new SchedulePoint(Step: 1, Epoch: 0, Epochs: 50), []);
/// Console.WriteLine($"{rate:F6}");                   // → 0.000100
/// </code></example>
public abstract class LearningRateSchedule
{
    /// <summary>How many numbers the schedule remembers from epoch to epoch.</summary>
    public virtual int StateCount => 0;

    /// <summary>η of a step. Allocates nothing.</summary>
    /// <param name="baseRate">The rate of the update rule, <see cref="Optimizer.LearningRate"/>.</param>
    /// <param name="point">How far the training has come.</param>
    /// <param name="state"><see cref="StateCount"/> numbers, all 0 before the first epoch.</param>
    /// <returns>0 or more, and finite.</returns>
    /// <exception cref="ArgumentException"><paramref name="state"/> has another length, where the schedule remembers anything.</exception>
    public abstract double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state);

    /// <summary>Takes note of how an epoch ended; to be called once after each.</summary>
    /// <param name="loss">The loss on the validation samples, or on the training samples where there are none.</param>
    /// <param name="state"><see cref="StateCount"/> numbers, changed in place.</param>
    /// <exception cref="ArgumentException"><paramref name="state"/> has another length, where the schedule remembers anything.</exception>
    public virtual void EndEpoch(double loss, Span<double> state)
    {
    }
}
