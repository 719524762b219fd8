namespace MiniDnn.Tests;

internal sealed class InitializerTests
{
    private static readonly (Initializer Initializer, double Variance, bool Bounded)[] Cases =
    [
        (Initializer.GlorotUniform, 2.0 / 300, true),
        (Initializer.GlorotNormal, 2.0 / 300, false),
        (Initializer.HeUniform, 2.0 / 100, true),
        (Initializer.HeNormal, 2.0 / 100, false),
        (Initializer.LeCunUniform, 1.0 / 100, true),
        (Initializer.LeCunNormal, 1.0 / 100, false),
    ];

    [Test]
    public void Weights_have_mean_0_and_the_variance_of_the_method([ValueSource(nameof(Cases))] (Initializer Initializer, double Variance, bool Bounded) c)
    {
        var weights = new double[100 * 200];
        c.Initializer.Fill<double>(weights, 100, 200, new SeededRandom(1));
        Assert.That(weights.Average(), Is.EqualTo(0).Within(4 * Math.Sqrt(c.Variance / weights.Length)));
        Assert.That(weights.Average(w => w * w), Is.EqualTo(c.Variance).Within(5).Percent);
        Assert.That(weights.Max(Math.Abs) <= Math.Sqrt(3 * c.Variance), Is.EqualTo(c.Bounded));
        Assert.That(c.Initializer.ToString(), Is.Not.Empty);
    }

    [Test]
    public void The_default_fits_the_activation_and_biases_start_at_0()
    {
        Assert.That(new Dense(3, Activation.ReLU).Initializer, Is.SameAs(Initializer.HeNormal));
        Assert.That(new Dense(3, Activation.Tanh).Initializer, Is.SameAs(Initializer.HeUniform));
        Assert.That(new Dense(3).Activation, Is.SameAs(Activation.Identity));
        var network = new FeedForwardNetwork<float>(2, [new Dense(3, Activation.ReLU, Initializer.Zeros)], seed: 1);
        Assert.That(network.Parameters.ToArray(), Has.All.Zero);
        Assert.That(new FeedForwardNetwork<float>(2, [new Dense(3)], seed: 1).Layers[0].Bias.ToArray(), Has.All.Zero);
    }
}
