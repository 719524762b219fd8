using BenchmarkDotNet.Attributes;

namespace MiniDnn.Benchmarks;

/// <summary>A row of a stream with four coefficients, these and their errors read after each: by rotations here, by the textbook's update of (XᵀWX)⁻¹, which loses digits, as the yardstick.</summary>
[MemoryDiagnoser]
public class RecursiveBenchmarks
{
    private const int Rows = 10_000;
    private const int Predictors = 3;
    private const double Forgetting = 0.98;

    private readonly RecursiveLeastSquares _forgetting = new(Predictors, Forgetting);
    private readonly RecursiveLeastSquares _window = new(Predictors, window: 500);
    private readonly TextbookRecursion _textbook = new(Predictors + 1, Forgetting);
    private Matrix<double> _x = null!;
    private double[] _y = null!;

    [GlobalSetup]
    public void Setup() => (_x, _y) = RegressionData.Create(Rows, Predictors, 1);

    [Benchmark(OperationsPerInvoke = Rows, Baseline = true)]
    public double Textbook()
    {
        double sum = 0;
        Span<double> row = stackalloc double[Predictors + 1];
        row[0] = 1;
        for (int i = 0; i < Rows; i++)
        {
            _x.Row(i).CopyTo(row[1..]);
            _textbook.Add(row, _y[i]);
            sum += _textbook.Coefficients[1] + _textbook.StandardErrors[1];
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double WithForgetting() => Run(_forgetting);

    [Benchmark(OperationsPerInvoke = Rows)]
    public double WithWindow() => Run(_window);

    private double Run(RecursiveLeastSquares stream)
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
        {
            stream.Add(_x.Row(i), _y[i]);
            sum += stream.Coefficients[1] + stream.StandardErrors[1];
        }
        return sum;
    }
}
