using System.Diagnostics;
using System.Globalization;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>steps</c>: training steps and predictions beside the same by others, measured in turns, as Markdown.</summary>
internal static class StepTable
{
    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        MeasuringTime time = arguments.Contains("--quick") ? new(5, 0.002, 0.01, 0.012) : new(11, 0.01, 0.02, 0.02);
        int option = Array.IndexOf(arguments, "--threads");
        int[] counts = option >= 0 ? [int.Parse(arguments[option + 1], CultureInfo.InvariantCulture)] : Environment.ProcessorCount > 1 ? [1, 2] : [1];
        foreach (int threads in counts)
        {
            Print(threads, StepRival.Find(threads), time);
        }
        Console.WriteLine($"An epoch as digits has it (1,437 samples, 64-64-10, batch 32, Adam), 1 thread: {Epoch():F2} ms.");
        return 0;
    }

    private static void Print(int threads, IReadOnlyList<StepRival> rivals, MeasuringTime time)
    {
        List<double> peaks = [];
        Console.WriteLine($"### float, {threads} thread{(threads == 1 ? "" : "s")}: µs (MiniDnn's speed as a multiple)");
        Console.WriteLine();
        Console.WriteLine($"| | MiniDnn |{string.Concat(rivals.Select(r => $" {r.Name} |"))} MiniDnn's products alone |");
        Console.WriteLine($"| --- | --: |{string.Concat(rivals.Select(_ => " --: |"))} --: |");
        foreach (StepCase step in StepCase.All)
        {
            List<Action> contenders = [Discard(new MiniDnnStep(step, threads).Step), .. rivals.Select(r => r.Step(step)), new StepProducts(step, threads).Run];
            Console.WriteLine($"| step {step} |{Cells(contenders, time, peaks)}");
        }
        // A prediction takes as many threads as pay: one for a row, more for a batch.
        foreach ((StepCase step, int samples) in from step in StepCase.All from samples in threads == 1 ? [1] : new[] { 1, 256 } select (step.WithBatch(256), samples))
        {
            var network = new MiniDnnStep(step, threads);
            List<Action> contenders = [() => network.Predict(samples), .. rivals.Select(r => r.Predict(step, samples))];
            Console.WriteLine($"| predict {samples}, {string.Join('-', step.Widths)} |{Cells(contenders, time, peaks)} – |");
        }
        Console.WriteLine();
        Console.WriteLine($"FMA peak of one core, in the same run: {Interleaved.Median(peaks):F1} GFLOP/s ({PeakLoop.Describe<float>()}).");
        Console.WriteLine();
    }

    private static string Cells(List<Action> contenders, MeasuringTime time, List<double> peaks)
    {
        contenders.Add(() => PeakLoop.Run<float>());
        contenders.ForEach(contender => Interleaved.Settle(contender, bursts: 8));
        double[][] seconds = Interleaved.Measure(contenders, time);
        peaks.Add(PeakLoop.Operations<float>() / Interleaved.Median(seconds.Select(round => round[^1])) / 1e9);
        string cells = $" {Median(0):N1} |";
        for (int i = 1; i < contenders.Count - 1; i++)
        {
            cells += $" {Median(i):N1} ({Interleaved.Median(seconds.Select(round => round[i] / round[0])):F2}) |";
        }
        return cells;

        double Median(int contender) => Interleaved.Median(seconds.Select(round => round[contender])) * 1e6;
    }

    private static Action Discard(Func<float> step) => () => step();

    /// <summary>Milliseconds of an epoch of 50, the least of three trainings on random data of that size.</summary>
    private static double Epoch()
    {
        const int Samples = 1437, Epochs = 50;
        var random = new SeededRandom(1);
        Matrix<float> x = Matrix<float>.RandomUniform(Samples, 64, random), y = new(Samples, 10);
        for (int i = 0; i < Samples; i++)
        {
            y[i, random.NextInt32(10)] = 1;
        }
        return Enumerable.Range(0, 3).Min(_ =>
        {
            var network = new FeedForwardNetwork<float>(64, [new Dense(64, Activation.ReLU), new Dense(10, Activation.Softmax)], seed: 1);
            var options = new TrainingOptions<float> { Loss = Loss.CategoricalCrossEntropy, BatchSize = 32, Epochs = Epochs, Threads = 1 };
            long start = Stopwatch.GetTimestamp();
            network.Train(x, y, options);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / Epochs;
        });
    }
}
