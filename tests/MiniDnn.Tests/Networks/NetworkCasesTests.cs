using System.Text.Json;

namespace MiniDnn.Tests;

internal sealed class NetworkCasesTests
{
    private const double Relative = 1e-12;

    private const double Absolute = 1e-15;

    /// <summary>Gradients in saturated networks are differences of nearly equal numbers.</summary>
    private const double AbsoluteWhereSaturated = 1e-13;

    [TestCaseSource(typeof(NetworkCases), nameof(NetworkCases.All))]
    public void Outputs_loss_and_gradients(JsonElement c)
    {
        FeedForwardNetwork<double> network = NetworkCases.Network(c);
        Matrix<double> x = NetworkCases.Matrix(c.GetProperty("x"));
        JsonElement expected = c.GetProperty("expected");
        double absolute = c.GetProperty("name").GetString()!.EndsWith("saturated", StringComparison.Ordinal) ? AbsoluteWhereSaturated : Absolute;

        NetworkGradient<double> gradient = network.Backpropagate(x, NetworkCases.Matrix(c.GetProperty("y")), NetworkCases.Loss(c));

        AssertClose(network.Predict(x), NetworkCases.Matrix(expected.GetProperty("output")));
        Assert.That(gradient.Loss, Is.EqualTo(expected.GetProperty("loss").GetDouble()).Within(Relative * 100).Percent.Or.EqualTo(expected.GetProperty("loss").GetDouble()).Within(Absolute));
        AssertClose(gradient.Inputs, NetworkCases.Matrix(expected.GetProperty("inputGradient")), absolute);
        foreach ((int l, JsonElement layer) in expected.GetProperty("gradients").EnumerateArray().Index())
        {
            AssertClose(gradient.Weights[l], NetworkCases.Matrix(layer.GetProperty("weights")), absolute);
            AssertClose(Row(gradient.Biases[l]), Row(NetworkCases.Vector(layer.GetProperty("bias"))), absolute);
        }
    }

    [TestCaseSource(typeof(NetworkCases), nameof(NetworkCases.Trainings))]
    public void Losses_and_parameters_of_training_steps(JsonElement c, JsonElement training)
    {
        FeedForwardNetwork<double> network = NetworkCases.Network(c);
        Matrix<double> x = NetworkCases.Matrix(c.GetProperty("x"));
        Matrix<double> y = NetworkCases.Matrix(c.GetProperty("y"));
        var trainer = new Trainer<double>(network, NetworkCases.Loss(c), NetworkCases.Optimizer(training), x.RowCount);
        foreach (double expected in NetworkCases.Vector(training.GetProperty("losses")))
        {
            Assert.That(trainer.Step(x, y), Is.EqualTo(expected).Within(Relative * Math.Max(1, expected)));
        }
        foreach ((int l, JsonElement layer) in training.GetProperty("parameters").EnumerateArray().Index())
        {
            AssertClose(network.Layers[l].Weights, NetworkCases.Matrix(layer.GetProperty("weights")));
            AssertClose(Row(network.Layers[l].Bias), Row(NetworkCases.Vector(layer.GetProperty("bias"))));
        }
    }

    /// <summary>The same in float, whose own rounding of inputs and weights is the limit; a logit of ±10⁴ has three digits behind the point.</summary>
    [TestCaseSource(typeof(NetworkCases), nameof(NetworkCases.All))]
    public void Outputs_loss_and_gradients_in_float(JsonElement c)
    {
        FeedForwardNetwork<float> network = NetworkCases.Network<float>(c);
        Matrix<float> x = NetworkCases.Convert<float>(NetworkCases.Matrix(c.GetProperty("x")));
        JsonElement expected = c.GetProperty("expected");
        double tolerance = c.GetProperty("name").GetString()!.EndsWith("extremeLogits", StringComparison.Ordinal) ? 1e-3 : 2e-5;
        NetworkGradient<float> gradient = network.Backpropagate(x, NetworkCases.Convert<float>(NetworkCases.Matrix(c.GetProperty("y"))), NetworkCases.Loss(c));
        double loss = expected.GetProperty("loss").GetDouble();
        Assert.That(gradient.Loss, Is.EqualTo(loss).Within(tolerance * Math.Max(1e-2, loss)));
        AssertCloseInFloat(network.Predict(x), NetworkCases.Matrix(expected.GetProperty("output")), tolerance);
        AssertCloseInFloat(gradient.Inputs, NetworkCases.Matrix(expected.GetProperty("inputGradient")), tolerance);
        foreach ((int l, JsonElement layer) in expected.GetProperty("gradients").EnumerateArray().Index())
        {
            AssertCloseInFloat(gradient.Weights[l], NetworkCases.Matrix(layer.GetProperty("weights")), tolerance);
            AssertCloseInFloat(new(1, gradient.Biases[l].Length, gradient.Biases[l]), Row(NetworkCases.Vector(layer.GetProperty("bias"))), tolerance);
        }
    }

    private static void AssertCloseInFloat(Matrix<float> actual, Matrix<double> expected, double relative)
    {
        double tolerance = relative * Math.Max(1e-2, expected.MaxNorm());
        Assert.That(Matrix.Create(actual.RowCount, actual.ColumnCount, (i, j) => (double)actual[i, j]).ApproximatelyEquals(expected, tolerance), Is.True, $"expected {expected}\nactual {actual}");
    }

    private static Matrix<double> Row(ReadOnlySpan<double> values) => new(1, values.Length, values);

    private static void AssertClose(ReadOnlyMatrixSpan<double> actual, Matrix<double> expected, double absolute = Absolute)
        => Assert.That(actual.ApproximatelyEquals(expected, absolute, Relative), Is.True, $"expected {expected}\nactual {actual.ToString("R", null)}");
}
