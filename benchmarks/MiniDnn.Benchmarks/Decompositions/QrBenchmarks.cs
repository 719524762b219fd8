using BenchmarkDotNet.Attributes;
using MathNet.Numerics;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra;

namespace MiniDnn.Benchmarks;

/// <summary>QR with its thin Q on one thread beside Math.NET; the whole table is the command <c>decompositions</c>.</summary>
[MemoryDiagnoser]
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class QrBenchmarks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Matrix<T> _matrix = null!;
    private MathNetMatrix.Matrix<T> _other = null!;

    [Params(300)]
    public int Columns { get; set; }

    [Params(300, 1000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = 1;
        _matrix = Matrix<T>.RandomNormal(Rows, Columns, new SeededRandom(1));
        _other = MathNetMatrix.Matrix<T>.Build.DenseOfRowMajor(Rows, Columns, _matrix.AsSpan().ToArray());
    }

    [Benchmark(Baseline = true)]
    public object MathNet() => _other.QR(MathNetMatrix.Factorization.QRMethod.Thin);

    [Benchmark]
    public object MiniDnn() => _matrix.Qr().Q();
}
