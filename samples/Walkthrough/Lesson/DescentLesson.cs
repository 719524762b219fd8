namespace MiniDnn.Walkthrough;

internal static class DescentLesson
{
    private const double Rate = 0.0005;

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
        CheckStep(figures, 10, "0.0019922462729", "0.0023069848390");
        CheckStep(figures, 100_000, "-0.0000000022623", "0.0000000728897");
        CheckStep(figures, 113_957, "-0.0000000005346", "0.0000000172263");
        figures.Check("Σ(ax + b − y)² there", 2 * result.Loss, "16.66667");
        figures.Check("|∂L|² there, times 10⁹", 1e9 * result.GradientNorm * result.GradientNorm, "1.188");
        CheckSpeed(figures);
        LinearDescentResult<double> tooFast = Descend(new() { LearningRate = 0.0007, Epochs = 100_000 });
        figures.Check("largest stable η", tooFast.LargestStableRate(), "0.000688991530416361");
        LinearDescentResult<double> stochastic = Descend(new() { LearningRate = Rate, Epochs = 100_000, BatchSize = 1 });
        figures.Check("one sample at a time: a", stochastic.Parameters[1], "2.587037118647");
        figures.Check("one sample at a time: b", stochastic.Parameters[0], "-23.915326460393");
        LinearDescentResult<double> mean = Descend(new() { LearningRate = Rate, Epochs = 100_000, MeanLoss = true });
        figures.Check("mean instead of sum: a", mean.Parameters[1], "2.478489522388");
        figures.Check("mean instead of sum: b", mean.Parameters[0], "-20.973600678726");
        figures.Print();
        Figures.Say($"With η = 0.0007: {tooFast.Message}");
    }

    private static LinearDescentResult<double> CheckPath(Figures figures, int epochs, string? a, string b)
    {
        LinearDescentResult<double> result = Descend(new() { LearningRate = Rate, Epochs = epochs });
        if (a is not null)
        {
            figures.Check($"a after epoch {epochs:N0}", result.Parameters[1], a);
        }
        figures.Check($"b after epoch {epochs:N0}", result.Parameters[0], b);
        return result;
    }

    /// <summary>The last of so many steps: what was taken from a and from b.</summary>
    private static void CheckStep(Figures figures, int epochs, string a, string b)
    {
        LinearDescentResult<double> before = Descend(new() { LearningRate = Rate, Epochs = epochs - 1 });
        LinearDescentResult<double> after = Descend(new() { LearningRate = Rate, Epochs = epochs });
        figures.Check($"Δa in epoch {epochs:N0}", before.Parameters[1] - after.Parameters[1], a);
        figures.Check($"Δb in epoch {epochs:N0}", before.Parameters[0] - after.Parameters[0], b);
    }

    /// <summary>Why so slow: XᵀX stretches one direction 14,000 times as much as the other.</summary>
    private static void CheckSpeed(Figures figures)
    {
        Matrix<double> x = [[1, 20], [1, 30], [1, 40]];
        ReadOnlySpan<double> singular = x.Svd().SingularValues;
        figures.Check("largest eigenvalue of XᵀX", singular[0] * singular[0], "2902.793302541");
        figures.Check("smallest eigenvalue of XᵀX", singular[1] * singular[1], "0.2066974591249");
        figures.Check("its 1 − ηλ", 1 - (Rate * singular[1] * singular[1]), "0.99989665");
    }

    private static LinearDescentResult<double> Descend(LinearDescentOptions options) => GradientDescent.Fit(Coffee.Temperature, Coffee.Orders, options);
}
