
namespace MiniDnn.Tests;

/// <summary>What is not finite is found wherever it stands, and so is the largest number of a row.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
[TestFixture(typeof(Half))]
internal sealed class FiniteLoopTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Test]
    public void What_is_not_finite_is_found_in_every_place([Values(0, 1, 17, 255, 256, 257, 330)] int length)
    {
        T[] numbers = [.. Enumerable.Range(0, length).Select(i => i % 3 == 0 ? T.Epsilon : i % 3 == 1 ? T.CreateChecked(-60000) : T.One)];
        Assert.That(Throw.IndexOfNotFinite<T>(numbers), Is.EqualTo(-1));
        for (int i = 0; i < length; i++)
        {
            T kept = numbers[i];
            numbers[i] = (i % 3) switch { 0 => T.NaN, 1 => T.PositiveInfinity, _ => T.NegativeInfinity };
            Assert.That(Throw.IndexOfNotFinite<T>(numbers), Is.EqualTo(i));
            numbers[i] = kept;
        }
    }

    [Test]
    public void Softmax_finds_the_largest_number_in_every_place()
    {
        for (int length = 1; length <= 70; length++)
        {
            for (int i = 0; i < length; i++)
            {
                // beside one that is so much larger the others leave nothing; were it missed, its power would be infinite
                var row = new Matrix<T>(1, length);
                row.AsSpan().Fill(T.CreateChecked(-20000));
                row[0, i] = T.CreateChecked(-10000);
                var output = new Matrix<T>(1, length);
                Activation.Softmax.Apply<T>(row, output);
                Assert.That(output[0, i], Is.EqualTo(T.One), $"{length}, {i}");
            }
        }
    }
}
