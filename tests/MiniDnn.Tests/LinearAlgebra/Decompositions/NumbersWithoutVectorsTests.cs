using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>Number types that the processor's vectors do not hold take plain loops; NFloat is as precise as double (on 64 bits), so the answers are.</summary>
[TestFixture]
internal sealed class NumbersWithoutVectorsTests
{
    private static Matrix<double> Normal(int rows, int columns) => Matrix<double>.Normal(rows, columns, new SeededRandom(1));

    private static Matrix<NFloat> Convert(Matrix<double> a) => new(a.RowCount, a.ColumnCount, Array.ConvertAll(a.AsSpan().ToArray(), NFloat.CreateChecked));

    [TestCase(1, 1), TestCase(7, 7), TestCase(30, 13), TestCase(700, 6)]
    public void Triangles_are_those_of_double(int rows, int columns)
    {
        Matrix<double> a = Normal(rows, columns);
        foreach (bool pivot in new[] { false, true })
        {
            var qr = QrDecomposition<double>.Create(a, pivot);
            var other = QrDecomposition<NFloat>.Create(Convert(a), pivot);
            AssertClose(other.R(), qr.R());
            AssertClose(other.Q(), qr.Q());
        }
    }

    [TestCase(1, 1), TestCase(7, 7), TestCase(30, 13), TestCase(13, 30)]
    public void Singular_values_and_pseudo_inverses_are_those_of_double(int rows, int columns)
    {
        Matrix<double> a = Normal(rows, columns);
        double[] values = SingularValueDecomposition<double>.Create(a).SingularValues.ToArray();
        double[] others = Ratios.Doubles(SingularValueDecomposition<NFloat>.Create(Convert(a)).SingularValues);
        Assert.That(others, Is.EqualTo(values).Within(1e-12));
        AssertClose(Convert(a).PseudoInverse(), a.PseudoInverse());
    }

    [TestCase(1), TestCase(9)]
    public void Cholesky_factors_are_those_of_double(int n)
    {
        Matrix<double> b = Normal(n + 5, n);
        Matrix<double> a = b.TransposeMultiply(b);
        AssertClose(CholeskyDecomposition<NFloat>.Create(Convert(a)).L(), CholeskyDecomposition<double>.Create(a).L());
    }

    private static void AssertClose(Matrix<NFloat> actual, Matrix<double> expected)
        => Assert.That(Ratios.Doubles<NFloat>(actual.AsSpan()), Is.EqualTo(Ratios.Doubles<double>(expected.AsSpan())).Within(1e-11));
}
