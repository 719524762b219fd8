using Spectre.Console;

namespace MiniDnn.Walkthrough;

internal static class VanishingGradientLesson
{
    private const int Depth = 10;
    private const int Width = 16;

    public static void Run(Figures figures)
    {
        Figures.Title("5. Why ReLU: the vanishing gradient");
        Figures.Say("σ′ = σ·(1 − σ) is at most ¼, so each sigmoid layer passes on a quarter of an error at best; ReLU′ is 1 where it is not 0.");
        Matrix<double> half = [[0.5]];
        Matrix<double> slope = [[1.0]];
        Activation.Sigmoid.Backward<double>(default, half, slope);
        figures.Check("largest σ′", slope[0, 0], "0.25");
        figures.Check("through three layers at best", Math.Pow(slope[0, 0], 3), "0.016");
        figures.Check("through ten layers at best", Math.Pow(slope[0, 0], 10), "0.00000095");
        figures.Print();

        Figures.Say($"The size of the error δ in each of {Depth} layers of {Width} neurons, seen from the output back:");
        Show("sigmoid", Activation.Sigmoid, Color.Orange1);
        Show("ReLU", Activation.ReLU, Color.Green);
    }

    private static void Show(string name, Activation activation, Color color)
    {
        IReadOnlyList<double> norms = DeltaNorms(activation);
        var chart = new BarChart().Width(72).Label($"{name}: log₁₀ |δ| + 10");
        for (int l = norms.Count - 1; l >= 0; l--)
        {
            chart.AddItem($"layer {l + 1,2}  |δ| = {norms[l]:0.0e-0}", Math.Round(Math.Max(0, Math.Log10(norms[l]) + 10), 1), color);
        }
        AnsiConsole.Write(chart);
    }

    private static IReadOnlyList<double> DeltaNorms(Activation activation)
    {
        Dense[] layers = [.. Enumerable.Repeat(new Dense(Width, activation), Depth), new Dense(1)];
        var network = new FeedForwardNetwork<double>(Width, layers, seed: 7);
        var random = new SeededRandom(1);
        NetworkGradient<double> gradient = network.Backpropagate(
            Matrix<double>.RandomNormal(32, Width, random), Matrix<double>.RandomNormal(32, 1, random), Loss.MeanSquaredError);
        return [.. gradient.Deltas.Select(delta => delta.FrobeniusNorm())];
    }
}
