namespace MiniDnn;

/// <summary>η = ln(−ln(1 − μ)).</summary>
internal sealed class ComplementaryLogLogLikelihood : BinomialLikelihood
{
    public override double Eta(double mean) => Math.Log(-SaddlePoint.LogOnePlus(-mean));

    protected override (double Mean, double Complement) Means(double eta)
    {
        double hazard = Math.Exp(eta);
        return (-ExpMinus1(-hazard), Math.Exp(-hazard));
    }

    protected override (DoubleDouble Mean, DoubleDouble Complement) DoubledMeans(DoubleDouble eta)
    {
        DoubleDouble hazard = DoubledFunctions.Exp(eta);
        return (-DoubledFunctions.ExpMinus1(-hazard), DoubledFunctions.Exp(-hazard));
    }

    protected override (double Lower, double Upper) Ratios(double eta, double mean, double rest)
    {
        double hazard = Math.Exp(eta);
        return (hazard == 0 ? 1 : double.IsInfinity(hazard) || rest == 0 ? 0 : hazard * rest / mean, hazard);
    }

    protected override double LowerBend(double eta, double ratio, double rest)
    {
        double hazard = Math.Exp(eta);
        // 1 − h − h/(eʰ − 1) is −h/2 − h²/12 …, but cancels for small h
        return ratio == 0 ? 0 : ratio * (hazard < 1e-5 ? -hazard / 2 : 1 - hazard - ratio);
    }

    protected override double UpperBend(double eta, double ratio, double rest) => ratio;

    protected override double LogMean(double eta) => eta;

    protected override double LogRest(double eta) => -Math.Exp(eta);

    /// <summary>eˣ − 1 for x ≤ 0.</summary>
    private static double ExpMinus1(double x) => x > -0.3 ? Math.Tanh(x / 2) * (Math.Exp(x) + 1) : Math.Exp(x) - 1;
}
