using BenchmarkDotNet.Attributes;
using MathNet.Numerics;

namespace MiniDnn.Benchmarks;

/// <summary>A whole training step (forward, loss, backward, update) on one thread, beside the same step in plain loops and with Math.NET's matrices.</summary>
[MemoryDiagnoser]
public class TrainingStepBenchmarks
{
    private PlainStep _plain = null!;
    private MathNetStep _mathNet = null!;
    private MiniDnnStep _miniDnn = null!, _twoThreads = null!;

    public static IEnumerable<StepCase> Cases => StepCase.All;

    [ParamsSource(nameof(Cases))]
    public StepCase Case { get; set; } = null!;

    [GlobalSetup]
    public void Setup()
    {
        Control.UseManaged();
        Control.UseSingleThread();
        _plain = new(Case);
        _mathNet = new(Case);
        _miniDnn = new(Case, threads: 1);
        _twoThreads = new(Case, threads: 2);
    }

    [Benchmark(Baseline = true)]
    public float PlainLoops() => _plain.Step();

    [Benchmark]
    public float MathNet() => _mathNet.Step();

    [Benchmark]
    public float MiniDnn() => _miniDnn.Step();

    [Benchmark]
    public float MiniDnnTwoThreads() => _twoThreads.Step();
}
