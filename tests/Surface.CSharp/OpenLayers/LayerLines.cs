using System.Numerics;

namespace MiniDnn.Surface.OpenLayers;

/// <summary>Layers of one's own: what they give, and that their gradients are those of what they give.</summary>
internal static class LayerLines
{
    private static readonly SampleShape Shape = new(Rows: 3, Columns: 2);
    private const int Samples = 2;

    public static void Run(Says says)
    {
        foreach (Layer layer in (Layer[])[new ScaleAndShift(), new Attention()])
        {
            says.That(GradientError<double>(layer, 1e-5), 0, 1e-8);
            says.That(GradientError<float>(layer, 1e-2), 0, 1e-3);
            says.That(layer.OutputActivation == Activation.Identity);
        }
        says.That(new Attention().Plan(Shape).Parameters[1].Name, "key");
        says.That(new ScaleAndShift().Plan(Shape).Output == Shape);
    }

    /// <summary>The largest difference between Backward and central differences of L = ½·Σz², over parameters and input; the gradient is set, then added once more.</summary>
    private static double GradientError<T>(Layer layer, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LayerPlan plan = layer.Plan(Shape);
        var memory = new LayerMemory<T>(plan, Samples);
        var pass = new LayerPass<T>(plan, Samples, memory) { IsTraining = true, NeedsGradient = true };
        layer.Initialize(pass, new SeededRandom(1));
        Matrix<T> x = Matrix<T>.RandomUniform(Samples * Shape.Rows, Shape.Columns, new SeededRandom(2), -1, 1);
        var z = new Matrix<T>(x.RowCount, plan.Output.Columns);
        var delta = new Matrix<T>(x.RowCount, Shape.Columns);
        for (int round = 0; round < 2; round++)
        {
            layer.Forward(pass, x, z);
            layer.Backward(new LayerPass<T>(plan, Samples, memory) { NeedsGradient = true, Accumulates = round > 0 }, x, z, Matrix.Create(z.ToRectangularArray()), delta);
        }
        double worst = Difference(layer, pass, x, x, delta, 1, step);
        for (int i = 0; i < memory.Parameters.Length; i++)
        {
            worst = Math.Max(worst, Difference(layer, pass, x, memory.Parameters[i], memory.Gradients[i], 2, step));
        }
        return worst;
    }

    private static double Difference<T>(Layer layer, in LayerPass<T> pass, Matrix<T> x, Matrix<T> moved, Matrix<T> gradient, double times, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double worst = 0;
        for (int i = 0; i < moved.AsSpan().Length; i++)
        {
            T before = moved.AsSpan()[i];
            moved.AsSpan()[i] = before + T.CreateChecked(step);
            double above = HalfSquares(layer, pass, x);
            moved.AsSpan()[i] = before - T.CreateChecked(step);
            double below = HalfSquares(layer, pass, x);
            moved.AsSpan()[i] = before;
            worst = Math.Max(worst, Math.Abs(((above - below) / (2 * step)) - (double.CreateChecked(gradient.AsSpan()[i]) / times)));
        }
        return worst;
    }

    private static double HalfSquares<T>(Layer layer, in LayerPass<T> pass, Matrix<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var z = new Matrix<T>(x.RowCount, pass.Plan.Output.Columns);
        layer.Forward(pass, x, z);
        double norm = double.CreateChecked(z.FrobeniusNorm());
        return norm * norm / 2;
    }
}
