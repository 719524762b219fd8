namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class QrDecompositionTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static IEnumerable<TestCaseData> Matrices() => NastyMatrices<T>.All();

    private static IEnumerable<TestCaseData> ModerateMatrices() => NastyMatrices<T>.Moderate();

    private static T Number(double value) => T.CreateChecked(value);

    private static Matrix<T> Normal(int rows, int columns, int seed) => Matrix<T>.RandomNormal(rows, columns, new SeededRandom((ulong)seed));

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    [TestCaseSource(nameof(Matrices))]
    public void Factors_give_the_matrix_back_and_Q_is_orthonormal(Matrix<T> a)
    {
        QrDecomposition<T> qr = a.Qr();
        Matrix<T> q = qr.Q();
        Assert.That(Ratios.Residual(a, q, qr.R()), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(q), Is.LessThanOrEqualTo(10));
        AssertUpperTriangular(qr.R());
    }

    [TestCaseSource(nameof(Matrices))]
    public void With_pivoting_the_diagonal_falls_and_factors_give_the_permuted_matrix_back(Matrix<T> a)
    {
        QrDecomposition<T> qr = a.Qr(pivot: true);
        var permuted = new Matrix<T>(a.RowCount, a.ColumnCount);
        for (int j = 0; j < a.ColumnCount; j++)
        {
            for (int i = 0; i < a.RowCount; i++)
            {
                permuted[i, j] = a[i, qr.Permutation[j]];
            }
        }
        Matrix<T> r = qr.R();
        Assert.That(qr.Permutation.ToArray().Order(), Is.EqualTo(Enumerable.Range(0, a.ColumnCount)));
        Assert.That(Ratios.Residual(permuted, qr.Q(), r), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(qr.Q()), Is.LessThanOrEqualTo(10));
        AssertUpperTriangular(r);
        for (int i = 1; i < r.RowCount; i++)
        {
            Assert.That(T.Abs(r[i, i]), Is.LessThanOrEqualTo(T.Abs(r[i - 1, i - 1]) * Number(1.001)));
        }
    }

    [TestCaseSource(nameof(ModerateMatrices))]
    public void The_full_Q_times_R_above_zeros_gives_the_matrix_back(Matrix<T> a)
    {
        QrDecomposition<T> qr = a.Qr();
        Matrix<T> full = qr.FullQ();
        var r = new Matrix<T>(a.RowCount, a.ColumnCount);
        qr.R().AsSpan().CopyTo(r.AsSpan());
        Assert.That(Ratios.Residual(a, full, r), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(full), Is.LessThanOrEqualTo(10));
    }

    [TestCase(5, 3), TestCase(40, 17), TestCase(3, 5), TestCase(4, 4), TestCase(700, 6)]
    public void The_full_Q_is_square_and_orthogonal_and_begins_with_the_thin_one(int rows, int columns)
    {
        Matrix<T> a = Normal(rows, columns, 3);
        QrDecomposition<T> qr = a.Qr();
        Matrix<T> full = qr.FullQ();
        Assert.That((full.RowCount, full.ColumnCount), Is.EqualTo((rows, rows)));
        Assert.That(Ratios.Orthogonality(full), Is.LessThanOrEqualTo(10));
        AssertClose(full.Columns(..Math.Min(rows, columns)).ToMatrix().AsSpan(), qr.Q().AsSpan(), 100 * Ratios.Epsilon<T>());
    }

    [TestCase(1, 1), TestCase(7, 7), TestCase(30, 13), TestCase(2000, 5), TestCase(1300, 70)]
    public void Q_is_applied_as_it_is_multiplied(int rows, int columns)
    {
        foreach (bool pivot in new[] { false, true })
        {
            QrDecomposition<T> qr = Normal(rows, columns, 4).Qr(pivot);
            T[] b = Normal(1, rows, 5).AsSpan().ToArray();
            T[] product = [.. b];
            qr.MultiplyQTransposed(product);
            AssertClose(product.AsSpan(0, columns), qr.Q().TransposeMultiply(new ReadOnlyMatrixSpan<T>(b, rows, 1)).AsSpan(), rows * 4 * Ratios.Epsilon<T>());
            qr.MultiplyQ(product);
            AssertClose(product, b, rows * 4 * Ratios.Epsilon<T>());
        }
    }

    [Test]
    public void Closed_form_of_a_2x2_matrix()
    {
        QrDecomposition<T> qr = new Matrix<T>(2, 2, Numbers(3, 1, 4, 2)).Qr();
        AssertClose(qr.R().AsSpan(), Numbers(-5, -2.2, 0, 0.4), 1e-6);
        AssertClose(qr.Q().AsSpan(), Numbers(-0.6, -0.8, -0.8, 0.6), 1e-6);
    }

    [TestCase(3, 3), TestCase(20, 4), TestCase(500, 7), TestCase(6000, 5)]
    public void Solving_gives_the_coefficients_that_made_the_right_hand_side(int rows, int columns)
    {
        Matrix<T> a = Normal(rows, columns, 6);
        Matrix<T> x = Normal(columns, 3, 7);
        Matrix<T> b = a * x;
        foreach (bool pivot in new[] { false, true })
        {
            QrDecomposition<T> qr = a.Qr(pivot);
            AssertClose(qr.Solve(b).AsSpan(), x.AsSpan(), 1000 * Ratios.Epsilon<T>());
            T[] first = qr.Solve([.. Enumerable.Range(0, rows).Select(i => b[i, 0])]);
            AssertClose(first, [.. Enumerable.Range(0, columns).Select(i => x[i, 0])], 1000 * Ratios.Epsilon<T>());
        }
    }

    [Test]
    public void Least_squares_line_through_three_points()
    {
        var a = new Matrix<T>(3, 2, Numbers(1, 20, 1, 30, 1, 40));
        AssertClose(a.Qr().Solve(Numbers(30, 50, 80)), Numbers(-65.0 / 3, 2.5), 1e-4);
    }

    [Test]
    public void Solutions_near_overflow_and_underflow_are_scaled()
    {
        double big = typeof(T) == typeof(float) ? 1e30 : 1e300;
        foreach (double scale in new[] { big, 1 / big })
        {
            var a = new Matrix<T>(3, 2, Numbers(scale, 0, scale, scale, 0, 2 * scale));
            AssertClose(a.Qr().Solve(Numbers(scale, 2 * scale, 2 * scale)), Numbers(1, 1), 1e-6);
        }
    }

    [Test]
    public void Right_hand_sides_near_the_ends_of_the_range_are_solved_each_by_itself([Values] bool pivot)
    {
        double big = typeof(T) == typeof(float) ? 1e38 : 1e308, small = 1 / big;
        QrDecomposition<T> qr = new Matrix<T>(2, 2, Numbers(2, 1, 1, 3)).Qr(pivot);
        double[] x = Ratios.Doubles<T>(qr.Solve(Numbers(big, 1.5 * big)));
        Assert.That(x.Select(v => v / big), Is.EqualTo(new[] { 0.3, 0.4 }).Within(1e-6));
        double[] both = Ratios.Doubles<T>(qr.Solve(new Matrix<T>(2, 2, Numbers(big, 8 * small, 1.5 * big, 12 * small))).AsSpan());
        Assert.That(new[] { both[0] / big, both[1] / small, both[2] / big, both[3] / small }, Is.EqualTo(new[] { 0.3, 2.4, 0.4, 3.2 }).Within(1e-5));
    }

    [Test]
    public void Pivoting_shows_the_rank()
    {
        Matrix<T> a = Normal(30, 4, 8) * Normal(4, 10, 9);
        Assert.That(a.Qr(pivot: true).Rank(), Is.EqualTo(4));
        Assert.That(a.Transpose().Qr(pivot: true).Rank(), Is.EqualTo(4));
        Assert.That(new Matrix<T>(3, 3).Qr(pivot: true).Rank(), Is.Zero);
        Assert.That(a.Qr(pivot: true).Rank(Number(1e9)), Is.Zero);
    }

    [Test]
    public void A_view_is_decomposed_as_its_copy()
    {
        Matrix<T> whole = Normal(40, 20, 10);
        Matrix<T> copy = whole[3..37, 2..15].ToMatrix();
        Assert.That(whole[3..37, 2..15].Qr().R().AsSpan().ToArray(), Is.EqualTo(copy.Qr().R().AsSpan().ToArray()));
    }

    [TestCase(0, 0), TestCase(0, 3), TestCase(3, 0)]
    public void Empty_matrices_have_empty_factors(int rows, int columns)
    {
        foreach (bool pivot in new[] { false, true })
        {
            QrDecomposition<T> qr = new Matrix<T>(rows, columns).Qr(pivot);
            Assert.That((qr.Q().RowCount, qr.Q().ColumnCount), Is.EqualTo((rows, 0)));
            Assert.That((qr.R().RowCount, qr.R().ColumnCount), Is.EqualTo((0, columns)));
            Assert.That(qr.Rank(), Is.Zero);
            Assert.That(qr.FullQ().AsSpan().ToArray(), Is.EqualTo(Matrix<T>.Identity(rows).AsSpan().ToArray()));
        }
    }

    [Test]
    public void Bad_input_is_refused_with_what_was_expected()
    {
        var a = new Matrix<T>(2, 2, Numbers(1, 2, double.NaN, 4));
        Assert.That(() => a.Qr(), Throws.ArgumentException.With.Message.StartsWith("QrDecomposition: matrix[1, 0] is NaN; every value must be finite."));
        Assert.That(() => ((Matrix<T>)null!).Qr(), Throws.ArgumentNullException);
        QrDecomposition<T> qr = Matrix<T>.Identity(2).Qr();
        Assert.That(() => qr.Solve(Numbers(1, 2, 3)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide has 3 elements; it must have 2, one for each row."));
        Assert.That(() => qr.Solve(Numbers(1, double.PositiveInfinity)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide[1] is"));
        Assert.That(() => qr.Solve(new Matrix<T>(3, 1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides has 3 rows; it must have 2"));
        Assert.That(() => qr.Rank(Number(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Rank: tolerance must be 0 or more."));
        Assert.That(() => qr.Rank(T.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Rank: tolerance must be 0 or more."));
        Assert.That(() => qr.Solve(new Matrix<T>(2, 1, Numbers(1, double.NaN))), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides[1, 0] is NaN"));
        QrDecomposition<T> singular = new Matrix<T>(2, 2, Numbers(1, 2, 2, 4)).Qr();
        Assert.That(() => singular.Solve(Numbers(1, 2)), Throws.InvalidOperationException.With.Message.EqualTo(
            "Solve: the matrix is 2×2 with rank 1; it must have rank 2. PseudoInverse takes any matrix and gives the answer of least norm."));
        QrDecomposition<T> wide = new Matrix<T>(1, 2, Numbers(1, 2)).Qr();
        Assert.That(() => wide.Solve(Numbers(1)), Throws.InvalidOperationException.With.Message.StartsWith("Solve: the matrix is 1×2 with rank 1; it must have rank 2."));
    }

    private static void AssertClose(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, double tolerance)
        => Assert.That(Ratios.Doubles(actual), Is.EqualTo(Ratios.Doubles(expected)).Within(tolerance));

    private static void AssertUpperTriangular(Matrix<T> r)
    {
        for (int i = 0; i < r.RowCount; i++)
        {
            Assert.That(r.Row(i)[..Math.Min(i, r.ColumnCount)].IndexOfAnyExcept(T.Zero), Is.EqualTo(-1), $"row {i}");
        }
    }
}
