namespace MiniDnn.Surface.OpenLayers;

/// <summary>Layers of one's own in a network: what they give, that their gradients are right, and that files bring them back.</summary>
internal static class LayerLines
{
    private static readonly SampleShape Shape = new(Rows: 3, Columns: 2);

    public static void Run(Says says)
    {
        foreach (Layer layer in (Layer[])[new ScaleAndShift(), new Attention()])
        {
            says.That(GradientError<double>(layer), 0, 1e-7);
            says.That(GradientError<float>(layer), 0, 1e-2);
            says.That(layer.OutputActivation == Activation.Identity);
            says.That(Again(layer), Network<double>(layer).Predict([1, 2, 3, 4, 5, 6]));
        }
        says.That(new Attention().Plan(Shape).Parameters[1].Name, "key");
        says.That(new ScaleAndShift().Plan(Shape).Output == Shape);
    }

    private static FeedForwardNetwork<T> Network<T>(Layer layer)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        => new(Shape, [layer, new Residual(layer), new Flatten(), new Dense(1)], seed: 1);

    private static double GradientError<T>(Layer layer)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Matrix<T> x = Matrix<T>.RandomUniform(4, 6, new SeededRandom(2), -1, 1);
        return GradientCheck.Run(Network<T>(layer), x, Matrix<T>.Zeros(4, 1), Loss.MeanSquaredError).LargestError;
    }

    /// <summary>What the network answers after a file.</summary>
    private static double[] Again(Layer layer)
    {
        var file = new MemoryStream();
        Network<double>(layer).Save(file);
        file.Position = 0;
        var options = new LoadOptions
        {
            Layers = new Dictionary<string, Func<IReadOnlyDictionary<string, string>, Layer>>
            {
                ["scaleAndShift"] = _ => new ScaleAndShift(),
                ["attention"] = _ => new Attention(),
            },
        };
        return FeedForwardNetwork<double>.Load(file, options).Predict([1, 2, 3, 4, 5, 6]);
    }
}
