namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MatrixProductTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Epsilon = T.BitIncrement(T.One) - T.One;

    /// <summary>Around the tile edges of every vector width: tiles of 4 or 8 rows and of 1 to 3 vectors of 1 to 16 columns.</summary>
    private static readonly int[] Heights = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17];
    private static readonly int[] Widths = [1, 2, 3, 4, 5, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 63, 64, 65, 97];
    private static readonly int[] Depths = [0, 1, 2, 3, 8, 9, 17, 33];

    [Test]
    public void Whole_numbers_are_multiplied_exactly_on_every_path()
    {
        foreach (int m in Heights)
        {
            foreach (int n in Widths)
            {
                Check(m, n, Depths[(m + n) % Depths.Length], exact: true);
            }
        }
        foreach (int k in Depths)
        {
            Check(9, 49, k, exact: true);
            Check(3, 17, k, exact: true);
            Check(1, 50, k, exact: true);
        }
    }

    [TestCase(70, 300, 700)]
    [TestCase(50, 513, 515)]
    [TestCase(200, 130, 70)]
    [TestCase(1, 1500, 700)]
    [TestCase(4, 70, 300)]
    public void Large_products_are_exact_too(int m, int n, int k) => Check(m, n, k, exact: true);

    [TestCase(33, 35, 300)]
    [TestCase(8, 48, 1000)]
    [TestCase(3, 5, 129)]
    [TestCase(1, 200, 77)]
    public void The_error_is_within_the_bound_of_a_plain_loop(int m, int n, int k) => Check(m, n, k, exact: false);

    [Test]
    public void Random_shapes_in_every_form()
    {
        var random = new SeededRandom(42);
        for (int i = 0; i < 60; i++)
        {
            Check(1 + random.NextInt32(40), 1 + random.NextInt32(110), random.NextInt32(50), exact: i % 2 == 0);
        }
    }

    [Test]
    public void Every_number_of_threads_gives_the_same_bits()
    {
        foreach ((int m, int n, int k) in new[] { (130, 140, 150), (300, 50, 200), (40, 700, 90), (49, 97, 600), (3, 2000, 400) })
        {
            foreach ((bool transposeA, bool transposeB) in Forms())
            {
                Matrix<T> a = Operand(m, k, transposeA, 1, whole: false), b = Operand(k, n, transposeB, 2, whole: false);
                Matrix<T> one = Multiply(a, transposeA, b, transposeB, m, n, 1);
                foreach (int? threads in new int?[] { 2, 3, 8, null })
                {
                    TestMatrices.AssertEqual<T>(Multiply(a, transposeA, b, transposeB, m, n, threads), one);
                }
            }
        }
    }

    [Test]
    public void Many_threads_may_multiply_at_once()
    {
        Matrix<T> a = TestMatrices.Random<T>(120, 130), b = TestMatrices.Random<T>(130, 140, 2);
        Matrix<T> expected = Multiply(a, false, b, false, 120, 140, 1);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            TestMatrices.AssertEqual<T>(Multiply(a, false, b, false, 120, 140, i % 3 == 0 ? 1 : null), expected));
    }

    [Test]
    public void A_product_into_a_destination_allocates_nothing()
    {
        Matrix<T> a = TestMatrices.Random<T>(150, 300), b = TestMatrices.Random<T>(300, 700, 2), c = new(150, 700), d = new(150, 150);
        Assert.That(Allocation.OnceWarm(() => a.Multiply(b, c)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => a.MultiplyTransposed(a, d, accumulate: true)), Is.Zero);
    }

    [Test]
    public void Special_values_go_where_a_plain_loop_puts_them()
    {
        T denormal = T.BitIncrement(T.Zero);
        T fewDenormals = denormal * T.CreateChecked(1000);
        foreach (T value in new[] { T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.NegativeZero, denormal })
        {
            foreach ((int m, int n, int k) in new[] { (9, 50, 7), (1, 50, 40), (3, 21, 20), (60, 300, 500) })
            {
                foreach ((bool transposeA, bool transposeB) in Forms())
                {
                    Matrix<T> a = Operand(m, k, transposeA, 1, whole: true), b = Operand(k, n, transposeB, 2, whole: true);
                    a[a.RowCount / 2, a.ColumnCount / 2] = value;
                    b[b.RowCount - 1, 0] = value;
                    Matrix<T> c = Multiply(a, transposeA, b, transposeB, m, n, null);
                    AssertWithin(c, Plain(a, transposeA, b, transposeB, m, n, k, default), Matrix.Create(m, n, (_, _) => fewDenormals));
                }
            }
        }
    }

    [Test]
    public void Bias_and_rectifier_are_part_of_the_product()
    {
        foreach ((int m, int n, int k) in new[] { (9, 50, 7), (1, 50, 40), (3, 21, 20), (60, 300, 500), (1, 1500, 203), (2, 3, 0) })
        {
            foreach ((bool transposeA, bool transposeB) in Forms())
            {
                Matrix<T> a = Operand(m, k, transposeA, 1, whole: true), b = Operand(k, n, transposeB, 2, whole: true), c = new(m, n);
                Matrix<T> bias = TestMatrices.Whole<T>(1, n, 5);
                MatrixProduct.Multiply<T>(a, transposeA, b, transposeB, c, false, bias.Row(0), rectify: true, null);
                Matrix<T> expected = Plain(a, transposeA, b, transposeB, m, n, k, default);
                expected.AddRow(bias.Row(0), expected);
                expected.Map(static x => T.Max(x, T.Zero), expected);
                TestMatrices.AssertEqual<T>(c, expected);
            }
        }
    }

    [Test]
    public void A_type_that_vectors_do_not_hold_takes_the_plain_path()
    {
        Matrix<Half> a = TestMatrices.Whole<Half>(5, 6, 1), b = TestMatrices.Whole<Half>(6, 7, 2);
        Matrix<Half> c = a * b;
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 7; j++)
            {
                Assert.That((double)c[i, j], Is.EqualTo(Enumerable.Range(0, 6).Sum(p => (double)a[i, p] * (double)b[p, j])));
            }
        }
    }

    private static IEnumerable<(bool A, bool B)> Forms() => [(false, false), (true, false), (false, true), (true, true)];

    private static Matrix<T> Operand(int rows, int columns, bool transposed, ulong seed, bool whole)
    {
        (int r, int c) = transposed ? (columns, rows) : (rows, columns);
        return whole ? TestMatrices.Whole<T>(r, c, seed) : TestMatrices.Random<T>(r, c, seed);
    }

    private static Matrix<T> Multiply(ReadOnlyMatrixSpan<T> a, bool transposeA, ReadOnlyMatrixSpan<T> b, bool transposeB, int m, int n, int? threads)
    {
        var c = new Matrix<T>(m, n);
        Multiply(a, transposeA, b, transposeB, c, false, threads);
        return c;
    }

    private static void Multiply(ReadOnlyMatrixSpan<T> a, bool transposeA, ReadOnlyMatrixSpan<T> b, bool transposeB, MatrixSpan<T> c, bool accumulate, int? threads)
    {
        switch (transposeA, transposeB)
        {
            case (false, false): a.Multiply(b, c, accumulate, threads); break;
            case (true, false): a.TransposeMultiply(b, c, accumulate, threads); break;
            case (false, true): a.MultiplyTransposed(b, c, accumulate, threads); break;
            default: a.TransposeMultiplyTransposed(b, c, accumulate, threads); break;
        }
    }

    /// <summary>One shape in all forms: transposed or not, into a view inside a larger matrix, from views, and added to what is there.</summary>
    private static void Check(int m, int n, int k, bool exact)
    {
        foreach ((bool transposeA, bool transposeB) in Forms())
        {
            Matrix<T> a = Operand(m, k, transposeA, 1, exact), b = Operand(k, n, transposeB, 2, exact), before = Operand(m, n, false, 3, exact);
            Matrix<T> paddedA = TestMatrices.Padded(a), paddedB = TestMatrices.Padded(b), paddedC = TestMatrices.Padded(before);
            Multiply(TestMatrices.Inside(paddedA), transposeA, TestMatrices.Inside(paddedB), transposeB, TestMatrices.Inside(paddedC), false, null);
            TestMatrices.AssertPaddingUntouched(paddedC);
            Matrix<T> bound = exact ? new(m, n) : Bound(a, transposeA, b, transposeB, m, n, k);
            AssertWithin(TestMatrices.Inside(paddedC), Plain(a, transposeA, b, transposeB, m, n, k, default), bound);
            Multiply(a, transposeA, b, transposeB, before, true, null);
            AssertWithin(before, Plain(a, transposeA, b, transposeB, m, n, k, Operand(m, n, false, 3, exact)), bound);
        }
    }

    private static void AssertWithin(ReadOnlyMatrixSpan<T> actual, ReadOnlyMatrixSpan<T> expected, ReadOnlyMatrixSpan<T> bound)
    {
        for (int i = 0; i < actual.RowCount; i++)
        {
            for (int j = 0; j < actual.ColumnCount; j++)
            {
                bool same = actual[i, j].Equals(expected[i, j]) || T.Abs(actual[i, j] - expected[i, j]) <= bound[i, j];
                Assert.That(same, Is.True, $"[{i}, {j}] of {actual.RowCount}×{actual.ColumnCount} is {actual[i, j]}, expected {expected[i, j]} ± {bound[i, j]}");
            }
        }
    }

    /// <summary>The product, each element from the exact sum of the exact products, but for roundings of a doubled precision.</summary>
    private static Matrix<T> Plain(ReadOnlyMatrixSpan<T> a, bool transposeA, ReadOnlyMatrixSpan<T> b, bool transposeB, int m, int n, int k, ReadOnlyMatrixSpan<T> start)
    {
        var c = new Matrix<T>(m, n);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = start.IsEmpty ? T.Zero : start[i, j], error = T.Zero;
                for (int p = 0; p < k; p++)
                {
                    T x = transposeA ? a[p, i] : a[i, p], y = transposeB ? b[j, p] : b[p, j];
                    T product = x * y, lost = T.FusedMultiplyAdd(x, y, -product), total = sum + product, shift = total - sum;
                    error += (sum - (total - shift)) + (product - shift) + lost;
                    sum = total;
                }
                c[i, j] = T.IsFinite(sum) ? sum + error : sum;
            }
        }
        return c;
    }

    /// <summary>(k + 1)·ε·Σ|a||b|, with what an addition to C adds.</summary>
    private static Matrix<T> Bound(ReadOnlyMatrixSpan<T> a, bool transposeA, ReadOnlyMatrixSpan<T> b, bool transposeB, int m, int n, int k)
    {
        Matrix<T> bound = Plain(a.Map(T.Abs), transposeA, b.Map(T.Abs), transposeB, m, n, k, default);
        T factor = T.CreateChecked(k + 1) * Epsilon;
        return bound.Map(x => (x + T.CreateChecked(2)) * factor);
    }
}
