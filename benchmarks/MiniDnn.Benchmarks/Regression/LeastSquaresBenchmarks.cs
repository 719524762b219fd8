using BenchmarkDotNet.Attributes;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;
using MathNetVector = MathNet.Numerics.LinearAlgebra.Vector<double>;

namespace MiniDnn.Benchmarks;

/// <summary>A fit with an intercept on one thread: coefficients, residuals and all statistics here, coefficients alone by Math.NET's thin QR.</summary>
[MemoryDiagnoser]
public class LeastSquaresBenchmarks
{
    private Matrix<double> _x = null!;
    private double[] _y = null!;
    private MathNetMatrix _design = null!;
    private MathNetVector _target = null!;

    [Params("10000×100", "100000×20")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        MathNet.Numerics.Control.UseManaged();
        MathNet.Numerics.Control.MaxDegreeOfParallelism = 1;
        int[] sizes = [.. Shape.Split('×').Select(int.Parse)];
        (_x, _y) = RegressionData.Create(sizes[0], sizes[1], 1);
        _design = MathNetMatrix.Build.Dense(sizes[0], sizes[1] + 1, (i, j) => j == 0 ? 1 : _x[i, j - 1]);
        _target = MathNetVector.Build.Dense(_y);
    }

    [Benchmark(Baseline = true)]
    public object MathNetQr() => _design.QR(QRMethod.Thin).Solve(_target);

    [Benchmark]
    public object MiniDnn() => LeastSquares.Fit(_x, _y, new() { KeepData = false });
}
