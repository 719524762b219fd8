using System.Diagnostics;
using System.Globalization;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>cold</c>: the first product of a fresh process, its compilation included, and the second one; medians over many processes.</summary>
internal static class ColdStart
{
    private const string Child = "--child";
    private const int Processes = 15;

    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (arguments is [Child, ..])
        {
            Console.WriteLine(FirstProducts());
            return 0;
        }
        double[][] milliseconds = [.. Enumerable.Range(0, Processes).Select(_ => InFreshProcess())];
        Console.WriteLine("| product of a fresh process, 64×64×64, float | median ms | least | most |");
        Console.WriteLine("| --- | --: | --: | --: |");
        string[] names = ["first, compilation included", "second", "first in double, after these"];
        for (int i = 0; i < names.Length; i++)
        {
            double[] times = [.. milliseconds.Select(m => m[i])];
            Console.WriteLine($"| {names[i]} | {Interleaved.Median(times):F2} | {times.Min():F2} | {times.Max():F2} |");
        }
        return 0;
    }

    private static double[] InFreshProcess()
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["cold", Child]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split(' ').Select(double.Parse)];
    }

    private static string FirstProducts()
    {
        Matrix<float> a = Ones<float>(), b = Ones<float>(), c = new(64, 64);
        Matrix<double> x = Ones<double>(), y = Ones<double>(), z = new(64, 64);
        double first = Time(() => a.Multiply(b, c));
        double second = Time(() => a.Multiply(b, c));
        double third = Time(() => x.Multiply(y, z));
        return $"{first} {second} {third}";
    }

    private static Matrix<T> Ones<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new T[64 * 64];
        Array.Fill(values, T.One);
        return new(64, 64, values);
    }

    private static double Time(Action product)
    {
        long start = Stopwatch.GetTimestamp();
        product();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
