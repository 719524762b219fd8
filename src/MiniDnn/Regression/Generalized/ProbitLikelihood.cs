namespace MiniDnn;

/// <summary>η = Φ⁻¹(μ).</summary>
internal sealed class ProbitLikelihood : BinomialLikelihood
{
    public override double Eta(double mean) => -NormalDistribution.UpperQuantileAt(mean);

    protected override (double Mean, double Complement) Means(double eta)
        => (NormalDistribution.UpperTailAt(-eta), NormalDistribution.UpperTailAt(eta));

    protected override (DoubleDouble Mean, DoubleDouble Complement) DoubledMeans(DoubleDouble eta)
        => (DoubledFunctions.Normal(eta), DoubledFunctions.Normal(-eta));

    protected override (double Lower, double Upper) Ratios(double eta, double mean, double rest)
        => (Hazard(-eta, mean), Hazard(eta, rest));

    protected override double LowerBend(double eta, double ratio, double rest) => -ratio * Excess(-eta, ratio);

    protected override double UpperBend(double eta, double ratio, double rest) => ratio * Excess(eta, ratio);

    protected override double LogMean(double eta) => LogTail(-eta);

    protected override double LogRest(double eta) => LogTail(eta);

    /// <summary>φ(x)/Φ(−x), given Φ(−x).</summary>
    private static double Hazard(double x, double tail) => x < 30 ? NormalDistribution.DensityOf(x) / tail : x + FarExcess(x);

    /// <summary>φ(x)/Φ(−x) − x.</summary>
    private static double Excess(double x, double hazard) => x < 30 ? hazard - x : FarExcess(x);

    /// <summary>1/(x + 2/(x + 3/(x + …))), which far out needs few steps.</summary>
    private static double FarExcess(double x)
    {
        double fraction = x;
        for (int k = 12; k > 1; k--)
        {
            fraction = x + (k / fraction);
        }
        return 1 / fraction;
    }

    private static double LogTail(double x) => (-x * x / 2) - Math.Log(Hazard(x, 0)) - (0.5 * Math.Log(2 * Math.PI));
}
