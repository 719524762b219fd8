namespace MiniDnn.Tests;

/// <summary>Statistics of fits with ridge, from hardly any to more than any data, against values of 50 digits.</summary>
internal sealed class RidgeStatisticsTests
{
    private const double Digits = 1e-13;

    private static LinearModel<double> Small(double ridge) => LeastSquares.Fit([[1, 2], [3, 1], [2, 5]], [1, 2, 4], new() { Ridge = ridge });

    [TestCase(1e-6, 6.5306092044997112e-7, 9.9999020976309066e-1)]
    [TestCase(1e-7, 6.5306119408579914e-8, 9.9999887059885864e-1)]
    [TestCase(1e-8, 6.5306122144939611e-9, 9.9999987202253533e-1)]
    [TestCase(1e-9, 6.5306122418575598e-10, 9.9999998569852372e-1)]
    [TestCase(1e-12, 6.5306122448949187e-13, 9.9999999998118734e-1)]
    [TestCase(1, 4.5238095238095238e-1, 5.2003898932147467e-1)]
    [TestCase(1e6, 1.9999893334144438, 6.8891204275641592e-1)]
    public void Few_degrees_of_freedom_keep_their_digits(double ridge, double expected, double p)
    {
        LinearModel<double> model = Small(ridge);
        Assert.That(model.DegreesOfFreedom, Is.EqualTo(expected).Within(100 * Digits).Percent);
        Assert.That(model.PValues[1], Is.EqualTo(p).Within(100 * Digits).Percent);
    }
}
