namespace MiniDnn;

/// <summary>What the rows of a generalised linear model say about it: residuals, leverage, influence.</summary>
/// <remarks>
/// Rows of weight 0 have none: NaN. Rows that are separated are fitted without error: their residuals and leverages are 0.
/// </remarks>
/// <example><code>
/// double[] hours = [1, 2, 3, 4, 5, 6, 7, 8], passed = [0, 0, 1, 0, 1, 0, 1, 1];
/// var diagnostics = GeneralizedLinearModel.Fit(hours, passed, Family.Binomial).Diagnostics();
/// Console.WriteLine($"{diagnostics.DevianceResiduals[5]:F2}");        // → -1.57
/// Console.WriteLine($"{diagnostics.Leverages.Sum():F6}");             // → 2.000000
/// </code></example>
public sealed class GeneralizedLinearModelDiagnostics
{
    internal GeneralizedLinearModelDiagnostics(GeneralizedInference inference, LikelihoodFit fit)
    {
        int n = inference.Data.TotalRowCount;
        double[] response = NaNs(n), working = NaNs(n), pearson = NaNs(n), deviance = NaNs(n), leverages = NaNs(n), cook = NaNs(n);
        int next = 0;
        for (int k = 0; k < inference.Data.Counted.Length; k++)
        {
            int i = inference.Data.Counted[k];
            if (fit.Separation?.IsSeparated[k] == true)
            {
                (response[i], working[i], pearson[i], deviance[i], leverages[i], cook[i]) = (0, 0, 0, 0, 0, 0);
                continue;
            }
            Observation observed = fit.Data.Rows[next];
            RowTerms terms = fit.Data.Likelihood.At(fit.Rows.EtaOf(next), observed);
            response[i] = inference.Data.Family == Family.Binomial ? terms.Residual / observed.Trials : terms.Residual;
            working[i] = response[i] / terms.Slope;
            pearson[i] = Math.CopySign(terms.Score / Math.Sqrt(terms.Information / observed.Weight), terms.Residual);
            deviance[i] = Math.CopySign(Math.Sqrt(observed.Weight * Math.Max(0, terms.Deviance)), terms.Residual);
            (leverages[i], double left) = inference.Leverage(next);
            double scaled = pearson[i] / left;
            cook[i] = inference.Dispersion == 0 ? double.NaN
                : scaled * scaled * leverages[i] / (inference.Dispersion * inference.EffectiveParameters);
            next++;
        }
        (ResponseResiduals, WorkingResiduals, PearsonResiduals) = (response, working, pearson);
        (DevianceResiduals, Leverages, CooksDistances) = (deviance, leverages, cook);
    }

    /// <summary>yᵢ − μᵢ, the model's residuals.</summary>
    internal IReadOnlyList<double> ResponseResiduals { get; }

    /// <summary>(yᵢ − μᵢ)/(dμ/dη), without weights.</summary>
    public IReadOnlyList<double> WorkingResiduals { get; }

    /// <summary>(yᵢ − μᵢ)·√(wᵢ/V(μᵢ)).</summary>
    public IReadOnlyList<double> PearsonResiduals { get; }

    /// <summary>± √ of each row's part of the deviance, with the sign of yᵢ − μᵢ.</summary>
    public IReadOnlyList<double> DevianceResiduals { get; }

    /// <summary>hᵢ = Wᵢ·xᵢᵀ(XᵀWX)⁻¹xᵢ, the pull of row i on its own fitted value, between 0 and 1; their sum is the rank.</summary>
    public IReadOnlyList<double> Leverages { get; }

    /// <summary>(Pearson residual/(1 − hᵢ))²·hᵢ/(φ·rank), after R. D. Cook (1977); NaN for a row with leverage 1.</summary>
    public IReadOnlyList<double> CooksDistances { get; }

    private static double[] NaNs(int count)
    {
        double[] values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
