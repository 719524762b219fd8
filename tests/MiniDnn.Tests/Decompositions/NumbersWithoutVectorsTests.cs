using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>Number types that the processor's vectors do not hold take plain loops; NFloat is as precise as double (on 64 bits), so the answers are.</summary>
[TestFixture]
internal sealed class NumbersWithoutVectorsTests
{
    private static Matrix<double> Normal(int rows, int columns) => Matrix<double>.RandomNormal(rows, columns, new SeededRandom(1));

    private static Matrix<NFloat> Convert(Matrix<double> a) => new(a.RowCount, a.ColumnCount, Array.ConvertAll(a.AsSpan().ToArray(), NFloat.CreateChecked));

    [TestCase(1, 1), TestCase(7, 7), TestCase(30, 13), TestCase(700, 6)]
    public void Triangles_are_those_of_double(int rows, int columns)
    {
        Matrix<double> a = Normal(rows, columns);
        foreach (bool pivot in new[] { false, true })
        {
            QrDecomposition<double> qr = a.Qr(pivot);
            QrDecomposition<NFloat> other = Convert(a).Qr(pivot);
            AssertClose(other.R(), qr.R());
            AssertClose(other.Q(), qr.Q());
        }
    }

    [TestCase(1, 1), TestCase(7, 7), TestCase(30, 13), TestCase(13, 30)]
    public void Singular_values_and_pseudo_inverses_are_those_of_double(int rows, int columns)
    {
        Matrix<double> a = Normal(rows, columns);
        double[] values = a.Svd().SingularValues.ToArray();
        double[] others = Ratios.Doubles(Convert(a).Svd().SingularValues);
        Assert.That(others, Is.EqualTo(values).Within(1e-12));
        AssertClose(Convert(a).PseudoInverse(), a.PseudoInverse());
    }

    [TestCase(1), TestCase(9)]
    public void Cholesky_factors_are_those_of_double(int n)
    {
        Matrix<double> b = Normal(n + 5, n);
        Matrix<double> a = b.TransposeMultiply(b);
        AssertClose(Convert(a).Cholesky().L(), a.Cholesky().L());
    }

    [TestCase(1, 1), TestCase(3, 2), TestCase(20, 12), TestCase(12, 20)]
    public void Half_precision_has_the_digits_it_can_have(int rows, int columns)
    {
        Matrix<double> a = Normal(rows, columns);
        var half = new Matrix<Half>(rows, columns, Array.ConvertAll(a.AsSpan().ToArray(), v => (Half)v));
        double[] values = a.Svd().SingularValues.ToArray();
        Assert.That(Ratios.Doubles(half.Svd().SingularValues), Is.EqualTo(values).Within(0.02 * values[0]));
        Assert.That((half.Rank(), Ratios.Exact(half.SpectralNorm())), Is.EqualTo((Math.Min(rows, columns), values[0])).Using<(int, double)>((x, y) => x.Item1 == y.Item1 && Math.Abs(x.Item2 - y.Item2) < 0.02 * values[0]));
        Assert.That(Ratios.Doubles<Half>(half.PseudoInverse().AsSpan()), Is.EqualTo(Ratios.Doubles<double>(a.PseudoInverse().AsSpan())).Within(0.1 / values[^1]));
        LinearModel<Half> line = LeastSquares.Fit<Half>([(Half)20, (Half)30, (Half)40], [(Half)30, (Half)50, (Half)80]);
        Assert.That((line.Slope, line.Predict((Half)45)), Is.EqualTo(((Half)2.5, (Half)90.8)));
    }

    [Test]
    public void Half_precision_has_the_factors_and_the_range_it_can_have()
    {
        Matrix<Half> small = Matrix.Diagonal<Half>([(Half)1000, (Half)0.001]), a = new(2, 2, [(Half)4, (Half)(-1), (Half)2, (Half)0]);
        Assert.That((double)small.Determinant(), Is.EqualTo(1000 * (double)(Half)0.001).Within(0.001));
        Assert.That((double)Matrix.Diagonal<Half>([(Half)60000, (Half)6e-6]).Determinant(), Is.EqualTo(60000 * (double)(Half)6e-6).Within(0.0005));
        Assert.That((double)a.Determinant(), Is.EqualTo(2));
        Assert.That(SafeRange.Exponent((Half)6e-6), Is.EqualTo(-18));
        Assert.That(a.Solve([(Half)7, (Half)4]), Is.EqualTo(new[] { (Half)2, (Half)1 }));
        SingularValueDecomposition<Half> svd = a.Svd();
        Assert.That(Ratios.Doubles(svd.SingularValues), Is.EqualTo(new[] { 4.5616, 0.4384 }).Within(0.002));
        Assert.That((small.Rank(), (double)small.ConditionNumber()), Is.EqualTo((1, double.PositiveInfinity)));
    }

    private static void AssertClose(Matrix<NFloat> actual, Matrix<double> expected)
        => Assert.That(Ratios.Doubles<NFloat>(actual.AsSpan()), Is.EqualTo(Ratios.Doubles<double>(expected.AsSpan())).Within(1e-11));
}
