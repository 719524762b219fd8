namespace MiniDnn;

/// <summary>Hypotheses R·b = r about the coefficients of a model of maximum likelihood.</summary>
internal static class LikelihoodWald
{
    private const string Name = "Wald test of R·b = r, ";

    /// <summary>Below this share of what a pivot was, doubled precision has nothing left of it.</summary>
    private const double Exhausted = 1e-27;

    public static HypothesisTest Test(ReadOnlyMatrixSpan<double> restrictions, ReadOnlySpan<double> values, LikelihoodInference inference)
    {
        int q = restrictions.RowCount;
        WaldHypothesis.Check(restrictions, values, inference.Errors.Length);

        // in units of about a standard error, so that whether rows depend on each other does not depend on the user's
        int[] exponents = [.. inference.Errors.Select(e => e > 0 && double.IsFinite(e) ? Math.ILogB(e) : 0)];
        var rows = new DoubleDouble[q][];
        var distances = new DoubleDouble[q];
        bool isDetermined = !inference.HasRidge && inference.QuantileDegreesOfFreedom > 0;
        for (int i = 0; i < q; i++)
        {
            rows[i] = new DoubleDouble[exponents.Length];
            distances[i] = values.IsEmpty ? 0 : -values[i];
            for (int j = 0; j < exponents.Length; j++)
            {
                double element = restrictions[i, j];
                isDetermined &= element == 0 || inference.IsDetermined(j);
                rows[i][j] = Math.ScaleB(element, exponents[j]);
                distances[i] += element == 0 ? DoubleDouble.Zero : inference.Coefficients[j] * element;
            }
        }
        WaldHypothesis.RequireIndependent(rows);
        double square = isDetermined ? Square(rows, distances, exponents, inference) : double.NaN;
        return double.IsPositiveInfinity(inference.QuantileDegreesOfFreedom)
            ? HypothesisTest.OfChiSquared(Name + "χ²", square, q)
            : HypothesisTest.OfF(Name + "F", square / q / inference.Dispersion, q, inference.DegreesOfFreedom);
    }

    /// <summary>(R·b − r)ᵀ·(R·C·Rᵀ)⁻¹·(R·b − r), with C the covariance for dispersion 1.</summary>
    private static double Square(DoubleDouble[][] rows, DoubleDouble[] distances, int[] exponents, LikelihoodInference inference)
    {
        var products = new DoubleDouble[rows.Length, rows.Length];
        for (int a = 0; a < rows.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                for (int i = 0; i < exponents.Length; i++)
                {
                    for (int j = 0; j < exponents.Length; j++)
                    {
                        if (rows[a][i].High != 0 && rows[b][j].High != 0)
                        {
                            DoubleDouble covariance = DoubleDouble.ScaleB(inference.UnitCovariance(i, j), -exponents[i] - exponents[j]);
                            products[a, b] += rows[a][i] * rows[b][j] * covariance;
                        }
                    }
                }
            }
        }
        return Information.Factor(products, Exhausted)?.Square(distances).High ?? double.NaN;
    }
}
