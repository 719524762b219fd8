namespace MiniDnn.Walkthrough;

internal static class RemediesLesson
{
    public static void Run(Figures figures)
    {
        Figures.Title("8. The remedies, raced on the coffee data");
        Figures.Say("Epochs from a = b = 0 until a and b both round to 2.500 and −21.667. Not the method was the trouble but the scale of x:");
        figures.Check("plain, η = 0.0005", Race(new() { LearningRate = 0.0005, Epochs = 120_000, TraceEvery = 1 }), 113_957);
        figures.Check("momentum 0.9", Race(new() { Optimizer = new Sgd { LearningRate = 0.0005, Momentum = 0.9 }, Epochs = 12_000, TraceEvery = 1 }), 11_293);
        figures.Check("momentum 0.99", Race(new() { Optimizer = new Sgd { LearningRate = 0.0005, Momentum = 0.99 }, Epochs = 2_000, TraceEvery = 1 }), 1_650);
        LinearDescentResult<double> standardised = GradientDescent.Fit(Coffee.Temperature, Coffee.Orders, new() { LearningRate = 1.0 / 3, Epochs = 1, Standardize = true });
        figures.Check("x standardised, plain, η = 1/3", IsThere(standardised.Coefficients[1], standardised.Intercept) ? standardised.Epochs : -1, 1);
        Matrix<double> x = [[1, 20], [1, 30], [1, 40]];
        figures.Check("condition number of XᵀX before", Math.Pow(x.ConditionNumber(), 2), "14044");
        MatrixSpan<double> temperature = x[.., 1..];
        StandardScaler.Fit(temperature).Transform(temperature, temperature);
        figures.Check("condition number of XᵀX after", Math.Pow(x.ConditionNumber(), 2), "1");
        figures.Print();
    }

    private static int Race(LinearDescentOptions options)
        => GradientDescent.Fit(Coffee.Temperature, Coffee.Orders, options).Trace.FirstOrDefault(p => IsThere(a: p.Parameters[1], b: p.Parameters[0]))?.Epochs ?? -1;

    private static bool IsThere(double a, double b) => Math.Round(a, 3) == 2.5 && Math.Round(b, 3) == -21.667;
}
