using System.Globalization;
using System.Text.Json;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>nist</c>: digits of agreement with NIST's certified coefficients, by MiniDnn and by Math.NET's three methods, as Markdown. The argument is the path of nist-strd.json.</summary>
internal static class NistTable
{
    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(arguments[0]));
        Console.WriteLine("| set | MiniDnn | Math.NET QR | Math.NET SVD | Math.NET normal equations |");
        Console.WriteLine("| --- | --: | --: | --: | --: |");
        foreach (JsonProperty set in document.RootElement.EnumerateObject())
        {
            JsonElement model = set.Value.GetProperty("model");
            double[][] x = [.. set.Value.GetProperty("x").EnumerateArray().Select(Numbers)];
            double[] y = Numbers(set.Value.GetProperty("y"));
            double[] certified = Numbers(set.Value.GetProperty("certified").GetProperty("coefficients"));
            bool intercept = model.GetProperty("intercept").GetBoolean();
            int degree = model.GetProperty("kind").GetString() == "polynomial" ? model.GetProperty("degree").GetInt32() : 1;

            var options = new LeastSquaresOptions<double> { Intercept = intercept };
            LinearModel<double> fit = degree > 1
                ? LeastSquares.FitPolynomial<double>([.. x.Select(row => row[0])], y, degree, options)
                : LeastSquares.Fit(Matrix.Create(x.Length, x[0].Length, (i, j) => x[i][j]), y, options);
            MathNetMatrix design = MathNetMatrix.Build.DenseOfRowArrays(x.Select(row => Design(row, degree, intercept)));
            var target = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(y);
            Console.WriteLine($"| {set.Name} | {Digits(() => fit.Coefficients.ToArray(), certified):F1}"
                + $" | {Digits(() => [.. design.QR(QRMethod.Thin).Solve(target)], certified):F1}"
                + $" | {Digits(() => [.. design.Svd(true).Solve(target)], certified):F1}"
                + $" | {Digits(() => [.. design.TransposeThisAndMultiply(design).Cholesky().Solve(design.TransposeThisAndMultiply(target))], certified):F1} |");
        }
        return 0;
    }

    private static double[] Design(double[] row, int degree, bool intercept)
    {
        IEnumerable<double> columns = degree > 1 ? Enumerable.Range(1, degree).Select(k => Math.Pow(row[0], k)) : row;
        return [.. intercept ? columns.Prepend(1) : columns];
    }

    /// <summary>−log₁₀ of the largest relative error (absolute for a certified 0), between 0 and the 15 digits that are certified; 0 where the method gives up.</summary>
    private static double Digits(Func<double[]> solve, double[] certified)
    {
        try
        {
            double[] found = solve();
            double error = certified.Select((c, j) => Math.Abs(found[j] - c) / (c == 0 ? 1 : Math.Abs(c))).Max();
            return double.IsNaN(error) ? 0 : Math.Clamp(-Math.Log10(error), 0, 15);
        }
        catch (ArgumentException)
        {
            return 0;
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => double.Parse(e.GetString()!, CultureInfo.InvariantCulture))];
}
