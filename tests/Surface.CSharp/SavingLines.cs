namespace MiniDnn.Surface;

/// <summary>Files and streams.</summary>
internal static class SavingLines
{
    public static void Run(Says says)
    {
        string folder = Directory.CreateTempSubdirectory("minidnn-surface").FullName;
        try
        {
            Files(says, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Files(Says says, string folder)
    {
        FeedForwardNetwork<double> network = NetworkLines.Exact();
        Matrix<double> x = [[1, 2], [3, 1]];
        double[] vector = [1, 2, 3];
        string path = Path.Combine(folder, "network.safetensors");
        string tensors = Path.Combine(folder, "tensors.safetensors");

        network.Save(path);
        says.That(FeedForwardNetwork<double>.Load(path).Predict([3, 1])[0], 5);

        using var memory = new MemoryStream();
        network.Save(memory);
        memory.Position = 0;
        says.That(FeedForwardNetwork<double>.Load(memory).Predict(x)[1, 0], 5);

        var file = new SafeTensors();
        file.AddVector<double>("vector", vector);
        file.Add<double>("matrix", x);
        file.Save(tensors);
        says.That(SafeTensors.Load(tensors).GetMatrix<double>("matrix")[1, 0], 3);
        says.That(SafeTensors.Load(tensors).GetVector<double>("vector"), [1, 2, 3]);

        var accumulator = new LeastSquaresAccumulator<double>(1);
        accumulator.Add([[20], [30], [40]], [30, 50, 80]);
        using var stream = new MemoryStream();
        accumulator.Save(stream);
        stream.Position = 0;
        says.That(LeastSquaresAccumulator<double>.Load(stream).Fit().Slope, 2.5);
    }
}
