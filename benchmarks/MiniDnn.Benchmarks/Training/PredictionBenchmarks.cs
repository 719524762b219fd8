using BenchmarkDotNet.Attributes;
using MathNet.Numerics;
using MathNetVector = MathNet.Numerics.LinearAlgebra.Vector<float>;

namespace MiniDnn.Benchmarks;

/// <summary>Prediction of one sample and of a batch, beside plain loops and Math.NET's matrices.</summary>
[MemoryDiagnoser]
public class PredictionBenchmarks
{
    private PlainStep _plain = null!;
    private MathNetStep _mathNet = null!;
    private MiniDnnStep _miniDnn = null!;
    private MathNetVector _row = null!;

    public static IEnumerable<StepCase> Cases => StepCase.All.Select(c => c.WithBatch(256));

    [ParamsSource(nameof(Cases))]
    public StepCase Case { get; set; } = null!;

    [Params(1, 256)]
    public int Samples { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Control.UseManaged();
        Control.UseSingleThread();
        _plain = new(Case);
        _mathNet = new(Case);
        _miniDnn = new(Case, threads: 1);
        _row = MathNetVector.Build.Dense(Case.Inputs[..Case.Widths[0]]);
    }

    [Benchmark(Baseline = true)]
    public float PlainLoops() => _plain.Forward(Samples)[0];

    [Benchmark]
    public float MathNet() => Samples == 1 ? _mathNet.PredictRow(_row)[0] : _mathNet.Forward()[0, 0];

    [Benchmark]
    public float MiniDnn() => _miniDnn.Predict(Samples)[0];
}
