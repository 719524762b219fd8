namespace MiniDnn;

/// <summary>Tests of the order of the residuals, and of the form of the model.</summary>
internal static class SerialTests
{
    /// <summary>Regresses e on the columns of the model and on the residuals of rows before, 0 ahead of the first.</summary>
    public static HypothesisTest BreuschGodfrey(ModelRows rows, int order, bool isF)
    {
        const string Operation = "BreuschGodfrey";
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        rows.RequireEqualWeights(Operation);
        DoubleDouble[][] lags = [.. Enumerable.Range(1, order).Select(
            lag => Enumerable.Range(0, rows.Count).Select(i => i < lag ? DoubleDouble.Zero : rows.Residuals[i - lag]).ToArray())];
        double freedom = rows.Count - rows.Rank - order;
        string name = $"Breusch–Godfrey test of order {order}, {(isF ? "F" : "χ²")}";
        AuxiliaryRegression? fit = freedom > 0 ? Extend(rows, lags) : null;
        bool isDefined = fit is { Unexplained.High: > 0 } && fit.Rank == rows.Rank + order;
        return isF
            ? HypothesisTest.OfF(name, isDefined ? F(fit!, order, freedom) : double.NaN, order, freedom)
            : HypothesisTest.OfChiSquared(name, isDefined ? fit!.Statistic(rows.Count) : double.NaN, order);
    }

    /// <summary>Regresses e on the columns of the model and on powers of the fitted values.</summary>
    public static HypothesisTest Reset(ModelRows rows, int[] powers)
    {
        rows.RequireEqualWeights("Reset");
        DoubleDouble[] fitted = AuxiliaryRegression.Standardize(rows.Fitted, aboutMean: rows.HasIntercept);
        DoubleDouble[][] columns = [.. powers.Select(power => fitted.Select(v => Power(v, power)).ToArray())];
        double freedom = rows.Count - rows.Rank - powers.Length;
        AuxiliaryRegression? fit = freedom > 0 ? Extend(rows, columns) : null;
        bool isDefined = fit is { Unexplained.High: > 0 } && fit.Rank == rows.Rank + powers.Length;
        string name = $"RESET with powers {string.Join(", ", powers)} of the fitted values, F";
        return HypothesisTest.OfF(name, isDefined ? F(fit!, powers.Length, freedom) : double.NaN, powers.Length, freedom);
    }

    /// <summary>n/6·(S² + (K − 3)²/4) of the residuals' skewness S and kurtosis K.</summary>
    public static HypothesisTest JarqueBera(ModelRows rows)
    {
        rows.RequireEqualWeights("JarqueBera");
        (double skewness, double kurtosis) = Shape(rows.Residuals);
        double statistic = rows.Count / 6.0 * ((skewness * skewness) + ((kurtosis - 3) * (kurtosis - 3) / 4));
        return HypothesisTest.OfChiSquared("Jarque–Bera test, χ²", statistic, 2);
    }

    /// <summary>Skewness and kurtosis with moments about the mean, each divided by n.</summary>
    public static (double Skewness, double Kurtosis) Shape(DoubleDouble[] values)
    {
        DoubleDouble mean = AuxiliaryRegression.Sum(values, v => v) / values.Length;
        DoubleDouble Moment(int order) => AuxiliaryRegression.Sum(values, v => Power(v - mean, order)) / values.Length;
        double variance = Moment(2).High;
        return variance > 0 ? (Moment(3).High / Math.Pow(variance, 1.5), Moment(4).High / (variance * variance)) : (double.NaN, double.NaN);
    }

    private static AuxiliaryRegression Extend(ModelRows rows, DoubleDouble[][] columns)
        => AuxiliaryRegression.Fit(AuxiliaryRegression.Join(rows.Basis, columns), rows.Residuals, [], aboutMean: false);

    private static double F(AuxiliaryRegression fit, int count, double freedom) => (fit.Explained / fit.Unexplained * freedom / count).High;

    private static DoubleDouble Power(DoubleDouble value, int power)
    {
        DoubleDouble result = value;
        for (int k = 1; k < power; k++)
        {
            result *= value;
        }
        return result;
    }
}
