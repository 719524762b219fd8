using System.Globalization;
using MathNet.Numerics;
using MathNetVector = MathNet.Numerics.LinearAlgebra.Vector<float>;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>steps</c>: training steps and predictions beside the same in Math.NET's matrices and in plain loops, measured in turns, as Markdown.</summary>
internal static class StepTable
{
    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        bool quick = arguments.Contains("--quick");
        Control.UseManaged();
        Control.UseSingleThread();
        List<double> peaks = [];
        Console.WriteLine("| float, 1 thread | MiniDnn µs | 2 threads (multiple) | Math.NET (multiple) | plain loops (multiple) | MiniDnn's products alone (step as a multiple) |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: |");
        foreach (StepCase step in StepCase.All)
        {
            Row($"step {step}", quick, peaks, Step(step));
        }
        foreach (StepCase step in StepCase.All)
        {
            StepCase batch = step.WithBatch(256);
            Row($"predict 1 row, {string.Join('-', batch.Widths)}", quick, peaks, PredictRow(batch));
            Row($"predict 256 rows, {string.Join('-', batch.Widths)}", quick, peaks, PredictBatch(batch));
        }
        Console.WriteLine();
        Console.WriteLine($"FMA peak of the core, in the same run: {Interleaved.Median(peaks):F1} GFLOP/s ({PeakLoop.Describe<float>()}).");
        Console.WriteLine($"An epoch as digits has it (1,437 samples, 64-64-10, batch 32, Adam), 1 thread: {Epoch():F2} ms.");
        return 0;
    }

    private static Action?[] Step(StepCase step)
    {
        MiniDnnStep one = new(step, threads: 1), two = new(step, threads: 2);
        MathNetStep mathNet = new(step);
        PlainStep plain = new(step);
        return [() => one.Step(), () => two.Step(), () => mathNet.Step(), () => plain.Step(), new StepProducts(step).Run];
    }

    private static Action?[] PredictRow(StepCase batch)
    {
        MiniDnnStep miniDnn = new(batch, threads: 1);
        MathNetStep mathNet = new(batch);
        PlainStep plain = new(batch);
        MathNetVector row = MathNetVector.Build.Dense(batch.Inputs[..batch.Widths[0]]);
        return [() => miniDnn.Predict(1), null, () => mathNet.PredictRow(row), () => plain.Forward(1), null];
    }

    private static Action?[] PredictBatch(StepCase batch)
    {
        MiniDnnStep miniDnn = new(batch, threads: 1);
        MathNetStep mathNet = new(batch);
        PlainStep plain = new(batch);
        return [() => miniDnn.Predict(batch.BatchSize), null, () => mathNet.Forward(), () => plain.Forward(batch.BatchSize), null];
    }

    /// <summary>Actions: MiniDnn, then what stands in the other columns, null where there is nothing.</summary>
    private static void Row(string name, bool quick, List<double> peaks, Action?[] actions)
    {
        int[] columns = [.. Enumerable.Range(0, actions.Length).Where(i => actions[i] is not null)];
        Action[] contenders = [.. columns.Select(i => actions[i]!), () => PeakLoop.Run<float>()];
        Array.ForEach(contenders, Interleaved.Settle);
        double[][] seconds = Interleaved.Measure(contenders, quick ? new(5, 0.002, 0.03) : new(11, 0.01, 0.06));
        peaks.Add(PeakLoop.Operations<float>() / Interleaved.Median(seconds.Select(round => round[^1])) / 1e9);
        var cells = new string[actions.Length];
        Array.Fill(cells, "–");
        cells[0] = $"{Interleaved.Median(seconds.Select(round => round[0])) * 1e6:N1}";
        foreach ((int position, int column) in columns.Index().Skip(1))
        {
            bool ownProducts = column == actions.Length - 1;
            double ratio = Interleaved.Median(seconds.Select(round => ownProducts ? round[0] / round[position] : round[position] / round[0]));
            cells[column] = $"{Interleaved.Median(seconds.Select(round => round[position])) * 1e6:N1} ({ratio:F2})";
        }
        Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
    }

    /// <summary>Milliseconds of an epoch of 50, the least of three trainings on random data of that size.</summary>
    private static double Epoch()
    {
        const int Samples = 1437, Epochs = 50;
        var random = new SeededRandom(1);
        Matrix<float> x = Matrix<float>.Uniform(Samples, 64, random), y = new(Samples, 10);
        for (int i = 0; i < Samples; i++)
        {
            y[i, random.NextInt32(10)] = 1;
        }
        return Enumerable.Range(0, 3).Min(_ =>
        {
            var network = new FeedForwardNetwork<float>(64, [new Dense(64, Activation.ReLU), new Dense(10, Activation.Softmax)], seed: 1);
            var options = new TrainingOptions { Loss = Loss.CategoricalCrossEntropy, BatchSize = 32, Epochs = Epochs, Threads = 1 };
            var watch = System.Diagnostics.Stopwatch.StartNew();
            network.Train(x, y, options);
            return watch.Elapsed.TotalMilliseconds / Epochs;
        });
    }
}
