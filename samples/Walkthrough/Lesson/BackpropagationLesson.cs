namespace MiniDnn.Walkthrough;

internal static class BackpropagationLesson
{
    public static void Run(Figures figures)
    {
        Figures.Title("7. Backpropagation through the network of section 4");
        Figures.Say("δ starts as the error of the output and goes back: δₗ = (δₗ₊₁·Wₗ₊₁) ⊙ f′(Aₗ), ∂L/∂Wₗ = δₗᵀ·Zₗ₋₁.");
        Matrix<double> target = [[0, 1]];
        NetworkGradient<double> gradient = ThreeLayers.Create().Backpropagate(ThreeLayers.Input, target, Loss.MeanSquaredError);
        figures.Check("L = ½·Σ(y − t)²", gradient.Loss, "0.09294907903371338");
        figures.Check("δ of layer 3, ", gradient.Deltas[2].AsSpan().ToArray(), "0.32986398", "-0.27764710");
        figures.Check("∂L/∂W of layer 3, ", gradient.Weights[2].AsSpan().ToArray(), "0.20657711", "0.27583069", "-0.17387632", "-0.23216718");
        figures.Check("δ of layer 2, ", gradient.Deltas[1].AsSpan().ToArray(), "-0.01177508275161709", "-0.00617556");
        figures.Check("∂L/∂W of layer 2, ", gradient.Weights[1].AsSpan().ToArray(), "-0.00676411", "-0.00786797", "-0.00883437", "-0.0035475", "-0.00412643", "-0.00463328");
        figures.Check("δ of layer 1, ", gradient.Deltas[0].AsSpan().ToArray(), "-0.001042685193484238", "-0.00148058", "-0.00170329");
        figures.Check("∂L/∂W of layer 1, ", gradient.Weights[0].AsSpan().ToArray(), "-0.00104269", "-0.00052134", "-0.00148058", "-0.00074029", "-0.00170329", "-0.00085165");
        figures.Check("|δ₁|/|δ₃|: it vanishes", gradient.Deltas[0].FrobeniusNorm() / gradient.Deltas[2].FrobeniusNorm(), "0.005765997763653829");
        figures.Check("largest |∂L/∂b − δ|", Enumerable.Range(0, 3).Max(l => (new Matrix<double>(1, gradient.Biases[l].Length, gradient.Biases[l]) - gradient.Deltas[l]).MaxNorm()), "0");
        figures.Print();
    }
}
