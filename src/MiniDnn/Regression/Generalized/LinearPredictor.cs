namespace MiniDnn;

/// <summary>η of new points.</summary>
internal sealed class LinearPredictor(double[] coefficients, LikelihoodFit fit)
{
    /// <summary>η of a row; a coefficient that is infinite, or depends on others, counts only where its predictor is not 0.</summary>
    public double Eta(double[] row, double offset)
    {
        DoubleDouble sum = offset;
        double infinite = 0;
        for (int j = 0; j < row.Length; j++)
        {
            if (double.IsFinite(coefficients[j]))
            {
                sum += fit.Coefficients[j] * row[j];
            }
            else if (row[j] != 0 && (!double.IsNaN(coefficients[j]) || IsSeparated(j)))
            {
                infinite += coefficients[j] * row[j];
            }
        }
        return sum.High + infinite;
    }

    /// <summary>Whether a coefficient is not determined because it may grow either way, not because it depends on others.</summary>
    private bool IsSeparated(int parameter) => fit.Separation is not null && Array.IndexOf(fit.Parameters, parameter) >= 0;
}
