using System.Globalization;
using System.Numerics.Tensors;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>activations</c>: functions of single numbers beside TensorPrimitives alone and beside a copy of the same size, measured in turns, as Markdown.</summary>
internal static class ActivationTable
{
    private const int Small = 65_536, Large = 4_194_304;

    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        MeasuringTime time = arguments.Contains("--quick") ? new(7, 0.001, 0.0005) : new(21, 0.004, 0.002);
        Console.WriteLine("| | numbers | MiniDnn, 10⁹ numbers a second | TensorPrimitives alone (MiniDnn's speed as a multiple) | copy (share of its speed) |");
        Console.WriteLine("| --- | --: | --: | --: | --: |");
        Print<float>("float", time);
        Print<double>("double", time);
        return 0;
    }

    private static void Print<T>(string type, MeasuringTime time)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Row<T>($"{type} exp", Small, ElementWise.Exp, TensorPrimitives.Exp, time);
        Row<T>($"{type} sigmoid", Small, ElementWise.Sigmoid, TensorPrimitives.Sigmoid, time);
        Row<T>($"{type} softmax", Small, ElementWise.Softmax, TensorPrimitives.SoftMax, time);
        Row<T>($"{type} tanh", Small, ElementWise.Tanh, TensorPrimitives.Tanh, time);
        Row<T>($"{type} ReLU", Small, ElementWise.ReLU, (x, y) => TensorPrimitives.Max(x, T.Zero, y), time);
        Row<T>($"{type} ReLU", Large, ElementWise.ReLU, (x, y) => TensorPrimitives.Max(x, T.Zero, y), time);
        Row<T>($"{type} ReLU backward", Small, (x, y) => ElementWise.ReLUBackward(x, x, y), null, time);
        Row<T>($"{type} sigmoid backward", Small, (x, y) => ElementWise.SigmoidBackward(x, x, y), null, time);
        Row<T>($"{type} tanh backward", Small, (x, y) => ElementWise.TanhBackward(x, x, y), null, time);
    }

    private static void Row<T>(string name, int count, UnaryOperation<T> own, UnaryOperation<T>? primitives, MeasuringTime time)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Memory<T> x = AlignedMemory.Allocate<T>(count), y = AlignedMemory.Allocate<T>(count);
        for (int i = 0; i < count; i++)
        {
            x.Span[i] = T.CreateTruncating(Math.Sin(i) * 5);
        }
        List<Action> contenders = [() => own(x.Span, y.Span), () => x.Span.CopyTo(y.Span)];
        if (primitives is not null)
        {
            contenders.Add(() => primitives(x.Span, y.Span));
        }
        contenders.ForEach(contender => Interleaved.Settle(contender, bursts: 6));
        double[][] seconds = Interleaved.Measure(contenders, time);
        double speed = count / Interleaved.Median(seconds.Select(round => round[0])) / 1e9;
        double share = Interleaved.Median(seconds.Select(round => round[1] / round[0]));
        string others = primitives is null ? "–"
            : $"{count / Interleaved.Median(seconds.Select(round => round[2])) / 1e9:F2} ({Interleaved.Median(seconds.Select(round => round[2] / round[0])):F2})";
        Console.WriteLine($"| {name} | {count:N0} | {speed:F2} | {others} | {share:F2} |");
    }
}
