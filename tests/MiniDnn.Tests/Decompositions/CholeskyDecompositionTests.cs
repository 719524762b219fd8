namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class CholeskyDecompositionTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    private static Matrix<T> Definite(int n)
    {
        Matrix<T> b = Matrix<T>.RandomNormal(n + 5, n, new SeededRandom(1));
        return b.TransposeMultiply(b);
    }

    [Test]
    public void Closed_form_of_a_3x3_matrix()
    {
        var a = new Matrix<T>(3, 3, Numbers(4, 12, -16, 12, 37, -43, -16, -43, 98));
        CholeskyDecomposition<T> cholesky = a.Cholesky();
        Assert.That(cholesky.L().AsSpan().ToArray(), Is.EqualTo(Numbers(2, 0, 0, 6, 1, 0, -8, 5, 3)));
        Assert.That(Ratios.Exact(cholesky.LogDeterminant()), Is.EqualTo(Math.Log(36)).Within(1e-5));
    }

    [TestCase(0), TestCase(1), TestCase(2), TestCase(3), TestCase(4), TestCase(5), TestCase(8), TestCase(17), TestCase(64), TestCase(101)]
    public void L_times_its_transpose_gives_the_matrix_back(int n)
    {
        Matrix<T> a = Definite(n);
        CholeskyDecomposition<T> cholesky = a.Cholesky();
        Matrix<T> l = cholesky.L();
        Assert.That(cholesky.Size, Is.EqualTo(n));
        Assert.That(Ratios.Residual(a, l, l.Transpose()), Is.LessThanOrEqualTo(10));
        for (int i = 0; i < n; i++)
        {
            Assert.That(l.Row(i)[(i + 1)..].IndexOfAnyExcept(T.Zero), Is.EqualTo(-1));
            Assert.That(l[i, i], Is.GreaterThan(T.Zero));
        }
    }

    [TestCase(1), TestCase(6), TestCase(33)]
    public void Solutions_have_small_residuals(int n)
    {
        Matrix<T> a = Definite(n);
        Matrix<T> b = Matrix<T>.RandomNormal(n, 3, new SeededRandom(2));
        CholeskyDecomposition<T> cholesky = a.Cholesky();
        Matrix<T> x = cholesky.Solve(b);
        double allowed = 10 * n * Ratios.Epsilon<T>() * Ratios.Exact(a.FrobeniusNorm() * x.FrobeniusNorm());
        Assert.That(Ratios.Exact((a * x - b).FrobeniusNorm()), Is.LessThanOrEqualTo(allowed));
        T[] first = cholesky.Solve([.. Enumerable.Range(0, n).Select(i => b[i, 0])]);
        Assert.That(first, Is.EqualTo(Enumerable.Range(0, n).Select(i => x[i, 0])));
    }

    [Test]
    public void Symmetry_is_measured_in_the_units_of_each_row_and_column([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        int n = random.Next(2, 8), limit = typeof(T) == typeof(float) ? 25 : 200;
        Matrix<T> a = Definite(n);
        int[] units = [.. Enumerable.Range(0, n).Select(i => random.Next(-limit, limit))];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = T.ScaleB(a[i, j], units[i] + units[j]);
            }
        }
        Assert.That(() => a.Cholesky(), Throws.Nothing);
        int row = random.Next(1, n), column = random.Next(row);
        T tiny = T.CreateChecked(4 * Ratios.Epsilon<T>()) * T.Sqrt(a[row, row]) * T.Sqrt(a[column, column]);
        Matrix<T> rounded = a.Clone(), wrong = a.Clone();
        rounded[row, column] += tiny;
        wrong[row, column] += tiny * T.CreateChecked(100);
        Assert.That(() => rounded.Cholesky(), Throws.Nothing);
        Assert.That(() => wrong.Cholesky(), Throws.ArgumentException.With.Message.EndsWith("the matrix must be symmetric. (Parameter 'matrix')"));
    }

    [Test]
    public void A_large_element_does_not_hide_that_others_are_not_symmetric()
    {
        var a = new Matrix<T>(3, 3, Numbers(1e17, 0, 0, 0, 1, 0.5, 0, -0.5, 1));
        Assert.That(() => a.Cholesky(), Throws.ArgumentException.With.Message.StartsWith("CholeskyDecomposition: matrix[2, 1] is -0.5, matrix[1, 2] is 0.5;"));
    }

    [Test]
    public void Solutions_near_the_ends_of_the_range()
    {
        double big = typeof(T) == typeof(float) ? 1e38 : 1e308;
        foreach ((double ofA, double ofB) in new[] { (1, big), (big / 8, big), (4 / big, 4 / big), (1, 4 / big), (big / 8, 1) })
        {
            var a = new Matrix<T>(2, 2, Numbers(2 * ofA, ofA, ofA, 3 * ofA));
            double[] x = Ratios.Doubles<T>(a.Cholesky().Solve(Numbers(ofB, 1.5 * ofB)));
            Assert.That(x.Select(v => v * (ofA / ofB)), Is.EqualTo(new[] { 0.3, 0.4 }).Within(1e-5), $"{ofA}, {ofB}");
        }
    }

    [Test]
    public void Bad_input_is_refused_with_what_was_expected()
    {
        Assert.That(() => new Matrix<T>(2, 2, Numbers(1, 2, 2, 1)).Cholesky(), Throws.InvalidOperationException.With.Message.EqualTo(
            "CholeskyDecomposition: the matrix is not positive definite: pivot 1 is -3; it must be positive."));
        Assert.That(() => new Matrix<T>(2, 3).Cholesky(), Throws.ArgumentException.With.Message.StartsWith("CholeskyDecomposition: the matrix is 2×3; it must be square."));
        Assert.That(() => new Matrix<T>(2, 2, Numbers(1, 2, 3, 9)).Cholesky(), Throws.ArgumentException.With.Message.StartsWith(
            "CholeskyDecomposition: matrix[1, 0] is 3, matrix[0, 1] is 2; the matrix must be symmetric."));
        Assert.That(() => new Matrix<T>(1, 1, Numbers(double.NaN)).Cholesky(), Throws.ArgumentException.With.Message.StartsWith("CholeskyDecomposition: matrix[0, 0] is NaN"));
        Assert.That(() => ((Matrix<T>)null!).Cholesky(), Throws.ArgumentNullException);
        CholeskyDecomposition<T> cholesky = Matrix<T>.Identity(2).Cholesky();
        Assert.That(() => cholesky.Solve(Numbers(1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide has 1 elements; it must have 2"));
        Assert.That(() => cholesky.Solve(Numbers(1, double.NaN)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide[1] is NaN"));
        Assert.That(() => cholesky.Solve(new Matrix<T>(2, 1, Numbers(1, double.NaN))), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides[1, 0] is NaN"));
        Assert.That(() => cholesky.Solve(new Matrix<T>(3, 1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides has 3 rows; it must have 2"));
    }
}
