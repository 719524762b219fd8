using System.Diagnostics;
using System.Globalization;
using MiniDnn;
using MiniDnn.Benchmarks;

// Prints a line for each shape: its name, GFLOP/s, and the share of the peak of the vectors that this program was compiled for.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
long start = Stopwatch.GetTimestamp();
new Matrix<float>(64, 64).Multiply(new Matrix<float>(64, 64));
Console.WriteLine($"first product, ms;{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F2};{PeakLoop.Describe<float>()}");
string[] sizes = ["32×32×32", "64×64×64", "256×256×256", "1024×1024×1024", "64×784×128", "1×784×128", "784×64×128", "64×128×784"];
foreach (ProductShape shape in ProductShape.All.Where(s => sizes.Contains(s.ToString())))
{
    Print<float>(shape);
    Print<double>(shape);
}

static void Print<T>(ProductShape shape)
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    Action product = new MiniDnnContender().Prepare<T>(shape, 1);
    Interleaved.Settle(product, bursts: 4);
    double[][] seconds = Interleaved.Measure([product, () => PeakLoop.Run<T>()], new(9, 0.003, 0.001));
    double speed = Interleaved.Median(seconds.Select(round => shape.Operations / round[0])) / 1e9;
    double share = Interleaved.Median(seconds.Select(round => shape.Operations / round[0] / (PeakLoop.Operations<T>() / round[1])));
    Console.WriteLine($"{(typeof(T) == typeof(float) ? "float" : "double")} {shape};{speed:F1};{share:P0}");
}
