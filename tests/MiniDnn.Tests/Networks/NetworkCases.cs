using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>The cases of Data/network-cases.json, as its README describes them.</summary>
internal static class NetworkCases
{
    private static readonly JsonElement[] Cases = [.. TestData.Read("network-cases.json").EnumerateArray()];

    public static IEnumerable<TestCaseData> All => Cases.Select(c => new TestCaseData(c) { TestName = "{m}(" + c.GetProperty("name").GetString() + ")" });

    public static IEnumerable<TestCaseData> Trainings => Cases.SelectMany(c => c.GetProperty("training").EnumerateArray().Select(t =>
        new TestCaseData(c, t) { TestName = "{m}(" + c.GetProperty("name").GetString() + ", " + t.GetProperty("optimizer").GetString() + ")" }));

    public static Matrix<double> Matrix(JsonElement rows)
        => MiniDnn.Matrix.Create<double>([.. rows.EnumerateArray().Select(Vector)]);

    public static double[] Vector(JsonElement values) => [.. values.EnumerateArray().Select(v => v.GetDouble())];

    public static FeedForwardNetwork<double> Network(JsonElement c) => Network<double>(c);

    public static FeedForwardNetwork<T> Network<T>(JsonElement c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        JsonElement[] layers = [.. c.GetProperty("layers").EnumerateArray()];
        return FeedForwardNetwork<T>.FromWeights(
            [.. layers.Select(layer => Convert<T>(Matrix(layer.GetProperty("weights"))))],
            [.. layers.Select(layer => Vector(layer.GetProperty("bias")).Select(T.CreateChecked).ToArray())],
            [.. layers.Select(layer => Activation(layer.GetProperty("activation").GetString()!))]);
    }

    public static Matrix<T> Convert<T>(Matrix<double> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => MiniDnn.Matrix.Create(matrix.RowCount, matrix.ColumnCount, (i, j) => T.CreateChecked(matrix[i, j]));

    public static Loss Loss(JsonElement c) => c.GetProperty("loss").GetString() switch
    {
        "meanSquaredError" => MiniDnn.Loss.MeanSquaredError,
        "binaryCrossEntropy" => MiniDnn.Loss.BinaryCrossEntropy,
        "categoricalCrossEntropy" => MiniDnn.Loss.CategoricalCrossEntropy,
        string other => throw new InvalidDataException(other),
        null => throw new InvalidDataException(),
    };

    public static Optimizer Optimizer(JsonElement training)
    {
        JsonElement options = training.GetProperty("options");
        double Option(string name) => options.GetProperty(name).GetDouble();
        double rate = Option("learningRate");
        return training.GetProperty("optimizer").GetString() switch
        {
            "sgd" => new Sgd { LearningRate = rate },
            "sgdWeightDecay" => new Sgd { LearningRate = rate, WeightDecay = Option("weightDecay") },
            "momentum" => new Sgd { LearningRate = rate, Momentum = Option("momentum") },
            "nesterov" => new Sgd { LearningRate = rate, Momentum = Option("momentum"), Nesterov = true },
            "rmsprop" => new RmsProp { LearningRate = rate, Decay = Option("decay"), Epsilon = Option("epsilon") },
            "adam" => new Adam { LearningRate = rate, Beta1 = Option("beta1"), Beta2 = Option("beta2"), Epsilon = Option("epsilon") },
            "adamw" => new AdamW { LearningRate = rate, Beta1 = Option("beta1"), Beta2 = Option("beta2"), Epsilon = Option("epsilon"), WeightDecay = Option("weightDecay") },
            string other => throw new InvalidDataException(other),
            null => throw new InvalidDataException(),
        };
    }

    private static Activation Activation(string name) => name switch
    {
        "identity" => MiniDnn.Activation.Identity,
        "sigmoid" => MiniDnn.Activation.Sigmoid,
        "relu" => MiniDnn.Activation.ReLU,
        "tanh" => MiniDnn.Activation.Tanh,
        "softmax" => MiniDnn.Activation.Softmax,
        _ => throw new InvalidDataException(name),
    };
}
