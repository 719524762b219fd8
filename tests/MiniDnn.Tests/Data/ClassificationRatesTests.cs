namespace MiniDnn.Tests;

internal sealed class ClassificationRatesTests
{
    [Test]
    public void Precision_recall_and_F1_by_hand()
    {
        // class 0: three samples, two found; class 1: two, one found; class 2: none, once predicted; class 3: neither
        ConfusionMatrix confusion = ConfusionMatrix.Create([0, 0, 0, 1, 1], [0, 0, 1, 1, 2], 4);
        Assert.That((confusion.Precision(0), confusion.Recall(0), confusion.F1(0)), Is.EqualTo((1.0, 2.0 / 3, 0.8)));
        Assert.That((confusion.Precision(1), confusion.Recall(1), confusion.F1(1)), Is.EqualTo((0.5, 0.5, 0.5)));
        Assert.That((confusion.Precision(2), confusion.Recall(2), confusion.F1(2)), Is.EqualTo((0.0, double.NaN, 0.0)));
        Assert.That((confusion.Precision(3), confusion.F1(3)), Is.EqualTo((double.NaN, double.NaN)));
        Assert.That(confusion.MacroF1, Is.EqualTo(1.3 / 4).Within(1e-15));
        Assert.That(() => confusion.Precision(4), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => confusion.Recall(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
