using System.Reflection;
using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>An object to call an operation on, made anew where calls change it, and the sizes it has in the rules.</summary>
internal sealed record Receiver(string Name, Func<object> Make, params (string Letter, int Size)[] Sizes)
{
    /// <summary>True where a call may change the object, so that each needs its own.</summary>
    public bool IsMutable => State is not null;

    /// <summary>What a call that is refused must leave as it was.</summary>
    public Func<object, byte[]>? State { get; init; }
}

/// <summary>The objects that operations are called on, by type; and what the arguments without a shape are.</summary>
internal static class Receivers<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Matrix<T> Tall = Sample(4, 3), Wide = Sample(3, 4), Square = Sample(3, 3);

    private static readonly TrainingOptions Options = new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd { LearningRate = 0.01 }, Epochs = 1, BatchSize = 3 };

    /// <summary>A matrix as the arguments are.</summary>
    public static Matrix<T> Sample(int rows, int columns)
    {
        var matrix = new Matrix<T>(rows, columns);
        Contents.Fill("", matrix.AsSpan(), new(rows, columns), isSet: false);
        return matrix;
    }

    /// <summary>The objects to call an operation on; null for one that needs none.</summary>
    public static IEnumerable<Receiver?> Of(Operation<T> operation) => operation.NeedsReceiver ? For(operation.Member.DeclaringType!) : (IEnumerable<Receiver?>)[null];

    public static IReadOnlyList<Receiver> For(Type type)
    {
        if (type.IsAbstract)
        {
            return [.. Instances(type).Select(instance => new Receiver(instance.ToString()!, () => instance, Sizes(instance)))];
        }
        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return definition == typeof(QrDecomposition<>) ? [Qr(Tall, false), Qr(Tall, true), Qr(Wide, false), Qr(Square, true)]
            : definition == typeof(SingularValueDecomposition<>) ? [Svd(Tall), Svd(Wide), Svd(Square)]
            : definition == typeof(CholeskyDecomposition<>) ? [new("Cholesky", () => CholeskyDecomposition.Create<T>(Square), ("n", 3))]
            : definition == typeof(LinearModel<>) ? [Model(1), Model(3)]
            : definition == typeof(LinearDescentResult<>) ? [new("descent", () => GradientDescent.Fit<T>(Sample(6, 3), Values(6), new() { MaxEpochs = 2 }), ("p", 3))]
            : definition == typeof(LeastSquaresAccumulator<>) ? [new("accumulator", Accumulator, ("p", 3)) { State = accumulator => Saved(((LeastSquaresAccumulator<T>)accumulator).Save) }]
            : definition == typeof(FeedForwardNetwork<>) ? [NetworkOf(4), NetworkOf(1)]
            : definition == typeof(Trainer<>) ? [TrainerOf(4), TrainerOf(1)]
            : definition == typeof(LabelEncoder<>) ? [new("encoder", () => LabelEncoder.Fit([1, 5, 7]), ("c", 3))]
            : definition == typeof(SafeTensors) ? [new("file", () => new SafeTensors()) { State = _ => [] }]
            : definition == typeof(SeededRandom) ? [new("random", () => new SeededRandom(1)) { State = _ => [] }]
            : definition == typeof(DenseLayer<>) ? [new("layer", () => Network(4).Layers[0])]
            : definition == typeof(NetworkGradient<>) ? [new("gradient", () => Network(4).Backpropagate(Sample(2, 3), OneHot.Encode<T>([0, 1], 4), Options.Loss))]
            : definition == typeof(StandardScaler<>) || definition == typeof(MinMaxScaler<>) ? [.. For(typeof(Scaler<T>)).Where(receiver => type.IsInstanceOfType(receiver.Make()))]
            : [];
    }

    /// <summary>An argument without a shape.</summary>
    public static object? Other(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        return parameter.HasDefaultValue ? (parameter.DefaultValue is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : parameter.DefaultValue)
            : type == typeof(T) ? T.CreateTruncating(0.5)
            : type == typeof(double) ? 0.5
            : type == typeof(long) ? 1L
            : type == typeof(ulong) ? 1UL
            : type == typeof(string) ? "name"
            : type == typeof(Func<T, T>) ? (Func<T, T>)(x => x + T.One)
            : type == typeof(Func<int, int, T>) ? (Func<int, int, T>)((i, j) => T.One)
            : type == typeof(Objective<T>) ? (Objective<T>)Squares
            : type == typeof(SeededRandom) ? new SeededRandom(1)
            : type == typeof(Loss) ? Options.Loss
            : type == typeof(TrainingOptions) ? Options
            : type == typeof(FeedForwardNetwork<T>) ? Network(4)
            : type == typeof(Checkpoints<T>) ? new Checkpoints<T>()
            : type == typeof(ValidationData<T>) ? new ValidationData<T>(Sample(2, 3), OneHot.Encode<T>([0, 1], 4))
            : type == typeof(SchedulePoint) ? new SchedulePoint(1, 0, 10)
            : type == typeof(IEnumerable<int>) ? new[] { 1, 5, 7 }
            : type.IsEnum ? Enum.GetValues(type).GetValue(0)
            : type == typeof(IFormatProvider) || Nullable.GetUnderlyingType(type) is not null ? null
            : throw new NotSupportedException($"No argument of the type {type} is known.");
    }

    private static T Squares(ReadOnlySpan<T> parameters, Span<T> gradient)
    {
        T sum = T.Zero;
        for (int i = 0; i < parameters.Length; i++)
        {
            gradient[i] = parameters[i] + parameters[i];
            sum += parameters[i] * parameters[i];
        }
        return sum;
    }

    /// <summary>All built-in kinds of an abstract type: its static properties, and what can be made without arguments.</summary>
    private static IEnumerable<object> Instances(Type type)
    {
        if (type == typeof(Scaler<T>))
        {
            return [StandardScaler.Fit(Tall), MinMaxScaler.Fit(Tall)];
        }
        if (type == typeof(GradientClipping))
        {
            return [GradientClipping.ByNorm(0.5), GradientClipping.ByValue(0.5)];
        }
        IEnumerable<object> made = type.Assembly.GetExportedTypes().Where(kind => kind.IsSubclassOf(type) && kind.GetConstructor([]) is not null).Select(kind => Activator.CreateInstance(kind)!);
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => property.GetValue(null)!).Concat(made)];
    }

    private static (string, int)[] Sizes(object instance) => instance switch
    {
        Scaler<T> => [("p", 3)],
        Optimizer optimizer => [("s", optimizer.StateCount)],
        LearningRateSchedule schedule => [("s", schedule.StateCount)],
        Activation activation => [("a", activation.NeedsInput ? 1 : 0)],
        Loss loss => [("a", loss.RequiredActivation is null ? 0 : 1), ("c", loss is CategoricalCrossEntropy ? 1 : 0)],
        _ => [],
    };

    private static T[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => T.CreateTruncating((i * i) + 1))];

    private static Receiver Qr(Matrix<T> matrix, bool pivot) => new($"QR of {matrix.RowCount}×{matrix.ColumnCount}", () => QrDecomposition.Create<T>(matrix, pivot), ("m", matrix.RowCount), ("n", matrix.ColumnCount));

    private static Receiver Svd(Matrix<T> matrix) => new($"SVD of {matrix.RowCount}×{matrix.ColumnCount}", () => SingularValueDecomposition.Create<T>(matrix), ("m", matrix.RowCount), ("n", matrix.ColumnCount));

    private static Receiver Model(int predictors) => new($"model of {predictors}", () => LeastSquares.Fit<T>(Sample(8, predictors), Values(8)), ("p", predictors));

    private static Receiver NetworkOf(int outputs)
        => new($"network of {outputs}", () => Network(outputs), ("i", 3), ("o", outputs), ("c", Math.Max(outputs, 2)))
        {
            State = network => Saved(((FeedForwardNetwork<T>)network).Save),
        };

    private static Receiver TrainerOf(int outputs)
        => new($"trainer of {outputs}", () => new Trainer<T>(Network(outputs), Options), ("i", 3), ("o", outputs), ("c", Math.Max(outputs, 2)), ("b", 3))
        {
            State = StateOfTrainer,
        };

    private static FeedForwardNetwork<T> Network(int outputs) => new(3, [new Dense(5, Activation.ReLU), new Dense(outputs)], seed: 1);

    private static LeastSquaresAccumulator<T> Accumulator()
    {
        var accumulator = new LeastSquaresAccumulator<T>(3);
        accumulator.Add(Sample(8, 3), Values(8));
        return accumulator;
    }

    private static byte[] StateOfTrainer(object trainer)
    {
        var own = (Trainer<T>)trainer;
        return [.. MemoryMarshal.AsBytes(own.Gradient), .. BitConverter.GetBytes(own.StepCount)];
    }

    private static byte[] Saved(Action<Stream> save)
    {
        var stream = new MemoryStream();
        save(stream);
        return stream.ToArray();
    }
}
