namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LossTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static Matrix<T> Rows(params double[] values) => Matrix.Create(values.Length, 1, (i, _) => T.CreateChecked(values[i]));

    private static (double Value, double[] Gradient) Evaluate(Loss loss, Matrix<T> predictions, Matrix<T> targets)
    {
        var delta = new Matrix<T>(predictions.RowCount, predictions.ColumnCount);
        T value = loss.Evaluate<T>(default, predictions, targets, delta);
        return (double.CreateChecked(value), [.. delta.AsSpan().ToArray().Select(double.CreateChecked)]);
    }

    [Test]
    public void Mean_absolute_error_by_hand()
    {
        (double value, double[] gradient) = Evaluate(Loss.MeanAbsoluteError, Rows(1, -2, 3, 0), Rows(0, 0, 3, 1));
        Assert.That(value, Is.EqualTo(1));
        Assert.That(gradient, Is.EqualTo([0.25, -0.25, 0, -0.25]));
    }

    [Test]
    public void Huber_by_hand()
    {
        (double value, double[] gradient) = Evaluate(new Huber { Delta = 2 }, Rows(1, -5, 3, 2), Rows(0, 0, 3, 0));
        Assert.That(value, Is.EqualTo((0.5 + (2 * (5 - 1)) + 0 + 2) / 4));
        Assert.That(gradient, Is.EqualTo([0.25, -0.5, 0, 0.5]));
        Assert.That(() => new Huber { Delta = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Delta"));
    }

    [Test]
    public void Smoothed_labels_are_labels_that_are_spread()
    {
        var network = new FeedForwardNetwork<T>(3, [new Dense(4, Activation.Softmax)], seed: 2);
        Matrix<T> x = TestMatrices.Random<T>(6, 3);
        Matrix<T> hard = OneHot.Encode<T>([0, 1, 2, 3, 3, 1], 4);
        Matrix<T> spread = hard.Map(t => (t * T.CreateChecked(0.8)) + T.CreateChecked(0.05));
        NetworkGradient<T> smoothed = network.Backpropagate(x, hard, new CategoricalCrossEntropy { LabelSmoothing = 0.2 });
        NetworkGradient<T> expected = network.Backpropagate(x, spread, Loss.CategoricalCrossEntropy);
        double tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-14;
        Assert.That(double.CreateChecked(smoothed.Loss - expected.Loss), Is.Zero.Within(tolerance));
        Assert.That(smoothed.Weights[0].ApproximatelyEquals(expected.Weights[0], T.CreateChecked(tolerance)));
    }

    [Test]
    public void A_class_that_weighs_twice_counts_as_two_samples()
    {
        var network = new FeedForwardNetwork<T>(3, [new Dense(2, Activation.Softmax)], seed: 2);
        Matrix<T> x = TestMatrices.Random<T>(3, 3);
        Matrix<T> twice = x.SelectRows([0, 1, 1, 2, 2]);
        var loss = new CategoricalCrossEntropy { ClassWeights = [1, 2] };
        NetworkGradient<T> weighted = network.Backpropagate(x, OneHot.Encode<T>([0, 1, 1], 2), loss);
        NetworkGradient<T> repeated = network.Backpropagate(twice, OneHot.Encode<T>([0, 1, 1, 1, 1], 2), Loss.CategoricalCrossEntropy);
        T five = T.CreateChecked(5.0 / 3);
        double tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-14;
        Assert.That(double.CreateChecked(weighted.Loss - (repeated.Loss * five)), Is.Zero.Within(tolerance));
        Assert.That(weighted.Weights[0].ApproximatelyEquals(repeated.Weights[0].Multiply(five), T.CreateChecked(tolerance)));
        Assert.That(loss.ClassWeights, Is.EqualTo([1.0, 2]));
    }

    [Test]
    public void Weights_and_smoothing_out_of_range_are_refused()
    {
        Assert.That(() => new CategoricalCrossEntropy { LabelSmoothing = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("LabelSmoothing"));
        Assert.That(() => new CategoricalCrossEntropy { ClassWeights = [1, -1] }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("ClassWeights"));
        var network = new FeedForwardNetwork<T>(1, [new Dense(2, Activation.Softmax)]);
        Assert.That(
            () => network.Backpropagate(new Matrix<T>(1, 1), OneHot.Encode<T>([0], 2), new CategoricalCrossEntropy { ClassWeights = [1, 1, 1] }),
            Throws.ArgumentException.With.Message.StartsWith("CategoricalCrossEntropy: ClassWeights has 3 weights; there must be 2, one for each class."));
        Assert.That(new CategoricalCrossEntropy { ClassWeights = null }.ClassWeights, Is.Null);
    }
}
