namespace MiniDnn;

/// <summary>Tests whether the variance of the errors changes from row to row.</summary>
internal static class SpreadTests
{
    /// <summary>Regresses e² on the columns of the model, or on the fitted values.</summary>
    public static HypothesisTest BreuschPagan(ModelRows rows, bool isStudentized, bool onFittedValues)
    {
        const string Operation = "BreuschPagan";
        rows.RequireEqualWeights(Operation);
        string columns = onFittedValues ? "on the fitted values" : "on the predictors";
        string name = $"Breusch–Pagan test {columns}, {(isStudentized ? "studentised " : "")}χ²";
        if (!rows.HasIntercept && !onFittedValues)
        {
            return HypothesisTest.OfChiSquared(name, double.NaN, double.NaN);
        }
        AuxiliaryRegression fit = onFittedValues ? OnFitted(rows, 1) : Regress(rows, rows.Basis.Copy(), []);
        int freedom = fit.Rank - 1;
        double statistic = isStudentized ? fit.Statistic(rows.Count) : Original(rows, fit);
        return HypothesisTest.OfChiSquared(name, freedom > 0 ? statistic : double.NaN, freedom);
    }

    /// <summary>Regresses e² on the columns, their squares and products, or on the fitted values and their squares.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns of the model without the constant.</param>
    /// <param name="rounding">The share of a value that rounding of the data may be.</param>
    /// <param name="onFittedValues">Whether the short form is asked for.</param>
    public static HypothesisTest White(ModelRows rows, DoubledColumns columns, double rounding, bool onFittedValues)
    {
        rows.RequireEqualWeights("White");
        if (onFittedValues)
        {
            AuxiliaryRegression onFitted = OnFitted(rows, 2);
            return Test("White's test on the fitted values, χ²", onFitted, rows.Count);
        }
        const string Name = "White's test, χ²";
        if (!rows.HasIntercept)
        {
            return HypothesisTest.OfChiSquared(Name, double.NaN, double.NaN);
        }
        var products = new CenteredProducts(columns, rounding);
        return Test(Name, Regress(rows, products.Columns, products.Noise), rows.Count);
    }

    private static HypothesisTest Test(string name, AuxiliaryRegression fit, int n)
    {
        int freedom = fit.Rank - 1;
        return HypothesisTest.OfChiSquared(name, freedom > 0 && fit.Rank < n ? fit.Statistic(n) : double.NaN, freedom);
    }

    private static AuxiliaryRegression OnFitted(ModelRows rows, int power)
    {
        DoubleDouble[] fitted = AuxiliaryRegression.Standardize(rows.Fitted, aboutMean: true);
        DoubleDouble[][] powers = power == 1 ? [fitted] : [fitted, [.. fitted.Select(v => v * v)]];
        return Regress(rows, AuxiliaryRegression.Join(AuxiliaryRegression.Constant(rows.Count), powers), []);
    }

    private static AuxiliaryRegression Regress(ModelRows rows, DoubledColumns columns, double[] noise)
        => AuxiliaryRegression.Fit(columns, [.. rows.Residuals.Select(e => e * e)], noise, aboutMean: true);

    /// <summary>Explained sum of squares/(2·σ⁴) with σ² = Σ e²/n: right if the errors are normal.</summary>
    private static double Original(ModelRows rows, AuxiliaryRegression fit)
    {
        DoubleDouble variance = AuxiliaryRegression.Sum(rows.Residuals, e => e * e) / rows.Count;
        return variance.High > 0 ? (fit.Explained / (variance * variance * 2)).High : double.NaN;
    }
}
