using MathNet.Numerics;
using MathNetVector = MathNet.Numerics.LinearAlgebra.Vector<float>;

namespace MiniDnn.Benchmarks;

/// <summary>The columns of the table of steps: who takes the same step, and who predicts the same samples.</summary>
internal sealed record StepRival(string Name, Func<StepCase, Action> Step, Func<StepCase, int, Action> Predict)
{
    public static IReadOnlyList<StepRival> Find(int threads)
    {
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = threads;
        List<StepRival> rivals = [MathNet];
        if (threads == 1)
        {
            rivals.Add(PlainLoops);
        }
#if YARDSTICKS
        if (TorchStep.Loads())
        {
            TorchSharp.torch.set_num_threads(threads);
            rivals.Insert(0, Torch);
        }
        else
        {
            Console.WriteLine("TorchSharp: does not load here.");
        }
#endif
        return rivals;
    }

    private static StepRival MathNet { get; } = new("Math.NET", step => Discard(new MathNetStep(step).Step), (step, samples) =>
    {
        var network = new MathNetStep(step);
        MathNetVector row = MathNetVector.Build.Dense(step.Inputs[..step.Widths[0]]);
        return samples == 1 ? () => network.PredictRow(row) : () => network.Forward();
    });

    private static StepRival PlainLoops { get; } = new("plain loops", step => Discard(new PlainStep(step).Step), (step, samples) =>
    {
        var network = new PlainStep(step);
        return () => network.Forward(samples);
    });

#if YARDSTICKS
    private static StepRival Torch { get; } = new("TorchSharp", step => Discard(new TorchStep(step).Step), (step, samples) =>
    {
        var network = new TorchStep(step);
        return () => network.Predict(samples);
    });
#endif

    private static Action Discard(Func<float> step) => () => step();
}
