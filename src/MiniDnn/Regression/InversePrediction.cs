namespace MiniDnn;

/// <summary>The answer to "at which x was this y measured?": an estimate and its interval.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="Estimate">The x at which the line reaches the measured y; not finite where the slope is 0.</param>
/// <param name="Interval">
/// Every x that is compatible with the measurement lies in it; from −∞ to +∞ where <see cref="IsBounded"/> is false.
/// </param>
/// <param name="IsBounded">
/// False where the slope is not significantly different from 0 at the level asked for, so that no finite interval covers x with that
/// probability.
/// </param>
public readonly record struct InversePrediction<T>(T Estimate, Interval<T> Interval, bool IsBounded)
    where T : unmanaged, IFloatingPointIeee754<T>;
