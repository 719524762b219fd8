namespace MiniDnn.Tests;

/// <summary>What holds for every square matrix, over generated ones, against fractions without rounding.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class SquareSystemTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Powers of two up to this far apart leave all numbers within the range.</summary>
    private static readonly int Spread = typeof(T) == typeof(float) ? 24 : 220;

    private static T Number(double value) => T.CreateChecked(value);

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    [Test]
    public void Powers_of_two_on_rows_and_columns_change_no_digit([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        int n = seed <= 50 ? random.Next(1, 12) : random.Next(30, 70);
        Matrix<T> a = Sparse(n, random, zeros: seed % 4 * 0.2);
        int[] rows = Exponents(n, random), columns = Exponents(n, random);
        var scaled = new Matrix<T>(n, n);
        T[] b = Column(n, random), scaledB = new T[n];
        for (int i = 0; i < n; i++)
        {
            scaledB[i] = T.ScaleB(b[i], rows[i]);
            for (int j = 0; j < n; j++)
            {
                scaled[i, j] = T.ScaleB(a[i, j], rows[i] + columns[j]);
            }
        }
        LuDecomposition<T> lu = a.Lu(), other = scaled.Lu();
        Assert.That(other.IsSingular, Is.EqualTo(lu.IsSingular));
        Assert.That(other.DeterminantSign(), Is.EqualTo(lu.DeterminantSign()));
        if (lu.IsSingular)
        {
            return;
        }
        T[] x = a.Solve(b), y = scaled.Solve(scaledB);
        Matrix<T> inverse = a.Inverse(), scaledInverse = scaled.Inverse();
        for (int i = 0; i < n; i++)
        {
            Assert.That(T.ScaleB(y[i], columns[i]), Is.EqualTo(x[i]), $"x[{i}] of {n}");
            for (int j = 0; j < n; j++)
            {
                Assert.That(T.ScaleB(scaledInverse[i, j], columns[i] + rows[j]), Is.EqualTo(inverse[i, j]));
            }
        }
        int total = rows.Sum() + columns.Sum();
        T determinant = T.ScaleB(a.Determinant(), total);
        Assert.That(scaled.Determinant(), Is.EqualTo(determinant).Or.Matches<T>(d => !T.IsNormal(determinant)));
    }

    [Test]
    public void Solutions_of_scaled_equations_have_small_residuals_in_every_row([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        int n = random.Next(1, 9);
        Matrix<T> a = Sparse(n, random, zeros: 0);
        int[] rows = Exponents(n, random), columns = Exponents(n, random);
        T[] b = Column(n, random);
        for (int i = 0; i < n; i++)
        {
            b[i] = T.ScaleB(b[i], rows[i]);
            for (int j = 0; j < n; j++)
            {
                a[i, j] = T.ScaleB(a[i, j], rows[i] + columns[j]);
            }
        }
        T[] x = a.Solve(b);
        for (int i = 0; i < n; i++)
        {
            Rational residual = Rational.Of(b[i]);
            double size = 0;
            for (int j = 0; j < n; j++)
            {
                Rational term = Rational.Of(a[i, j]) * Rational.Of(x[j]);
                residual -= term;
                size = Math.Max(size, Math.Abs((term * Rational.Of(BigInteger.One, -rows[i])).ToDouble()));
            }
            double largest = Enumerable.Range(0, n).Max(j => Math.Abs(Ratios.Exact(T.ScaleB(x[j], columns[j]))));
            double error = Math.Abs((residual * Rational.Of(BigInteger.One, -rows[i])).ToDouble());
            Assert.That(error, Is.LessThanOrEqualTo(10 * n * Ratios.Epsilon<T>() * Math.Max(size, largest)), $"row {i}");
        }
    }

    [Test]
    public void Solutions_are_right_to_rounding_where_exact_arithmetic_says_what_they_are([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        int n = random.Next(1, 7);
        var a = new Matrix<T>(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = T.ScaleB(Number((i == j ? 2.0 * n : 0) + random.NextDouble()), 5 * (i - j) * (seed % 3));
            }
        }
        T[] b = Column(n, random), x = a.Solve(b);
        Rational[] exact = ExactMatrix.Solve(a, b)!;
        for (int i = 0; i < n; i++)
        {
            Assert.That(Rational.Of(x[i]).RelativeDifference(exact[i]), Is.LessThanOrEqualTo(100 * n * Ratios.Epsilon<T>()), $"x[{i}]");
        }
    }

    [Test]
    public void Determinants_of_small_integers_are_exact([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        int n = random.Next(1, 6), largest = typeof(T) == typeof(float) ? Math.Max(1, 9 - (2 * n)) : random.Next(1, 10);
        Matrix<T> a = Integers(n, random, largest);
        if (seed % 3 == 0)
        {
            a.Row(n - 1).Clear();
            for (int j = 0; j < n; j++)
            {
                a[n - 1, j] = a[0, j] + a[n / 2, j];
            }
        }
        double expected = ExactMatrix.Determinant(a).ToDouble();
        Assert.That(Ratios.Exact(a.Determinant()), Is.EqualTo(expected));
        Assert.That(Ratios.Exact((a / Number(8)).Determinant()), Is.EqualTo(expected / Math.Pow(8, n)), "eighths");
    }

    [Test]
    public void Determinants_of_integers_keep_the_digits_that_elimination_can([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        int n = random.Next(2, 8);
        Matrix<T> a = Integers(n, random, largest: 1000);
        Rational exact = ExactMatrix.Determinant(a);
        double rows = Enumerable.Range(0, n).Select(i => Math.Sqrt(Ratios.Doubles<T>(a.Row(i)).Sum(v => v * v))).Aggregate(1.0, (p, v) => p * v);
        double error = Math.Abs((Rational.Of(a.Determinant()) - exact).ToDouble());
        Assert.That(error, Is.LessThanOrEqualTo(n * Ratios.Epsilon<T>() * rows));
    }

    [Test]
    public void Determinants_are_not_lost_to_the_scales_of_rows_and_columns([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        int n = random.Next(1, 6);
        Matrix<T> a = Integers(n, random, largest: 3) + (Matrix<T>.Identity(n) * Number(5));
        Rational exact = ExactMatrix.Determinant(a);
        int limit = typeof(T) == typeof(float) ? 60 : 500, total = 0;
        for (int k = 0; k < n; k++)
        {
            int row = random.Next(-limit, limit), column = k == n - 1 ? Math.Clamp(-total - row, -limit, limit) : random.Next(-limit, limit);
            total += row + column;
            for (int j = 0; j < n; j++)
            {
                a[k, j] = T.ScaleB(a[k, j], row);
                a[j, k] = T.ScaleB(a[j, k], column);
            }
        }
        T expected = T.ScaleB(Number(exact.ToDouble()), total);
        LuDecomposition<T> lu = a.Lu();
        Assert.That(Ratios.Exact(a.Determinant() / expected), Is.EqualTo(1).Within(10 * n * Ratios.Epsilon<T>()));
        Assert.That(lu.DeterminantSign(), Is.EqualTo(exact.Sign));
        double logarithm = Math.Log(Math.Abs(exact.ToDouble())) + (total * Math.Log(2));
        Assert.That(Ratios.Exact(lu.LogAbsDeterminant()), Is.EqualTo(logarithm).Within(4 * Ratios.Epsilon<T>() * (1 + Math.Abs(logarithm))));
    }

    [Test]
    public void Inverses_have_no_negative_zeros([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        Matrix<T> a = Sparse(random.Next(1, 7), random, zeros: 0.5);
        for (int i = 0; i < a.RowCount; i++)
        {
            a[i, i] = Number(random.Next(2) == 0 ? -7 : 5);
        }
        if (!a.Lu().IsSingular)
        {
            Assert.That(a.Inverse().AsSpan().ToArray(), Has.None.Matches<T>(v => v == T.Zero && T.IsNegative(v)));
        }
    }

    [Test]
    public void Solve_and_QR_with_pivoting_agree_on_what_is_singular([Range(1, 80)] int seed)
    {
        var random = new Random(seed);
        int n = random.Next(2, 12), rank = seed % 2 == 0 ? n : random.Next(1, n);
        Matrix<T> a = Integers(n, random, 3).Columns(..rank) * Integers(n, random, 3).Rows(..rank);
        int exactRank = ExactRank(a);
        T[] b = Column(n, random);
        QrDecomposition<T> qr = a.Qr(pivot: true);
        if (exactRank == n)
        {
            Assert.That(() => a.Solve(b), Throws.Nothing);
            Assert.That(() => a.Inverse(), Throws.Nothing);
            Assert.That(() => qr.Solve(b), Throws.Nothing);
        }
        else
        {
            string rankIs = $"rank {exactRank};";
            Assert.That(() => a.Solve(b), Throws.InvalidOperationException.With.Message.Contains(rankIs));
            Assert.That(() => a.Inverse(), Throws.InvalidOperationException.With.Message.Contains(rankIs));
            Assert.That(() => qr.Solve(b), Throws.InvalidOperationException.With.Message.Contains(rankIs));
        }
    }

    [TestCase(30), TestCase(100)]
    public void Matrices_whose_elements_grow_in_elimination_are_solved_by_QR(int n)
    {
        // J. Wilkinson's: the last column doubles with every pivot
        Matrix<T> a = Matrix.Create(n, n, (i, j) => Number(i == j || j == n - 1 ? 1 : j < i ? -1 : 0));
        a[0, 1] = Number(0.3);
        T[] x = Column(n, new Random(1)), b = a * x;
        Assert.That(a.Lu().IsAccurate, Is.False);
        double allowed = 100 * n * Ratios.Epsilon<T>();
        Assert.That(Ratios.Doubles<T>(a.Solve(b)), Is.EqualTo(Ratios.Doubles<T>(x)).Within(allowed));
        Assert.That(Ratios.Doubles<T>(a.Inverse() * b), Is.EqualTo(Ratios.Doubles<T>(x)).Within(allowed * n));
        Matrix<T> unit = a.Clone();
        unit[0, 1] = T.Zero;
        Assert.That(Ratios.Exact(unit.Determinant()) / Math.Pow(2, n - 1), Is.EqualTo(1).Within(allowed));
    }

    [Test]
    public void Rows_of_different_sizes_are_no_sign_of_singularity()
    {
        double large = typeof(T) == typeof(float) ? 1e8 : 1e16;
        double[] x = Ratios.Doubles<T>(new Matrix<T>(2, 2, Numbers(large, 2 * large, 3, 4)).Solve(Numbers(3 * large, 7)));
        Assert.That(x, Is.EqualTo(new[] { 1.0, 1 }).Within(4 * Ratios.Epsilon<T>()));
        x = Ratios.Doubles<T>(new Matrix<T>(2, 2, Numbers(1e-7, 2e-7, 1, 1)).Solve(Numbers(5e-7, 3)));
        Assert.That(x, Is.EqualTo(new[] { 1.0, 2 }).Within(20 * Ratios.Epsilon<T>()));
        var a = new Matrix<T>(2, 2, Numbers(1e-12, 2e-3, 3e-3, 4e6));
        Matrix<T> inverse = a.Inverse();
        for (int j = 0; j < 2; j++)
        {
            Rational[] exact = ExactMatrix.Solve(a, Matrix<T>.Identity(2).Column(j))!;
            Assert.That(Rational.Of(inverse[0, j]).RelativeDifference(exact[0]), Is.LessThan(4 * Ratios.Epsilon<T>()));
            Assert.That(Rational.Of(inverse[1, j]).RelativeDifference(exact[1]), Is.LessThan(4 * Ratios.Epsilon<T>()));
        }
    }

    [Test]
    public void Right_hand_sides_of_any_size_are_solved_each_by_itself()
    {
        double big = typeof(T) == typeof(float) ? 1e24 : 1e220, small = 1 / big;
        Matrix<T> a = Matrix.Diagonal(Numbers(4, 0.5));
        Assert.That(a.Solve(Numbers(8 * big, small)), Is.EqualTo(Numbers(2 * big, 2 * small)));
        var b = new Matrix<T>(2, 9);
        for (int j = 0; j < 9; j++)
        {
            b[0, j] = Number(4 * (j % 2 == 0 ? big : small));
            b[1, j] = b[0, j];
        }
        Matrix<T> x = a.Solve(b);
        for (int j = 0; j < 9; j++)
        {
            Assert.That(x.Column(j), Is.EqualTo(Numbers(j % 2 == 0 ? big : small, 8 * (j % 2 == 0 ? big : small))));
        }
        Assert.That(Matrix.Diagonal(Numbers(small, big)).Solve(Numbers(small, big)), Is.EqualTo(Numbers(1, 1)));
    }

    private static int ExactRank(Matrix<T> a)
        => Enumerable.Range(0, a.RowCount + 1).Last(k => k == 0 || a.Svd().SingularValues[k - 1] > Number(1e-3));

    private static Matrix<T> Integers(int n, Random random, int largest) => Matrix.Create(n, n, (i, j) => Number(random.Next(-largest, largest + 1)));

    private static Matrix<T> Sparse(int n, Random random, double zeros)
        => Matrix.Create(n, n, (i, j) => random.NextDouble() < zeros ? T.Zero : Number((2 * random.NextDouble()) - 1));

    private static T[] Column(int n, Random random) => [.. Enumerable.Range(0, n).Select(i => Number((2 * random.NextDouble()) - 1))];

    private static int[] Exponents(int n, Random random) => [.. Enumerable.Range(0, n).Select(i => random.Next(-Spread, Spread + 1))];
}
