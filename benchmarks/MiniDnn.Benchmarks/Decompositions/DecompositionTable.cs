using System.Globalization;
using MathNet.Numerics;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>decompositions</c>: pseudo-inverse, singular values and QR beside Math.NET on one thread, in double, as Markdown; beside LAPACK's where the build property Yardsticks is true.</summary>
internal static class DecompositionTable
{
    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = 1;
        MeasuringTime time = arguments.Contains("--quick") ? new(3, 0.02, 0.01) : new(9, 0.1, 0.05);
        Console.WriteLine("| | MiniDnn, ms | Math.NET, ms (MiniDnn's speed as a multiple) | LAPACK on OpenBLAS, ms (MiniDnn's speed as a multiple) |");
        Console.WriteLine("| --- | --: | --: | --: |");
        foreach ((int rows, int columns) in new[] { (500, 500), (1000, 300) })
        {
            Matrix<double> a = Matrix<double>.RandomNormal(rows, columns, new SeededRandom(1));
            Matrix<double> deficient = a.Columns(..(columns / 2)).AsReadOnly().Multiply(Matrix<double>.RandomNormal(columns / 2, columns, new SeededRandom(2)));
            Row($"pseudo-inverse {rows}×{columns}", a, m => m.PseudoInverse(), m => m.PseudoInverse(), LapackRoutine.Svd, time);
            Row($"pseudo-inverse {rows}×{columns} of rank {columns / 2}", deficient, m => m.PseudoInverse(), m => m.PseudoInverse(), LapackRoutine.Svd, time);
            Row($"SVD, thin, {rows}×{columns}", a, m => m.Svd(), m => m.Svd(), LapackRoutine.Svd, time);
            Row($"QR, thin, {rows}×{columns}", a, m => m.Qr().Q(), m => m.QR(MathNetMatrix.Factorization.QRMethod.Thin), LapackRoutine.Qr, time);
        }
        return 0;
    }

    private static void Row(string name, Matrix<double> a, Func<Matrix<double>, object> own, Func<MathNetMatrix.Matrix<double>, object> mathNet, LapackRoutine routine, MeasuringTime time)
    {
        MathNetMatrix.Matrix<double> other = MathNetMatrix.Matrix<double>.Build.DenseOfRowMajor(a.RowCount, a.ColumnCount, a.AsSpan().ToArray());
        YardstickRow.Write(name, () => own(a), () => mathNet(other), routine.Prepare(a, []), routine.Name(), time);
    }
}
