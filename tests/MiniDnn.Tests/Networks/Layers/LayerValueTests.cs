namespace MiniDnn.Tests;

/// <summary>Dense, Dropout, Flatten and Residual beside their definitions, in loops over doubles: a sample alone, and one of several rows.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LayerValueTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static double Tolerance => typeof(T) == typeof(float) ? 1e-5 : 1e-13;

    [Test]
    public void Each_row_of_a_sequence_goes_through_Dense([Values(1, 4)] int rows)
    {
        var network = new FeedForwardNetwork<T>(new SampleShape(rows, 3), [new Dense(2, Activation.Sigmoid)], seed: 1);
        Matrix<T> x = TestMatrices.Random<T>(5, rows * 3);
        double[] p = Doubles(network.Parameters), expected = [.. Doubles(x.AsSpan()).Chunk(3).SelectMany(row => Enumerable.Range(0, 2)
            .Select(o => 1 / (1 + Math.Exp(-(p[6 + o] + row.Select((value, j) => value * p[(o * 3) + j]).Sum())))))];
        Assert.That(Doubles(network.Predict(x).AsSpan()), Is.EqualTo(expected).Within(Tolerance));
        Assert.That(network.Predict(TestMatrices.Inside(TestMatrices.Padded(x))).AsSpan().ToArray(), Is.EqualTo(network.Predict(x).AsSpan().ToArray()), "of a view");
        Assert.That(Doubles(network.Predict(x.Row(3))), Is.EqualTo(Doubles(network.Predict(x).Row(3))).Within(Tolerance));
        Assert.That((network.InputCount, network.OutputCount), Is.EqualTo((3 * rows, 2 * rows)));
    }

    [Test]
    public void Flatten_leaves_the_numbers_in_their_order()
    {
        var network = new FeedForwardNetwork<T>(new SampleShape(4, 3), [new Flatten()]);
        Matrix<T> x = TestMatrices.Random<T>(5, 12);
        TestMatrices.AssertEqual<T>(network.Predict(x), x);
        TestMatrices.AssertEqual<T>(TrainingPass.Outputs(network, x), x);
        Assert.That(network.Layers[0].Output, Is.EqualTo(new SampleShape(1, 12)));
        var tooWide = new SampleShape(1 << 16, 1 << 15);
        Assert.That(() => new Flatten().Plan(tooWide), Throws.ArgumentException.With.Message.StartsWith("Flatten: a sample of 65536×32768 has 2147483648 numbers; a row holds at most 2147483647."));
    }

    /// <summary>x + f(x) in x + f(x), f being a layer of one neuron.</summary>
    [Test]
    public void Residual_adds_what_comes_in_at_every_depth()
    {
        var network = new FeedForwardNetwork<T>(1, [new Residual(new Residual(new Dense(1, Activation.Tanh), new Residual(new Dense(1))))], seed: 1);
        double[] p = Doubles(network.Parameters);
        Matrix<T> x = TestMatrices.Random<T>(6, 1);
        double[] expected = [.. Doubles(x.AsSpan()).Select(value =>
        {
            double inner = Math.Tanh((p[0] * value) + p[1]);
            inner += (p[2] * inner) + p[3];
            return value + value + inner;
        })];
        Assert.That(Doubles(network.Predict(x).AsSpan()), Is.EqualTo(expected).Within(Tolerance));
        Assert.That(Doubles(TrainingPass.Outputs(network, x).AsSpan()), Is.EqualTo(expected).Within(Tolerance));
        Assert.That(network.Layers[0].ParameterNames, Is.EqualTo(["0.0.weight", "0.0.bias", "0.1.0.weight", "0.1.0.bias"]));
    }

    [Test]
    public void Layers_inside_a_Residual_must_bring_the_shape_back()
    {
        Assert.That(() => new Residual(), Throws.ArgumentException.With.Message.StartsWith("Residual: there is no layer inside; there must be one."));
        Assert.That(() => new Residual(new Dense(1), null!), Throws.ArgumentNullException);
        Assert.That(() => new FeedForwardNetwork<T>(2, [new Residual(new Dense(3))]), Throws.ArgumentException.With.Message.Contains("the layers inside give samples of 1×3; to be added to what comes in, it must be 1×2."));
        var sequence = new SampleShape(2, 2);
        Assert.That(() => new FeedForwardNetwork<T>(sequence, [new Residual(new Flatten())]), Throws.ArgumentException.With.Message.Contains("layer 0 inside, flatten, gives samples of 1×4 for 2×2; it must keep the rows"));
        Layer deep = new Dense(1);
        for (int i = 0; i < 100; i++)
        {
            deep = new Residual(deep);
        }
        Assert.That(() => new FeedForwardNetwork<T>(1, [deep]), Throws.ArgumentException.With.Message.Contains("at most 64 are allowed"));
    }

    /// <summary>A share of 100,000 numbers, ten standard deviations wide; the others divided by what stays, so that the mean does.</summary>
    [Test]
    public void Dropout_drops_its_share_in_training_and_nothing_in_prediction([Values(0, 0.1, 0.5, 0.9)] double share)
    {
        FeedForwardNetwork<T> network = AsItIs(100, new Dropout(share));
        Matrix<T> x = Matrix.Create(1000, 100, (_, _) => T.One);
        double[] outputs = Doubles(TrainingPass.Outputs(network, x).AsSpan());
        double scale = double.CreateChecked(T.CreateChecked(1 / (1 - share)));
        Assert.That(outputs, Has.All.EqualTo(0).Or.EqualTo(scale));
        Assert.That(outputs.Count(value => value == 0) / 1e5, Is.EqualTo(share).Within(10 * Math.Sqrt(share * (1 - share) / 1e5)));
        TestMatrices.AssertEqual<T>(network.Predict(x), x);
        TestMatrices.AssertEqual<T>(network.Forward(x).Outputs[0], x);
        Assert.That(() => new Dropout(1 + share), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("share"));
        Assert.That(() => new FeedForwardNetwork<T>(1, [new Dense(1), new Dropout(share)]), Throws.ArgumentException.With.Message.StartsWith("The last layer is Dropout("));
    }

    /// <summary>Every column and every pair of neighbours: numbers drawn two at a time must not go together.</summary>
    [Test]
    public void What_is_dropped_is_independent_of_its_neighbours_and_of_the_step_before()
    {
        const int Count = 50_000;
        FeedForwardNetwork<T> network = AsItIs(2, new Dropout(0.5));
        Matrix<T> x = Matrix.Create(Count, 2, (_, _) => T.One);
        var random = new SeededRandom(1);
        bool[] first = [.. Dropped(TrainingPass.Outputs(network, x, random))], second = [.. Dropped(TrainingPass.Outputs(network, x, random))];
        double tolerance = 10 * Math.Sqrt(3.0 / 16 / Count);
        Assert.That((double)first.Chunk(2).Count(pair => pair[0] && pair[1]) / Count, Is.EqualTo(0.25).Within(tolerance));
        Assert.That((double)first.Zip(first.Skip(2)).Count(pair => pair.First && pair.Second) / (2 * Count), Is.EqualTo(0.25).Within(tolerance));
        Assert.That((double)first.Zip(second).Count(pair => pair.First && pair.Second) / (2 * Count), Is.EqualTo(0.25).Within(tolerance));
    }

    /// <summary>Of L = Σ(z − 0)²/n the derivative with respect to x is 0 where z was dropped, and only there.</summary>
    [Test]
    public void What_was_dropped_has_no_part_in_the_gradient()
    {
        FeedForwardNetwork<T> network = AsItIs(3, new Dropout(0.5));
        Matrix<T> x = TestMatrices.Random<T>(40, 3);
        Matrix<T> dropped = TrainingPass.Outputs(network, x, new SeededRandom(4));
        LentNumbers<T> lent = network.Core.Lend(new T[network.Parameters.Length], random: new SeededRandom(4));
        var workspace = new Workspace<T>(network.Core.Layout, 40, lent, PassKind.Step, Loss.MeanSquaredError);
        Propagation.Forward(network.Core, x, workspace);
        Propagation.OutputDelta(network.Core, new Matrix<T>(40, 3), default, Loss.MeanSquaredError, workspace);
        Propagation.Backward(network.Core, x, workspace, wantsInputDelta: true);
        Assert.That(Dropped(workspace.InputDelta(40).ToMatrix()), Is.EqualTo(Dropped(dropped)));
        Assert.That(Dropped(dropped), Has.Some.True.And.Some.False);
    }

    /// <summary>A layer with nothing but an identity behind it, since it must not be the last.</summary>
    private static FeedForwardNetwork<T> AsItIs(int columns, Layer layer)
    {
        var network = new FeedForwardNetwork<T>(columns, [layer, new Dense(columns)]);
        network.Layers[1].Weights.Clear();
        for (int i = 0; i < columns; i++)
        {
            network.Layers[1].Weights[i, i] = T.One;
        }
        return network;
    }

    private static IEnumerable<bool> Dropped(Matrix<T> outputs) => outputs.AsSpan().ToArray().Select(value => value == T.Zero);

    private static double[] Doubles(ReadOnlySpan<T> numbers) => [.. numbers.ToArray().Select(double.CreateChecked)];
}
