namespace MiniDnn.Tests;

internal sealed class StandardScalerTests
{
    /// <summary>What rounding leaves of a sum of 100,000 numbers is put right by the mean of the deviations.</summary>
    [Test]
    public void The_mean_of_many_numbers_keeps_the_digits_of_float([Range(1, 5)] int seed)
    {
        Matrix<float> x = Matrix<float>.RandomUniform(100_000, 1, new SeededRandom((ulong)seed), 0, 1);
        double mean = x.AsSpan().ToArray().Average(value => (double)value);
        Assert.That(StandardScaler.Fit(x).Means[0], Is.EqualTo(mean).Within(1e-7));
    }
}
