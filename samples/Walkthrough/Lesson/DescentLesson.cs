namespace MiniDnn.Walkthrough;

internal static class DescentLesson
{
    public static void Run(Figures figures)
    {
        Figures.Title("3. The same by gradient descent");
        Figures.Say("a ← a − η·∂L/∂a, b ← b − η·∂L/∂b from a = b = 0, with L = ½·Σ(ax + b − y)² and η = 0.0005.");
        CheckPath(figures, 1, "2.65", "0.08");
        CheckPath(figures, 3, "1.99391665", "0.055143555");
        CheckPath(figures, 10, "1.825834764763", "0.034205910066");
        CheckPath(figures, 100_000, "2.499978112726", "-21.665961460323");
        CheckPath(figures, 113_956, null, "-21.666499985795");
        LinearDescentResult<double> result = CheckPath(figures, 113_957, "2.499994827311", "-21.666500003021");
        figures.Check("|∂L|², in units of 10⁻⁹", 1e9 * result.GradientNorm * result.GradientNorm, "1.188");
        LinearDescentResult<double> tooFast = Descend(new() { LearningRate = 0.0007, MaxEpochs = 100_000 });
        figures.Check("largest stable η", tooFast.LargestStableRate, "0.000688991530416361");
        LinearDescentResult<double> stochastic = Descend(new() { LearningRate = 0.0005, MaxEpochs = 100_000, BatchSize = 1 });
        figures.Check("one sample at a time: a", stochastic.Parameters[0], "2.587037118647");
        figures.Check("one sample at a time: b", stochastic.Parameters[1], "-23.915326460393");
        LinearDescentResult<double> mean = Descend(new() { LearningRate = 0.0005, MaxEpochs = 100_000, Loss = SquaredErrorScale.HalfMean });
        figures.Check("mean instead of sum: a", mean.Parameters[0], "2.478489522388");
        figures.Check("mean instead of sum: b", mean.Parameters[1], "-20.973600678726");
        figures.Print();
        Figures.Say($"With η = 0.0007: {tooFast.Message}");
    }

    private static LinearDescentResult<double> CheckPath(Figures figures, int epochs, string? a, string b)
    {
        LinearDescentResult<double> result = Descend(new() { LearningRate = 0.0005, MaxEpochs = epochs });
        if (a is not null)
        {
            figures.Check($"a after epoch {epochs:N0}", result.Parameters[0], a);
        }
        figures.Check($"b after epoch {epochs:N0}", result.Parameters[1], b);
        return result;
    }

    private static LinearDescentResult<double> Descend(LinearDescentOptions options) => GradientDescent.Fit(Coffee.Temperature, Coffee.Orders, options);
}
