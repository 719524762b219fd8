using BenchmarkDotNet.Attributes;

namespace MiniDnn.Benchmarks;

/// <summary>A million numbers taken in by an accumulator, in blocks; the run over 100 million rows is the command <c>accumulator</c>.</summary>
[MemoryDiagnoser]
public class AccumulatorBenchmarks
{
    private const int Rows = 50_000;
    private const int Columns = 20;

    private Matrix<double> _x = null!;
    private double[] _y = null!;

    [Params(50, 1000, Rows)]
    public int BlockSize { get; set; }

    [GlobalSetup]
    public void Setup() => (_x, _y) = RegressionData.Create(Rows, Columns, 1);

    [Benchmark(OperationsPerInvoke = Rows)]
    public LeastSquaresAccumulator<double> Add()
    {
        var accumulator = new LeastSquaresAccumulator<double>(Columns);
        for (int start = 0; start < Rows; start += BlockSize)
        {
            accumulator.Add(_x.Rows(start..(start + BlockSize)), _y.AsSpan(start, BlockSize));
        }
        return accumulator;
    }
}
