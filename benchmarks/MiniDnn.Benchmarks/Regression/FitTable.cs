using System.Globalization;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>fits</c>: fits with an intercept in double on one thread beside Math.NET's thin QR, as Markdown; beside LAPACK's dgels where the build property Yardsticks is true. Ours computes residuals and all statistics too, the others coefficients alone.</summary>
internal static class FitTable
{
    private static readonly (int Rows, int Columns)[] Shapes = [(10_000, 100), (100_000, 20)];

    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = 1;
        MeasuringTime time = arguments.Contains("--quick") ? new(3, 0.02, 0.01) : new(15, 0.1, 0.05);
        Console.WriteLine("| fit | MiniDnn, ms | Math.NET, ms (MiniDnn's speed as a multiple) | LAPACK on OpenBLAS, ms (MiniDnn's speed as a multiple) |");
        Console.WriteLine("| --- | --: | --: | --: |");
        foreach ((int rows, int columns) in Shapes)
        {
            (Matrix<double> x, double[] y) = RegressionData.Create(rows, columns, 1);
            Matrix<double> design = Matrix.Create(rows, columns + 1, (i, j) => j == 0 ? 1 : x[i, j - 1]);
            MathNetMatrix.Matrix<double> other = MathNetMatrix.Matrix<double>.Build.DenseOfRowMajor(rows, columns + 1, design.AsSpan().ToArray());
            MathNetMatrix.Vector<double> target = MathNetMatrix.Vector<double>.Build.Dense(y);
            var options = new LeastSquaresOptions<double> { KeepData = false };
            YardstickRow.Write(
                $"{rows:N0}×{columns}",
                () => LeastSquares.Fit(x, y, options),
                () => other.QR(QRMethod.Thin).Solve(target),
                LapackRoutine.LeastSquares.Prepare(design, y),
                LapackRoutine.LeastSquares.Name(),
                time);
        }
        return 0;
    }
}
