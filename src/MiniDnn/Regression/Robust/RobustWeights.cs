namespace MiniDnn;

/// <summary>The weight ψ(u)/u of a residual, and ψ′(u).</summary>
internal static class RobustWeights
{
    /// <summary>k and c: 95 % efficiency with normal errors.</summary>
    private const double Huber = 1.345, Biweight = 4.685;

    public static double Weight(RobustLoss loss, double u)
    {
        double share = u / Biweight, left = 1 - (share * share);
        return loss == RobustLoss.Huber ? (Math.Abs(u) <= Huber ? 1 : Huber / Math.Abs(u)) : left > 0 ? left * left : 0;
    }

    public static double Slope(RobustLoss loss, double u)
    {
        double square = u / Biweight * (u / Biweight);
        return loss == RobustLoss.Huber ? (Math.Abs(u) <= Huber ? 1 : 0) : square < 1 ? (1 - square) * (1 - (5 * square)) : 0;
    }
}
