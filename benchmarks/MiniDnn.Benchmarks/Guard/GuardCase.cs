using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn.Benchmarks;

/// <summary>Something that the guard measures: a loop and how much work one call of it is, so that speeds can be compared.</summary>
internal sealed record GuardCase(string Name, double Work, Action Run)
{
    /// <summary>What an element-wise loop reads: 65,536 floats.</summary>
    private const int Bytes = 256 * 1024;

    /// <summary>All cases and baselines by name. Products and training steps count floating-point operations, element-wise loops the bytes they read and write.</summary>
    public static IReadOnlyDictionary<string, Func<GuardCase>> All { get; } = Names().ToDictionary(c => c.Name, c => c.Create);

    /// <summary>The same case at half its speed: every call does its work twice.</summary>
    public GuardCase Slowed()
    {
        Action run = Run;
        return this with
        {
            Run = () =>
            {
                run();
                run();
            },
        };
    }

    private static IEnumerable<(string Name, Func<GuardCase> Create)> Names() =>
        [.. Peaks(), .. Products<float>("float"), .. Products<double>("double"), .. Steps(), .. ElementWiseLoops<float>("float"), .. ElementWiseLoops<double>("double")];

    private static IEnumerable<(string, Func<GuardCase>)> Peaks()
    {
        yield return ("float peak", () => new("float peak", PeakLoop.Operations<float>(), () => PeakLoop.Run<float>()));
        yield return ("double peak", () => new("double peak", PeakLoop.Operations<double>(), () => PeakLoop.Run<double>()));
    }

    private static IEnumerable<(string, Func<GuardCase>)> Products<T>(string type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ProductShape small = ProductShape.All.First(s => s.M == 64 && s.N == 64);
        yield return ($"{type} plain loop", () => new($"{type} plain loop", small.Operations, new PlainLoopContender().Prepare<T>(small, 1)));
        foreach (ProductShape shape in ProductShape.All)
        {
            string name = $"{type} {shape} {shape.Kind}";
            yield return (name, () => new(name, shape.Operations, new MiniDnnContender().Prepare<T>(shape, 1)));
        }
    }

    /// <summary>Training steps; the operations are those of their products, so the share of the peak is what is left when all else has had its time.</summary>
    private static IEnumerable<(string, Func<GuardCase>)> Steps()
    {
        foreach (StepCase step in StepCase.All)
        {
            string name = $"float step {step}";
            yield return (name, () =>
            {
                var training = new MiniDnnStep(step, threads: 1);
                return new(name, step.ProductOperations, () => training.Step());
            }
            );
        }
    }

    private static IEnumerable<(string, Func<GuardCase>)> ElementWiseLoops<T>(string type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        yield return Loop<T>($"{type} copy", (x, y) => x.CopyTo(y));
        yield return Loop<T>($"{type} ReLU", (x, y) => ElementWise.ReLU(x, y));
        yield return Loop<T>($"{type} ReLU backward", (x, y) => ElementWise.ReLUBackward(x, x, y));
        yield return Loop<T>($"{type} exp", (x, y) => ElementWise.Exp(x, y));
        yield return Loop<T>($"{type} sigmoid", (x, y) => ElementWise.Sigmoid(x, y));
        yield return Loop<T>($"{type} sigmoid backward", (x, y) => ElementWise.SigmoidBackward(x, x, y));
        yield return Loop<T>($"{type} tanh", (x, y) => ElementWise.Tanh(x, y));
        yield return Loop<T>($"{type} softmax", (x, y) => ElementWise.Softmax(x, y));
        yield return Loop<T>($"{type} TensorPrimitives.Exp", (x, y) => TensorPrimitives.Exp(x, y));
    }

    private static (string, Func<GuardCase>) Loop<T>(string name, UnaryOperation<T> loop)
        where T : unmanaged, IFloatingPointIeee754<T>
        => (name, () =>
        {
            int count = Bytes / Unsafe.SizeOf<T>();
            Memory<T> x = AlignedMemory.Allocate<T>(count), y = AlignedMemory.Allocate<T>(count);
            for (int i = 0; i < count; i++)
            {
                x.Span[i] = T.CreateTruncating(Math.Sin(i) * 5);
            }
            return new(name, 2.0 * Bytes, () => loop(x.Span, y.Span));
        }
    );
}
