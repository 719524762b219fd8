namespace MiniDnn.Walkthrough;

internal static class PseudoInverseLesson
{
    public static void Run(Figures figures)
    {
        Figures.Title("1. Least squares by the pseudo-inverse");
        Figures.Say("Three days, two unknowns: a·x + b = y has no solution. X⁺·y comes closest.");
        Matrix<double> x = [[20, 1], [30, 1], [40, 1]];
        Matrix<double> inverse = x.PseudoInverse();
        figures.Check("X⁺ row 1, ", inverse.Row(0).ToArray(), "-0.05", "0.00", "0.05");
        figures.Check("X⁺ row 2, ", inverse.Row(1).ToArray(), "1.833333333333333", "0.333333333333333", "-1.166666666666667");
        double[] line = inverse.Multiply(Coffee.Orders);
        figures.Check("a = (X⁺y)₁", line[0], "2.5");
        figures.Check("b = (X⁺y)₂", line[1], "-21.666666666666667");

        LinearModel<double> model = LeastSquares.Fit(Coffee.Temperature, Coffee.Orders);
        figures.Check("orders at 45 °C", model.Predict(45), "90.833333333333333");
        figures.Check("that is, rounded", (int)Math.Round(model.Predict(45)), 91);
        figures.Check("residual ", model.Residuals(), "1.666666666667", "-3.333333333333", "1.666666666667");
        LinearModelSummary<double> summary = model.Summary();
        figures.Check("Σ residual²", summary.ResidualSumOfSquares, "16.666666666666667");
        figures.Check("R²", summary.RSquared, "0.986842105263158");
        figures.Check("adjusted R²", summary.AdjustedRSquared, "0.973684210526316");
        figures.Check("F", summary.FStatistic, "75");
        figures.Check("p of F", summary.FPValue, "0.073186395");
        figures.Check("standard error of a", summary.StandardErrors[1], "0.288675134594813");
        figures.Check("standard error of b", summary.StandardErrors[0], "8.975274678557507");
        figures.Check("t of a", summary.TestStatistics[1], "8.660254037844386");
        figures.Check("t of b", summary.TestStatistics[0], "-2.414039396");
        figures.Check("p of a", summary.PValues[1], "0.0731864");
        figures.Check("p of b", summary.PValues[0], "0.2500162");
        figures.Check("log-likelihood", summary.LogLikelihood, "-6.829013241751911");
        figures.Check("AIC", summary.Aic, "19.65802648350382");
        figures.Check("BIC", summary.Bic, "16.95386334950815");
        Interval<double> mean = model.ConfidenceInterval(45);
        Interval<double> single = model.PredictionInterval(45);
        figures.Check("mean at 45 °C, from", mean.Lower, "28.19089920");
        figures.Check("mean at 45 °C, to (95 %)", mean.Upper, "153.47576747");
        figures.Check("one day at 45 °C, from", single.Lower, "9.50149127");
        figures.Check("one day at 45 °C, to (95 %)", single.Upper, "172.16517540");
        figures.Print();
        Figures.Say(model.ToString());
    }
}
