namespace MiniDnn;

/// <summary>A continued fraction β₀ + α₁/(β₁ + α₂/(β₂ + …)) from its beginning on (W. Lentz, 1976).</summary>
internal struct LentzFraction(double first)
{
    private double _numerators = first;
    private double _denominators;
    private double _change;

    /// <summary>The value of what was appended so far.</summary>
    public double Value { get; private set; } = first;

    /// <summary>Whether the last factor was 1 to the last digit.</summary>
    public readonly bool HasConverged => Math.Abs(_change - 1) <= 2e-16;

    /// <summary>Takes one more step.</summary>
    public void Append(double alpha, double beta)
    {
        _denominators = 1 / (beta + (alpha * _denominators));
        _numerators = beta + (alpha / _numerators);
        _change = _numerators * _denominators;
        Value *= _change;
    }
}
