using System.Reflection;
using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>An object to call an operation on, and the sizes it has in the rules.</summary>
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

    private static readonly TrainingOptions<T> Options =
        new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd { LearningRate = 0.01 }, Epochs = 1, BatchSize = 3 };

    private static readonly Receiver Standard = new("standard", () => StandardScaler.Fit(Tall), ("p", 3));

    private static readonly Receiver MinMax = new("min-max", () => MinMaxScaler.Fit(Tall), ("p", 3));

    private static readonly Dictionary<Type, Receiver[]> Known = new()
    {
        [typeof(QrDecomposition<T>)] = [Qr(Tall, false), Qr(Tall, true), Qr(Wide, false), Qr(Square, true)],
        [typeof(SingularValueDecomposition<T>)] = [Svd(Tall), Svd(Wide), Svd(Square)],
        [typeof(CholeskyDecomposition<T>)] = [new("Cholesky", () => Square.Cholesky(), ("n", 3))],
        [typeof(LuDecomposition<T>)] = [new("LU", () => Square.Lu(), ("n", 3))],
        [typeof(LinearModel<T>)] = [Model(1), Model(3)],
        [typeof(RobustModel)] = [new("line", () => RobustRegression.Fit([1, 2, 3, 4], [1, 2, 4, 3]), ("p", 1))],
        [typeof(GeneralizedLinearModel)] = [new("logistic", () => Logistic, ("p", 1))],
        [typeof(GeneralizedLinearModelSummary)] = [new("logistic", () => Logistic.Summary())],
        [typeof(MultinomialModel)] = [new("classes", () => Classes, ("p", 1), ("c", 2))],
        [typeof(RecursiveLeastSquares)] =
            [new("stream", () => new RecursiveLeastSquares(3), ("p", 3)) { State = stream => BitConverter.GetBytes(((RecursiveLeastSquares)stream).RowCount) }],
        [typeof(Curve)] = [new("curve", () => Curve.Logistic4, ("k", 4))],
        [typeof(NonlinearModelSummary)] = [new("curve", () => NonlinearLeastSquares.Fit((x, p) => p[0] * x, [1.0, 2, 3], [1, 2, 4], [1]).Summary())],
        [typeof(LinearModelSummary<T>)] = [new("summary", () => LeastSquares.Fit<T>(Sample(6, 3), Values(6)).Summary())],
        [typeof(RegressionSummary<T>)] = [new("summary", () => LeastSquares.Fit<T>(Sample(6, 3), Values(6)).Summary())],
        [typeof(LinearModelDiagnostics<T>)] = [new("diagnostics", () => LeastSquares.Fit<T>(Sample(6, 3), Values(6)).Diagnostics())],
        [typeof(LinearDescentResult<T>)] = [new("descent", () => GradientDescent.Fit<T>(Sample(6, 3), Values(6)), ("p", 3))],
        [typeof(LeastSquaresAccumulator<T>)] = [AccumulatorOf3()],
        [typeof(FeedForwardNetwork<T>)] = [NetworkOf(4), NetworkOf(1)],
        [typeof(Trainer<T>)] = [TrainerOf(4), TrainerOf(1)],
        [typeof(NetworkLayer<T>)] = [new("layer", () => new FeedForwardNetwork<T>(2, [new BatchNorm()]).Layers[0], ("t", 2), ("s", 2), ("k", 4))],
        [typeof(NetworkGradient<T>)] = [new("gradient", () => Network(3).Backpropagate(Sample(2, 3), Sample(2, 3), Options.Loss!))],
        [typeof(Scaler<T>)] = [Standard, MinMax],
        [typeof(StandardScaler<T>)] = [Standard],
        [typeof(MinMaxScaler<T>)] = [MinMax],
        [typeof(LabelEncoder<int>)] = [new("encoder", () => LabelEncoder.Fit([1, 5, 7]), ("c", 3))],
        [typeof(SafeTensors)] = [new("file", () => new SafeTensors()) { State = _ => [] }],
        [typeof(SeededRandom)] = [new("random", () => new SeededRandom(1)) { State = _ => [] }],
    };

    /// <summary>The objects to call an operation on; null for one that needs none.</summary>
    public static IEnumerable<Receiver?> Of(Operation<T> operation)
        => !operation.NeedsReceiver ? (IEnumerable<Receiver?>)[null]
            : Known.TryGetValue(operation.Member.DeclaringType!, out Receiver[]? known) ? known
            : BuiltIn(operation.Member.DeclaringType!).Select(own => new Receiver(own.ToString()!, () => own, Sizes(own)));

    /// <summary>An argument without a shape.</summary>
    public static object? Other(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        bool isNullable = !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue is null && !isNullable ? Activator.CreateInstance(type) : parameter.DefaultValue;
        }
        return type == typeof(T) ? T.CreateTruncating(0.5)
            : type == typeof(double) ? 0.5
            : type == typeof(long) ? 1L
            : type == typeof(ulong) ? 1UL
            : type == typeof(string) ? "name"
            : type == typeof(Func<T, T>) ? (Func<T, T>)(x => x + T.One)
            : type == typeof(Objective<T>) ? (Objective<T>)Squares
            : type == typeof(SeededRandom) ? new SeededRandom(1)
            : type == typeof(Loss) ? Options.Loss
            : type == typeof(TrainingOptions<T>) ? Options
            : type == typeof(FeedForwardNetwork<T>) ? Network(4)
            : type == typeof(LinearModel<double>) ? LeastSquares.Fit([1, 2, 3, 4], [1, 2, 4, 3])
            : type == typeof(LinearModel<T>) ? LeastSquares.Fit<T>(Sample(6, 1), Values(6))
            : type == typeof(LinearModelDiagnostics<T>) ? LeastSquares.Fit<T>(Sample(6, 3), Values(6)).Diagnostics()
            : type == typeof(NonlinearModel<double>) ? Curve.Logistic4.Fit([0.1, 0.3, 1, 3, 10, 30], [1.9, 1.85, 1.5, 1, 0.5, 0.3])
            : type == typeof(SchedulePoint) ? new SchedulePoint(1, 0, 10)
            : type == typeof(IEnumerable<int>) ? new[] { 1, 5, 7 }
            : type.IsEnum ? Enum.GetValues(type).GetValue(0)
            : isNullable ? null
            : throw new NotSupportedException($"No argument of the type {type} is known.");
    }

    /// <summary>All built-in kinds of an abstract type: its static properties, and what can be made without arguments.</summary>
    private static IEnumerable<object> BuiltIn(Type type)
    {
        IEnumerable<object> properties = type.GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => type.IsAssignableFrom(property.PropertyType)).Select(property => property.GetValue(null)!);
        IEnumerable<object> made = type.Assembly.GetExportedTypes()
            .Where(kind => kind.IsSubclassOf(type) && kind.GetConstructor([]) is not null).Select(kind => Activator.CreateInstance(kind)!);
        return [.. properties, .. made];
    }

    private static (string, int)[] Sizes(object instance) => instance switch
    {
        Optimizer optimizer => [("s", optimizer.StateCount)],
        LearningRateSchedule schedule => [("s", schedule.StateCount)],
        Activation activation => [("a", activation.NeedsInput ? 1 : 0)],
        Loss loss => [("a", loss.RequiredActivation is null ? 0 : 1), ("c", loss is CategoricalCrossEntropy ? 1 : 0)],
        _ => [],
    };

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

    private static Matrix<T> Sample(int rows, int columns)
    {
        var matrix = new Matrix<T>(rows, columns);
        Contents.FillElements("", matrix.AsSpan(), new(rows, columns));
        return matrix;
    }

    private static MultinomialModel Classes => MultinomialModel.Fit([[1], [2], [3], [4]], [0, 1, 0, 1]);

    private static GeneralizedLinearModel Logistic => GeneralizedLinearModel.Fit([1, 2, 3, 4], [0, 1, 0, 1], Family.Binomial);

    private static T[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => T.CreateTruncating((i * i) + 1))];

    private static Receiver Qr(Matrix<T> matrix, bool pivot)
        => new($"QR of {Shape(matrix)}", () => matrix.Qr(pivot), ("m", matrix.RowCount), ("n", matrix.ColumnCount));

    private static Receiver Svd(Matrix<T> matrix)
        => Qr(matrix, false) with { Name = $"SVD of {Shape(matrix)}", Make = () => matrix.Svd() };

    private static string Shape(Matrix<T> matrix) => $"{matrix.RowCount}×{matrix.ColumnCount}";

    private static Receiver Model(int predictors)
        => new($"model of {predictors}", () => LeastSquares.Fit<T>(Sample(8, predictors), Values(8)), ("p", predictors));

    private static Receiver NetworkOf(int outputs)
        => new($"network of {outputs}", () => Network(outputs), ("i", 3), ("o", outputs), ("c", Math.Max(outputs, 2)), ("b", 3))
        {
            State = Saved<FeedForwardNetwork<T>>(own => own.Save),
        };

    private static Receiver TrainerOf(int outputs)
        => NetworkOf(outputs) with
        {
            Name = $"trainer of {outputs}",
            Make = () => new Trainer<T>(Network(outputs), Options),
            State = trainer => StateOf((Trainer<T>)trainer),
        };

    private static byte[] StateOf(Trainer<T> trainer)
        => [.. MemoryMarshal.AsBytes(trainer.Gradient), .. BitConverter.GetBytes(trainer.StepCount)];

    private static FeedForwardNetwork<T> Network(int outputs) => new(3, [new Dense(5, Activation.ReLU), new Dense(outputs)], seed: 1);

    private static Receiver AccumulatorOf3()
        => new("accumulator", Accumulator, ("p", 3)) { State = Saved<LeastSquaresAccumulator<T>>(own => own.Save) };

    private static LeastSquaresAccumulator<T> Accumulator()
    {
        var accumulator = new LeastSquaresAccumulator<T>(3);
        accumulator.Add(Sample(8, 3), Values(8));
        return accumulator;
    }

    private static Func<object, byte[]> Saved<TObject>(Func<TObject, Action<Stream>> save) => own =>
    {
        var stream = new MemoryStream();
        save((TObject)own)(stream);
        return stream.ToArray();
    };
}
