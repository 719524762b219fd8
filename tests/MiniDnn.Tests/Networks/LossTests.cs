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

    [TestCase(1e-3, true)]
    [TestCase(-9e-4, true)]
    [TestCase(4e-3, false)]
    public void Soft_targets_sum_to_1_within_a_thousandth(double error, bool isTaken)
    {
        T[] thirds = [.. new[] { 1 / 3f, 1 / 3f, (1 / 3f) + (error * 0.99) }.Select(T.CreateChecked)];
        Assert.That(() => Loss.CategoricalCrossEntropy.CheckTargets(new Matrix<T>(1, 3, thirds).AsReadOnly()), isTaken ? Throws.Nothing : Throws.ArgumentException.With.Message.Contains("row 0 of targets sums to"));
    }

    /// <summary>Also where the targets' sum is only nearly 1: with it off by a thousandth, p − t would be the gradient of another loss.</summary>
    [Test]
    public void The_gradient_is_that_of_the_loss_for_soft_targets_too([Values(2, 3, 9, 40)] int classes, [Values(0, 0.2)] double smoothing)
    {
        var loss = new CategoricalCrossEntropy { LabelSmoothing = smoothing };
        double[] logits = [.. TestMatrices.Random<double>(1, classes, 3).AsSpan()], shares = [.. TestMatrices.Random<double>(1, classes, 4).AsSpan()];
        double all = shares.Sum(Math.Abs);
        double[] t = [.. shares.Select(share => Math.Abs(share) / all * 1.0009)];
        Matrix<T> gradient = Backward(logits, t, loss).Gradient;
        double[] smooth = [.. t.Select(target => (target * (1 - smoothing)) + (smoothing / classes))], p = Softmax(logits);
        for (int j = 0; j < classes; j++)
        {
            double exact = (p[j] * smooth.Sum()) - smooth[j];
            Assert.That(double.CreateChecked(gradient[0, j]), Is.EqualTo(exact).Within(typeof(T) == typeof(float) ? 3e-7 : 1e-15));
        }
    }

    /// <summary>Logits so far apart that their difference is beyond every number, though the loss is not.</summary>
    [Test]
    public void A_cross_entropy_is_not_cut_while_it_is_a_number()
    {
        double size = typeof(T) == typeof(float) ? 1e38 : 1e308;
        Assert.That(Backward([size, -0.9 * size], [0.5, 0.5], Loss.CategoricalCrossEntropy).Loss, Is.EqualTo(0.95 * size).Within(1e-6 * size));
        if (typeof(T) == typeof(double))
        {
            Assert.That(Backward([1e308, -9e307], [0.5, 0.5], Loss.CategoricalCrossEntropy).Loss, Is.EqualTo(9.5e307));
            Assert.That(Backward([1e308, -9e307], [0, 1], Loss.CategoricalCrossEntropy).Loss, Is.EqualTo(double.MaxValue), "1.9e308 is no number");
        }
    }

    private static (double Loss, Matrix<T> Gradient) Backward(double[] logits, double[] targets, Loss loss)
    {
        Matrix<T> a = Matrix.Create(1, logits.Length, (_, j) => T.CreateChecked(logits[j])), z = a.Clone(), delta = a.Clone();
        Activation.Softmax.Apply<T>(a, z);
        T value = loss.Evaluate<T>(a, z, Matrix.Create(1, targets.Length, (_, j) => T.CreateChecked(targets[j])), delta);
        return (double.CreateChecked(value), delta);
    }

    private static double[] Softmax(double[] logits)
    {
        double sum = logits.Sum(Math.Exp);
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
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
