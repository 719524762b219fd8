namespace MiniDnn;

/// <summary>What was observed in a row that counts.</summary>
/// <param name="Value">y, or the number of successes.</param>
/// <param name="Failures">Trials − successes, for binomial rows.</param>
/// <param name="Weight">The prior weight, positive.</param>
internal readonly record struct Observation(double Value, double Failures, double Weight)
{
    /// <summary>The number of trials.</summary>
    public double Trials => Value + Failures;
}
