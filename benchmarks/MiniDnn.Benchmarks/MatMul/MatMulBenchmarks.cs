using BenchmarkDotNet.Attributes;

namespace MiniDnn.Benchmarks;

/// <summary>Products on one thread beside the plain loop and Math.NET; the whole table with the native yardsticks is the command <c>matmul</c>.</summary>
[MemoryDiagnoser]
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class MatMulBenchmarks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Action _plainLoop = null!;
    private Action _mathNet = null!;
    private Action _miniDnn = null!;

    [Params("64×64×64", "512×512×512", "64×784×128", "1×784×128")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        ProductShape shape = ProductShape.All.First(s => s.ToString() == Shape);
        _plainLoop = new PlainLoopContender().Prepare<T>(shape, 1);
        _mathNet = new MathNetContender().Prepare<T>(shape, 1);
        _miniDnn = new MiniDnnContender().Prepare<T>(shape, 1);
    }

    [Benchmark(Baseline = true)]
    public void PlainLoop() => _plainLoop();

    [Benchmark]
    public void MathNet() => _mathNet();

    [Benchmark]
    public void MiniDnn() => _miniDnn();
}
