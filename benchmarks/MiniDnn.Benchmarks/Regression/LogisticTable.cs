using System.Globalization;
using MathNet.Numerics;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>logistic</c>: logistic regression in double on one thread beside Newton's method written on Math.NET, as Markdown. Ours gives residuals, standard errors and the proof that no rows are separated too, the other coefficients alone.</summary>
internal static class LogisticTable
{
    private const int Rows = 100_000, Columns = 20;

    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = 1;
        MeasuringTime time = arguments.Contains("--quick") ? new(3, 0.02, 0.01) : new(9, 0.1, 0.05);
        (Matrix<double> x, double[] y) = Create();
        MathNetMatrix.Matrix<double> design = MathNetMatrix.Matrix<double>.Build.Dense(Rows, Columns + 1, (i, j) => j == 0 ? 1 : x[i, j - 1]);
        MathNetMatrix.Vector<double> target = MathNetMatrix.Vector<double>.Build.Dense(y);
        double difference = Newton(design, target).Zip(GeneralizedLinearModel.Fit(x, y, Family.Binomial).Coefficients).Max(pair => Math.Abs(pair.First - pair.Second));
        Console.WriteLine("| logistic regression | MiniDnn, ms | Math.NET, ms (MiniDnn's speed as a multiple) |");
        Console.WriteLine("| --- | --: | --: |");
        Action own = () => GeneralizedLinearModel.Fit(x, y, Family.Binomial), other = () => Newton(design, target);
        Interleaved.Settle(own, bursts: 6);
        Interleaved.Settle(other, bursts: 2);
        double[][] rounds = Interleaved.Measure([own, other], time);
        Console.WriteLine($"| {Rows:N0}×{Columns} | {Median(rounds, round => round[0] * 1e3):F1} | {Median(rounds, round => round[1] * 1e3):F0} ({Median(rounds, round => round[1] / round[0]):F1}) |");
        Console.WriteLine($"\nThe coefficients differ by {difference:G2} at most.");
        return 0;
    }

    private static double Median(double[][] rounds, Func<double[], double> value) => Interleaved.Median(rounds.Select(value));

    /// <summary>From 0 until no coefficient changes in the tenth digit, as one would write it.</summary>
    private static MathNetMatrix.Vector<double> Newton(MathNetMatrix.Matrix<double> x, MathNetMatrix.Vector<double> y)
    {
        MathNetMatrix.Vector<double> b = MathNetMatrix.Vector<double>.Build.Dense(x.ColumnCount);
        for (int iteration = 0; iteration < 50; iteration++)
        {
            MathNetMatrix.Vector<double> mean = (x * b).Map(eta => 1 / (1 + Math.Exp(-eta)));
            MathNetMatrix.Vector<double> weights = mean.Map(m => m * (1 - m));
            MathNetMatrix.Matrix<double> weighted = MathNetMatrix.Matrix<double>.Build.Dense(x.RowCount, x.ColumnCount, (i, j) => weights[i] * x[i, j]);
            MathNetMatrix.Vector<double> step = x.TransposeThisAndMultiply(weighted).Cholesky().Solve(x.TransposeThisAndMultiply(y - mean));
            b += step;
            if (step.AbsoluteMaximum() < 1e-10)
            {
                break;
            }
        }
        return b;
    }

    private static (Matrix<double> X, double[] Y) Create()
    {
        (Matrix<double> x, double[] y) = RegressionData.Create(Rows, Columns, 1);
        var random = new SeededRandom(2);
        for (int i = 0; i < Rows; i++)
        {
            // the linear target, scaled so that the outcomes overlap as they do in practice
            y[i] = random.NextDouble() < 1 / (1 + Math.Exp(-0.05 * y[i])) ? 1 : 0;
        }
        return (x, y);
    }
}
