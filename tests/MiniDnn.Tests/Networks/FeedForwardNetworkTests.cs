namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class FeedForwardNetworkTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static FeedForwardNetwork<T> Network(ulong seed = 1)
        => new(3, [new Dense(5, Activation.Tanh), new Dense(2, Activation.Softmax)], seed);

    [Test]
    public void A_network_knows_its_shape_and_prints_it()
    {
        FeedForwardNetwork<T> network = Network();
        Assert.That((network.InputCount, network.OutputCount, network.Layers.Count, network.Parameters.Length), Is.EqualTo((3, 2, 2, 32)));
        Assert.That(network.Layers[0].Weights.ToString(), Does.StartWith("5×3"));
        Assert.That(network.Layers[1].ToString(), Is.EqualTo("Dense(2, softmax): 1×5 → 1×2"));
        Assert.That(network.ToString(), Does.Match(@"Dense\(5, tanh\) +1×3 +1×5 +20").And.Match(@"softmax\) +1×5 +1×2 +12").And.Match("total +32"));
        Assert.That(new Dense(5, Activation.Tanh).ToString(), Is.EqualTo("Dense(5, tanh)"));
    }

    [Test]
    public void The_same_seed_gives_the_same_network()
    {
        T[] first = Network(7).Parameters.ToArray(), again = Network(7).Parameters.ToArray();
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Network(7).Parameters.ToArray(), Is.Not.EqualTo(Network(8).Parameters.ToArray()));
    }

    [Test]
    public void Prediction_is_the_composition_of_its_layers()
    {
        FeedForwardNetwork<T> network = Network();
        Matrix<T> x = TestMatrices.Random<T>(300, 3);
        Matrix<T> hidden = x.MultiplyTransposed(network.Layers[0].Weights).AddRow(network.Layers[0].Bias).Map(T.Tanh);
        Matrix<T> logits = hidden.MultiplyTransposed(network.Layers[1].Weights).AddRow(network.Layers[1].Bias);
        Matrix<T> odds = logits.Map(T.Exp);
        Matrix<T> expected = Matrix.Create(300, 2, (i, j) => odds[i, j] / (odds[i, 0] + odds[i, 1]));
        Assert.That(network.Predict(x).ApproximatelyEquals(expected, T.CreateChecked(1e-6)));
        ForwardPass<T> pass = network.Forward(x);
        Assert.That(pass.PreActivations[1].ApproximatelyEquals(logits, T.CreateChecked(1e-5)));
        Assert.That(pass.Outputs[0].ApproximatelyEquals(hidden, T.CreateChecked(1e-6)));
        Assert.That(pass.ToString(), Is.EqualTo("ForwardPass: 300×5 → 300×2"));
    }

    [Test]
    public void A_row_a_view_and_a_destination_give_the_same_prediction()
    {
        FeedForwardNetwork<T> network = Network();
        Matrix<T> x = TestMatrices.Random<T>(4, 3);
        Matrix<T> expected = network.Predict(x);
        Matrix<T> padded = TestMatrices.Padded(new Matrix<T>(4, 2));
        network.Predict(TestMatrices.Inside(TestMatrices.Padded(x)), TestMatrices.Inside(padded));
        Assert.That(TestMatrices.Inside(padded).AsReadOnly().ApproximatelyEquals(expected, T.CreateChecked(1e-6)));
        TestMatrices.AssertPaddingUntouched(padded);
        var row = new T[2];
        network.Predict(x.Row(2), row);
        Assert.That(new Matrix<T>(1, 2, row).ApproximatelyEquals(expected.Rows(2..3), T.CreateChecked(1e-6)));
        Assert.That(network.Predict(new Matrix<T>(0, 3)).RowCount, Is.Zero);
    }

    [Test]
    public void Prediction_into_a_destination_allocates_nothing()
    {
        FeedForwardNetwork<T> network = Network();
        Matrix<T> x = TestMatrices.Random<T>(8, 3);
        var destination = new Matrix<T>(8, 2);
        Assert.That(Allocation.OnceWarm(() => network.Predict(x, destination)), Is.Zero);
    }

    [Test]
    public void Prediction_allocates_nothing_with_any_activation_one_row_or_more_than_a_piece([Values(1, 7, 300)] int rows)
    {
        foreach (Activation activation in new[] { Activation.Identity, Activation.Sigmoid, Activation.ReLU, Activation.LeakyReLU, Activation.ELU, Activation.GELU, Activation.SiLU, Activation.Softplus, Activation.Tanh, Activation.Softmax })
        {
            var network = new FeedForwardNetwork<T>(90, [new Dense(70, activation), new Dense(3)], seed: 1);
            Matrix<T> x = TestMatrices.Random<T>(rows, 90);
            var destination = new Matrix<T>(rows, 3);
            Assert.That(Allocation.OnceWarm(() => network.Predict(x, destination)), Is.Zero, activation.Name);
            Assert.That(Allocation.OnceWarm(() => network.Predict(x.Row(0), destination.Row(0))), Is.Zero, activation.Name);
        }
    }

    [Test]
    public void A_value_that_is_not_a_number_is_not_hidden_by_any_activation([Values(1, 3, 40)] int rows)
    {
        foreach (Activation activation in new[] { Activation.Identity, Activation.Sigmoid, Activation.ReLU, Activation.LeakyReLU, Activation.ELU, Activation.GELU, Activation.SiLU, Activation.Softplus, Activation.Tanh, Activation.Softmax })
        {
            var network = new FeedForwardNetwork<T>(5, [new Dense(19, activation), new Dense(3)], seed: 1);
            Matrix<T> x = TestMatrices.Random<T>(rows, 5);
            x[rows - 1, 2] = T.NaN;
            Assert.That(network.Predict(x).Row(rows - 1).ToArray(), Has.All.Matches<T>(T.IsNaN), activation.Name);
        }
    }

    [Test]
    public void Eight_threads_predict_what_one_does()
    {
        FeedForwardNetwork<T> network = Network();
        Matrix<T>[] inputs = [.. Enumerable.Range(0, 64).Select(i => TestMatrices.Random<T>(1 + (i % 5), 3, (ulong)i))];
        Matrix<T>[] expected = [.. inputs.Select(x => network.Predict(x))];
        using var together = new Barrier(8);
        int[] wrong = new int[8];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            together.SignalAndWait();
            for (int i = t; i < 64 * 50; i++)
            {
                wrong[t] += network.Predict(inputs[i % 64]).AsSpan().SequenceEqual(expected[i % 64].AsSpan()) ? 0 : 1;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(wrong, Has.All.Zero);
    }

    [Test]
    public void Layers_that_make_no_sense_are_refused()
    {
        Assert.That(() => new FeedForwardNetwork<T>(0, [new Dense(1)]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("inputs"));
        Assert.That(() => new FeedForwardNetwork<T>(1, []), Throws.ArgumentException.With.Message.StartsWith("A network must have a layer."));
        Assert.That(() => new FeedForwardNetwork<T>(1, null!), Throws.ArgumentNullException);
        Assert.That(() => new FeedForwardNetwork<T>(1, [null!]), Throws.ArgumentNullException.With.Message.StartsWith("Layer 0 is null."));
        Assert.That(() => new FeedForwardNetwork<T>(100_000, [new Dense(100_000)]), Throws.ArgumentException.With.Message.StartsWith("Layer 0, Dense(100000, identity): Up to weight 100000×100000 the network has 10000000000 parameters; at most 2147483591 fit."));
        Assert.That(() => new Dense(0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("outputs"));
        Assert.That(() => FeedForwardNetwork<T>.FromWeights([new Matrix<T>(2, 3)], [new T[3]], [Activation.Tanh]), Throws.ArgumentException.With.Message.StartsWith("FromWeights: layer 0 has 3 biases; it must have 2, one for each row of its weights."));
        Assert.That(() => FeedForwardNetwork<T>.FromWeights([new Matrix<T>(2, 3), new Matrix<T>(1, 3)], [new T[2], new T[1]], [Activation.Tanh, Activation.Tanh]), Throws.ArgumentException.With.Message.StartsWith("FromWeights: the weights of layer 1 are 1×3; they must be outputs×2"));
        Assert.That(() => FeedForwardNetwork<T>.FromWeights([new Matrix<T>(1, 1, [T.NaN])], [new T[1]], [Activation.Tanh]), Throws.ArgumentException.With.Message.Contains("every value must be finite"));
        Assert.That(() => FeedForwardNetwork<T>.FromWeights([new Matrix<T>(1, 1)], [[T.PositiveInfinity]], [Activation.Tanh]), Throws.ArgumentException.With.Message.Contains("every value must be finite"));
        Assert.That(() => FeedForwardNetwork<T>.FromWeights([null!], [new T[1]], [Activation.Tanh]), Throws.ArgumentNullException);
        Assert.That(() => FeedForwardNetwork<T>.FromWeights([], [], []), Throws.ArgumentException);
    }

    [Test]
    public void Data_that_does_not_fit_is_refused()
    {
        FeedForwardNetwork<T> network = Network();
        Matrix<T> x = TestMatrices.Random<T>(2, 3);
        Matrix<T> y = new(2, 2, [T.One, T.Zero, T.Zero, T.One]);
        Loss loss = Loss.CategoricalCrossEntropy;
        Assert.That(() => network.Predict(new Matrix<T>(2, 4)), Throws.ArgumentException.With.Message.StartsWith("Predict: x is 2×4; it must have 3 columns, one for each input."));
        Assert.That(() => network.Predict(x, new Matrix<T>(2, 3)), Throws.ArgumentException.With.Message.StartsWith("Predict: destination is 2×3; it must be 2×2."));
        Assert.That(() => network.Predict(x, x[.., 1..]), Throws.ArgumentException.With.Message.StartsWith("Predict: destination overlaps x"));
        Assert.That(() => network.Predict(new T[2], new T[2]), Throws.ArgumentException);
        Assert.That(() => network.Backpropagate(new Matrix<T>(0, 3), new Matrix<T>(0, 2), loss), Throws.ArgumentException.With.Message.StartsWith("Backpropagate: x is 0×3; there must be a sample."));
        Assert.That(() => network.Backpropagate(x, new Matrix<T>(2, 1), loss), Throws.ArgumentException.With.Message.StartsWith("Backpropagate: targets is 2×1; it must be 2×2"));
        Assert.That(() => network.Backpropagate(x, y, null!), Throws.ArgumentNullException);
        Assert.That(() => network.Backpropagate(x, y, Loss.BinaryCrossEntropy), Throws.ArgumentException.With.Message.StartsWith("Backpropagate: the loss binaryCrossEntropy needs the output activation sigmoid, but the last layer has softmax"));
        Assert.That(() => network.Backpropagate(x, y.Multiply(T.CreateChecked(2)), loss), Throws.ArgumentException.With.Message.StartsWith("CategoricalCrossEntropy: targets[0, 0] is 2; every target must be in [0, 1]."));
        Assert.That(() => network.Backpropagate(x, Matrix<T>.Zeros(2, 2), loss), Throws.ArgumentException.With.Message.StartsWith("CategoricalCrossEntropy: row 0 of targets sums to 0; it must be one-hot"));
        y[1, 1] = T.NaN;
        Assert.That(() => network.Evaluate(x, y, loss), Throws.ArgumentException.With.Message.StartsWith("Evaluate: targets[1, 1] is NaN; every value must be finite."));
        var sigmoid = new FeedForwardNetwork<T>(3, [new Dense(2, Activation.Sigmoid)]);
        var single = new FeedForwardNetwork<T>(3, [new Dense(1, Activation.Softmax)]);
        Assert.That(() => sigmoid.Backpropagate(x, y, loss), Throws.ArgumentException.With.Message.Contains("end the network with softmax, or use Loss.BinaryCrossEntropy."));
        Assert.That(() => network.Backpropagate(x, y, Loss.BinaryCrossEntropy), Throws.ArgumentException.With.Message.Contains("end the network with sigmoid, or use Loss.CategoricalCrossEntropy."));
        Assert.That(() => new FeedForwardNetwork<T>(3, [new Dense(2)]).Backpropagate(x, y, loss), Throws.ArgumentException.With.Message.Contains("or use Loss.MeanSquaredError."));
        Assert.That(() => single.Backpropagate(x, new Matrix<T>(2, 1, [T.One, T.One]), loss), Throws.ArgumentException.With.Message.Contains("the softmax of a single output is always 1; end the network with an output for each class"));
        x[0, 2] = T.PositiveInfinity;
        Assert.That(() => network.Evaluate(x, y, loss), Throws.ArgumentException.With.Message.StartsWith("Evaluate: x[0, 2] is "));
    }
}
