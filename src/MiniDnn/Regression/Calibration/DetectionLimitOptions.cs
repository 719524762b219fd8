namespace MiniDnn;

/// <summary>What limits of detection are computed for.</summary>
public sealed record DetectionLimitOptions
{
    /// <summary>α: the probability that a blank is taken for more than none; 0.05 by default, as DIN 32645 0.01 is usual, too.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>β: the probability that the detection limit is taken for none; null (the default) for α.</summary>
    public double? Beta { get; init; }

    /// <summary>m: how many readings the unknown has, 1 or more.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>k: how many times smaller than the quantification limit half its interval is; 3 by default.</summary>
    public double QuantificationFactor { get; init; } = 3;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal void Check()
    {
        CheckProbability(Alpha, nameof(Alpha));
        CheckProbability(Beta ?? Alpha, nameof(Beta));
        Throw.IfNotPositive(Repeats, nameof(Repeats));
        Throw.IfNotPositive(QuantificationFactor, nameof(QuantificationFactor));
    }

    private static void CheckProbability(double value, string name)
    {
        if (!(value is > 0 and < 0.5))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is an error probability: it must be greater than 0 and less than 0.5.");
        }
    }
}
