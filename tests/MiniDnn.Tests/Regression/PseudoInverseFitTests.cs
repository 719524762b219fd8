namespace MiniDnn.Tests;

/// <summary>The pseudo-inverse method gives what QR gives, in whatever units, and of coefficients that fit equally well those of least norm.</summary>
internal sealed class PseudoInverseFitTests
{
    private static readonly LeastSquaresOptions<double> Method = new() { Method = LeastSquaresMethod.PseudoInverse };

    private static readonly double[] Target = [5, 6, 7.5, 8];

    [TestCase(1e16, 2e16, 3e16, 4e16), TestCase(1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3), TestCase(1e-17, 2e-17, 3e-17, 4e-17), TestCase(1e-300, 2e-300, 3e-300, 4e-300)]
    public void A_line_does_not_depend_on_units(params double[] x)
    {
        LinearModel<double> model = LeastSquares.Fit(x, Target, Method);
        Assert.That(model.Rank, Is.EqualTo(2));
        Assert.That(model.Summary().RSquared, Is.EqualTo(63.0 / 65).Within(1e-14));
        Assert.That(model.Remarks, Is.Empty);
    }

    [Test]
    public void Columns_of_very_different_units_both_count()
    {
        double[] first = [1, 2, 3, 5, 6], second = [1, 5, 1, 2, 9], y = [1, 2, 4, 3, 9];
        Matrix<double> plain = Matrix.Create(5, 2, (i, j) => j == 0 ? first[i] : second[i]);
        Matrix<double> scaled = Matrix.Create(5, 2, (i, j) => j == 0 ? 1e10 * first[i] : 1e-10 * second[i]);
        double expected = LeastSquares.Fit(plain, y).Summary().RSquared;
        Assert.That(LeastSquares.Fit(scaled, y, Method).Summary().RSquared, Is.EqualTo(expected).Within(1e-14));
    }

    /// <summary>Offsets, units, weights and ridge of all kinds.</summary>
    [Test]
    public void Agrees_with_QR([Range(0, 30)] int seed)
    {
        var random = new SeededRandom((ulong)seed);
        int p = 1 + random.NextInt32(5), n = p + 2 + random.NextInt32(20);
        double[] scales = [.. Enumerable.Range(0, p).Select(_ => Math.Pow(10, random.NextInt32(25) - 12))];
        double[] offsets = [.. Enumerable.Range(0, p).Select(_ => random.NextInt32(3) * Math.Pow(10, random.NextInt32(8)))];
        Matrix<double> x = Matrix.Create(n, p, (_, j) => scales[j] * (offsets[j] + random.NextDouble()));
        double[] y = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];
        var weights = seed % 2 == 0 ? null : Enumerable.Range(0, n).Select(_ => random.NextDouble()).ToArray();
        double ridge = seed % 3 == 0 ? 0.1 : 0;
        LinearModel<double> expected = LeastSquares.Fit(x, y, new() { Weights = weights, Ridge = ridge });
        LinearModel<double> actual = LeastSquares.Fit(x, y, new() { Weights = weights, Ridge = ridge, Method = LeastSquaresMethod.PseudoInverse });
        for (int j = 0; j <= p; j++)
        {
            Assert.That(actual.Coefficients[j], Is.EqualTo(expected.Coefficients[j]).Within(1e-13 * Math.Abs(expected.Coefficients[j])), $"coefficient {j}");
        }
        Assert.That(actual.Residuals().ToArray(), Is.EqualTo(expected.Residuals().ToArray()).Within(1e-13));
    }

    /// <summary>One dependency is told once, and its coefficients have the least norm: b₁ : b₂ = 1 : 2 for x₂ = 2·x₁.</summary>
    [Test]
    public void A_dependency_is_told_once()
    {
        double[] x = [1, 2, 3, 5, 6], y = [1, 2, 4, 3, 9];
        LinearModel<double> model = LeastSquares.Fit(Matrix.Create(5, 2, (i, j) => (j + 1) * x[i]), y, Method);
        Assert.That(model.Remarks.Count(remark => remark.StartsWith("Column", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(model.Coefficients[2] / model.Coefficients[1], Is.EqualTo(2).Within(1e-14));
    }

    [Test]
    public void A_constant_column_depends_on_the_intercept_and_fewer_rows_than_columns_leave_no_residual()
    {
        LinearModel<double> constant = LeastSquares.Fit(Matrix.Create(4, 2, (i, j) => j == 0 ? i : 7.0), Target, Method);
        Assert.That(constant.Remarks, Has.Some.EqualTo("Column x2 depends linearly on (Intercept)."));
        LinearModel<double> wide = LeastSquares.Fit(Matrix.Create(2, 4, (i, j) => Math.Sin(i + (3 * j))), [1, 5], Method);
        Assert.That(wide.Rank, Is.EqualTo(2));
        Assert.That(wide.Residuals().ToArray(), Is.All.EqualTo(0).Within(1e-14));
        LinearModel<double> qr = LeastSquares.Fit(Matrix.Create(2, 4, (i, j) => Math.Sin(i + (3 * j))), [1, 5]);
        Assert.That(wide.Coefficients, Is.EqualTo(qr.Coefficients).Within(1e-13));
    }
}
