namespace MiniDnn;

/// <summary>A distribution at one point: P(X ≤ x), P(X &gt; x), and x·(the density), the density on a scale of ln x.</summary>
internal readonly record struct Tails(double Lower, double Upper, double Density)
{
    /// <summary>At 0, and below it where there is nothing.</summary>
    public static readonly Tails AtZero = new(0, 1, 0);

    /// <summary>At infinity.</summary>
    public static readonly Tails AtInfinity = new(1, 0, 0);
}
