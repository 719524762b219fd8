using System.Diagnostics;
using System.Globalization;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>accumulator</c>: 100 million rows × 20 from a generator, in constant memory, against the closed form. An argument gives another number of millions.</summary>
/// <remarks>The generator repeats itself after a million rows, so the closed form of all rows is that of one period, with the standard errors of so many more degrees of freedom.</remarks>
internal static class AccumulatorRun
{
    private const int Columns = 20;
    private const int BlockRows = 10_000;
    private const int BlocksInPeriod = 100;

    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int periods = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100;
        var x = new Matrix<double>(BlockRows, Columns);
        var y = new double[BlockRows];
        var accumulator = new LeastSquaresAccumulator<double>(Columns);
        var adding = new Stopwatch();
        long first = 0;
        var all = Stopwatch.StartNew();
        for (int block = 0; block < periods * BlocksInPeriod; block++)
        {
            RegressionData.Fill(x.AsView(), y, (ulong)(block % BlocksInPeriod));
            adding.Start();
            accumulator.Add(x, y);
            adding.Stop();
            first = block == BlocksInPeriod - 1 ? Environment.WorkingSet : first;
        }
        double rows = accumulator.RowCount;
        Console.WriteLine($"{rows:N0} rows × {Columns}, 1 thread: {rows / adding.Elapsed.TotalSeconds / 1e6:F2} million rows/s ({rows / all.Elapsed.TotalSeconds / 1e6:F2} with generating them)");
        Console.WriteLine($"memory: {first >> 20} MiB after {BlockRows * BlocksInPeriod:N0} rows, {Environment.WorkingSet >> 20} MiB after all");
        return Compare(accumulator.Fit());
    }

    private static int Compare(LinearModel<double> model)
    {
        var x = new Matrix<double>(BlockRows * BlocksInPeriod, Columns);
        var y = new double[x.RowCount];
        for (int block = 0; block < BlocksInPeriod; block++)
        {
            int start = block * BlockRows;
            RegressionData.Fill(x.Rows(start..(start + BlockRows)), y.AsSpan(start, BlockRows), (ulong)block);
        }
        LinearModel<double> period = LeastSquares.Fit(x, y);
        double shrink = Math.Sqrt(period.Summary().ResidualDegreesOfFreedom / model.Summary().ResidualDegreesOfFreedom);
        double coefficients = 0, errors = 0;
        for (int j = 0; j < model.Coefficients.Count; j++)
        {
            coefficients = Math.Max(coefficients, Math.Abs((model.Coefficients[j] / period.Coefficients[j]) - 1));
            errors = Math.Max(errors, Math.Abs((model.Summary().StandardErrors[j] / (period.Summary().StandardErrors[j] * shrink)) - 1));
        }
        Console.WriteLine($"largest relative difference to the closed form: coefficients {coefficients:E1}, standard errors {errors:E1}, R² {Math.Abs(model.Summary().RSquared - period.Summary().RSquared):E1}");
        return coefficients < 1e-10 && errors < 1e-10 ? 0 : 1;
    }
}
