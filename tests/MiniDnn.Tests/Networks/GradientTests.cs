namespace MiniDnn.Tests;

/// <summary>Backpropagation against central differences, and the worked example of section 7.</summary>
internal sealed class GradientTests
{
    private static readonly Activation[] Hidden = [Activation.Identity, Activation.Sigmoid, Activation.Tanh, Activation.ReLU, Activation.Softmax,
        Activation.LeakyReLU, new LeakyReLU { Slope = 0.3 }, Activation.ELU, new ELU { Alpha = 0.5 }, Activation.GELU, Activation.SiLU, Activation.Softplus];

    private static readonly Loss[] Losses = [Loss.MeanSquaredError, Loss.MeanAbsoluteError, Loss.Huber, new Huber { Delta = 0.2 }, Loss.BinaryCrossEntropy, Loss.CategoricalCrossEntropy,
        new CategoricalCrossEntropy { LabelSmoothing = 0.1 }, new CategoricalCrossEntropy { LabelSmoothing = 0.2, ClassWeights = [0.5, 2, 0.25] }];

    private static readonly Initializer[] Initializers = [Initializer.LeCunNormal, Initializer.LeCunUniform, Initializer.GlorotNormal, Initializer.GlorotUniform, Initializer.HeNormal, Initializer.HeUniform];

    [Test]
    public void Every_activation_and_loss_agrees_with_central_differences(
        [ValueSource(nameof(Hidden))] Activation activation,
        [ValueSource(nameof(Losses))] Loss loss)
    {
        Activation output = loss.RequiredActivation ?? Activation.Tanh;
        var network = new FeedForwardNetwork<double>(4, [new Dense(6, activation), new Dense(3, output)], seed: 5);
        Matrix<double> x = TestMatrices.Random<double>(7, 4);
        Matrix<double> targets = OneHot.Encode<double>([0, 1, 2, 0, 1, 2, 0], 3);
        double[] before = [.. network.Parameters];
        GradientCheck check = GradientCheck.Run(network, x, targets, loss);
        Assert.That(check.LargestError, Is.LessThan(1e-8), check.ToString());
        Assert.That(network.Parameters.ToArray(), Is.EqualTo(before), "the network is left as it was");
    }

    [Test]
    public void Random_architectures_agree_with_central_differences([Range(1, 100)] int seed)
    {
        var random = new SeededRandom((ulong)seed);
        Loss loss = Losses[random.NextInt32(Losses.Length - 1)];   // the last has weights for three classes
        int inputs = 1 + random.NextInt32(5);
        int outputs = (loss is CategoricalCrossEntropy ? 2 : 1) + random.NextInt32(3);
        Dense[] layers = [
            .. Enumerable.Range(0, random.NextInt32(4)).Select(_ => new Dense(1 + random.NextInt32(6), Hidden[random.NextInt32(Hidden.Length)], Initializers[random.NextInt32(Initializers.Length)])),
            new Dense(outputs, loss.RequiredActivation ?? Hidden[random.NextInt32(Hidden.Length)])];
        var network = new FeedForwardNetwork<double>(inputs, layers, (ulong)seed);
        foreach (NetworkLayer<double> layer in network.Layers)
        {
            Matrix<double>.RandomNormal(1, layer.Output.Columns, random).AsSpan().CopyTo(layer.Bias);
        }
        int samples = 1 + random.NextInt32(9);
        Matrix<double> x = Matrix<double>.RandomNormal(samples, inputs, random);
        Matrix<double> targets = loss.RequiredActivation is null
            ? Matrix<double>.RandomNormal(samples, outputs, random)
            : OneHot.Encode<double>([.. Enumerable.Range(0, samples).Select(_ => random.NextInt32(outputs))], outputs);
        GradientCheck check = GradientCheck.Run(network, x, targets, loss);
        Assert.That(check.LargestError, Is.LessThan(1e-7), $"{loss}: {check}\n{network}");
    }

    [Test]
    public void A_wrong_derivative_is_found()
    {
        var network = new FeedForwardNetwork<double>(2, [new Dense(3, new WrongSigmoid()), new Dense(1)], seed: 1);
        GradientCheck check = GradientCheck.Run(network, TestMatrices.Random<double>(5, 2), TestMatrices.Random<double>(5, 1), Loss.MeanSquaredError);
        Assert.That(check.LargestError, Is.GreaterThan(1e-3));
        Assert.That(check.ToString(), Does.StartWith("largest error"));
        Assert.That(() => GradientCheck.Run<double>(null!, new Matrix<double>(1, 1), new Matrix<double>(1, 1), Loss.MeanSquaredError), Throws.ArgumentNullException);
        Assert.That(() => GradientCheck.Run(network, new Matrix<double>(1, 2), new Matrix<double>(1, 1), Loss.MeanSquaredError, step: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_worked_example_of_backpropagation()
    {
        FeedForwardNetwork<double> network = WorkedExample();
        Matrix<double> x = [[1.0, 0.5]];
        Matrix<double> target = [[0, 1]];
        NetworkGradient<double> gradient = network.Backpropagate(x, target, Loss.MeanSquaredError);
        Assert.That(gradient.Loss, Is.EqualTo(0.09294907903371338).Within(1e-16));
        AssertClose(gradient.Deltas[2], [[0.32986398, -0.27764710]], 5e-9);
        AssertClose(gradient.Weights[2], [[0.20657711, 0.27583069], [-0.17387632, -0.23216718]], 5e-9);
        AssertClose(gradient.Deltas[1], [[-0.01177508275161709, -0.00617556]], 5e-9);
        Assert.That(gradient.Deltas[1][0, 0], Is.EqualTo(-0.01177508275161709).Within(1e-17));
        AssertClose(gradient.Weights[1], [[-0.00676411, -0.00786797, -0.00883437], [-0.0035475, -0.00412643, -0.00463328]], 5e-9);
        Assert.That(gradient.Deltas[0][0, 0], Is.EqualTo(-0.001042685193484238).Within(1e-18));
        AssertClose(gradient.Deltas[0], [[-0.00104269, -0.00148058, -0.00170329]], 5e-9);
        AssertClose(gradient.Weights[0], [[-0.00104269, -0.00052134], [-0.00148058, -0.00074029], [-0.00170329, -0.00085165]], 5e-9);
        Assert.That(gradient.Biases[0], Is.EqualTo(gradient.Deltas[0].Row(0).ToArray()));
        Assert.That(gradient.Deltas[0].FrobeniusNorm() / gradient.Deltas[2].FrobeniusNorm(), Is.EqualTo(0.005765997763653829).Within(1e-17));
        Assert.That(gradient.ToString(), Does.StartWith("loss 0.0929491; |δ| by layer:"));
    }

    [Test]
    public void The_worked_example_forward()
    {
        ForwardPass<double> pass = WorkedExample().Forward(new Matrix<double>(1, 2, [1.0, 0.5]));
        AssertClose(pass.PreActivations[0], [[0.3, 0.7, 1.1]], 1e-15);
        AssertClose(pass.Outputs[0], [[0.574442516811659, 0.668187772168166, 0.7502601055951177]], 1e-15);
        AssertClose(pass.PreActivations[1], [[0.5161598377933344, 1.6301867939591517]], 1e-15);
        AssertClose(pass.Outputs[1], [[0.6262493703990729, 0.8361952260694274]], 1e-15);
        AssertClose(pass.Outputs[2], [[0.32986398225379276, 0.7223529015474928]], 1e-15);
        AssertClose(pass.PreActivations[2], [[0.32986398225379276, 0.7223529015474928]], 1e-15);
    }

    [TestCase(0.25, 1e-5)]
    public void A_sigmoid_passes_on_a_quarter_at_best_and_ReLU_all(double largest, double step)
    {
        double[] points = [.. Enumerable.Range(-1000, 2001).Select(i => i * 0.01)];
        var z = new Matrix<double>(1, points.Length, points);
        Matrix<double> output = z.Clone();
        Activation.Sigmoid.Apply<double>(z, output);
        Matrix<double> slope = z.Map(_ => 1);
        Activation.Sigmoid.Backward<double>(default, output, slope);
        Assert.That(slope.MaxNorm(), Is.EqualTo(largest).Within(step * step));
        Assert.That((Math.Round(Math.Pow(largest, 3), 3), Math.Round(Math.Pow(largest, 10), 8)), Is.EqualTo((0.016, 0.00000095)));
        Matrix<double> passed = z.Map(_ => 1);
        Activation.ReLU.Apply<double>(z, output);
        Activation.ReLU.Backward<double>(default, output, passed);
        Assert.That(passed.AsSpan().ToArray(), Is.EqualTo(points.Select(p => p > 0 ? 1.0 : 0)));
    }

    private static FeedForwardNetwork<double> WorkedExample() => FeedForwardNetwork<double>.FromWeights(
        weights: [[[.1, .2], [.3, .4], [.5, .6]], [[.1, .2, .3], [.5, .7, .9]], [[.1, .2], [.3, .4]]],
        biases: [[.1, .2, .3], [.1, .2], [.1, .2]],
        activations: [Activation.Sigmoid, Activation.Sigmoid, Activation.Identity]);

    private static void AssertClose(Matrix<double> actual, Matrix<double> expected, double tolerance)
        => Assert.That(actual.ApproximatelyEquals(expected, tolerance), Is.True, $"expected {expected}\nactual {actual}");

    private sealed class WrongSigmoid : Activation
    {
        public override string Name => "wrong";

        public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output) => Sigmoid.Apply(input, output);

        public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
        {
        }
    }
}
