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
        foreach ((int m, int n, int k) in new[] { (130, 140, 150), (300, 50, 200), (40, 700, 90), (49, 97, 600), (3, 2000, 400), (1, 3000, 400), (1, 17, 62_000) })
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
        (Matrix<T> A, bool TransposeA, Matrix<T> B, bool TransposeB, Matrix<T> Expected)[] products =
        [
            .. from shape in new[] { (M: 120, N: 140, K: 130), (M: 9, N: 30, K: 40), (M: 1, N: 3000, K: 400), (M: 60, N: 300, K: 500) }
               from form in Forms()
               let a = Operand(shape.M, shape.K, form.A, 1, whole: false)
               let b = Operand(shape.K, shape.N, form.B, 2, whole: false)
               select (a, form.A, b, form.B, Multiply(a, form.A, b, form.B, shape.M, shape.N, 1)),
        ];
        Parallel.For(0, 12 * products.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var p = products[i % products.Length];
            TestMatrices.AssertEqual<T>(Multiply(p.A, p.TransposeA, p.B, p.TransposeB, p.Expected.RowCount, p.Expected.ColumnCount, i % 3 == 0 ? 1 : null), p.Expected);
        });
    }

    /// <summary>Tiles, tall tiles, a row in strips and streamed, inner products, packed blocks, and work that threads share.</summary>
    [Test]
    public void A_product_into_a_destination_allocates_nothing()
    {
        foreach ((int m, int n, int k) in new[] { (9, 50, 7), (33, 10, 20), (1, 150, 40), (1, 2000, 300), (3, 21, 20), (150, 700, 300) })
        {
            foreach ((bool transposeA, bool transposeB) in Forms())
            {
                Matrix<T> a = Operand(m, k, transposeA, 1, whole: false), b = Operand(k, n, transposeB, 2, whole: false), c = new(m, n);
                Assert.That(Allocation.OnceWarm(() => Multiply(a, transposeA, b, transposeB, c, false, null)), Is.Zero, $"{m}×{k}×{n}");
                Assert.That(Allocation.OnceWarm(() => Multiply(a, transposeA, b, transposeB, c, true, null)), Is.Zero, $"{m}×{k}×{n}, added");
            }
        }
    }

    /// <summary>One special value at a time, then all of them all over the place. Zeros have the sign of a plain loop's.</summary>
    [Test]
    public void Special_values_go_where_a_plain_loop_puts_them()
    {
        T denormal = T.BitIncrement(T.Zero);
        T[] special = [T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.NegativeZero, denormal, -denormal];
        foreach ((int m, int n, int k) in new[] { (9, 50, 7), (33, 10, 9), (1, 50, 40), (1, 150, 19), (1, 2100, 150), (3, 21, 20), (49, 265, 500) })
        {
            foreach ((bool transposeA, bool transposeB) in Forms())
            {
                foreach (T value in special)
                {
                    Matrix<T> a = Operand(m, k, transposeA, 1, whole: true), b = Operand(k, n, transposeB, 2, whole: true);
                    a[a.RowCount / 2, a.ColumnCount / 2] = value;
                    b[b.RowCount - 1, 0] = value;
                    CheckSpecial(a, transposeA, b, transposeB, m, n, k);
                }
                foreach (int oneOf in new[] { 3, 100 })
                {
                    var random = new SeededRandom(7);
                    T Sprinkled(T x) => random.NextInt32(oneOf) == 0 ? special[random.NextInt32(special.Length)] : x;
                    CheckSpecial(Operand(m, k, transposeA, 1, whole: true).Map(Sprinkled), transposeA, Operand(k, n, transposeB, 2, whole: true).Map(Sprinkled), transposeB, m, n, k);
                }
            }
        }
    }

    private static void CheckSpecial(Matrix<T> a, bool transposeA, Matrix<T> b, bool transposeB, int m, int n, int k)
    {
        Matrix<T> c = Multiply(a, transposeA, b, transposeB, m, n, null), expected = Plain(a, transposeA, b, transposeB, m, n, k, default);
        T fewDenormals = T.BitIncrement(T.Zero) * T.CreateChecked(4000);
        AssertWithin(c, expected, Matrix.Create(m, n, (_, _) => fewDenormals));
        for (int i = 0; i < m * n; i++)
        {
            T zero = c.AsSpan()[i];
            if (zero == T.Zero && expected.AsSpan()[i] == T.Zero && T.IsNegative(zero) != T.IsNegative(expected.AsSpan()[i]))
            {
                Assert.Fail($"the zero of element {i} has another sign");
            }
        }
    }

    [Test]
    public void Bias_and_rectifier_are_part_of_the_product()
    {
        foreach ((int m, int n, int k) in new[] { (9, 50, 7), (33, 10, 9), (1, 50, 40), (3, 21, 20), (60, 300, 500), (1, 1500, 203), (2, 3, 0) })
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
            Matrix<T> bound = exact ? new(m, n) : Bound(a, transposeA, b, transposeB, m, n, k, default);
            AssertWithin(TestMatrices.Inside(paddedC), Plain(a, transposeA, b, transposeB, m, n, k, default), bound);
            Matrix<T> sum = before.Clone();
            Multiply(a, transposeA, b, transposeB, sum, true, null);
            bound = exact ? bound : Bound(a, transposeA, b, transposeB, m, n, k, before);
            AssertWithin(sum, Plain(a, transposeA, b, transposeB, m, n, k, before), bound);
        }
    }

    private static void AssertWithin(ReadOnlyMatrixSpan<T> actual, ReadOnlyMatrixSpan<T> expected, ReadOnlyMatrixSpan<T> bound)
    {
        for (int i = 0; i < actual.RowCount; i++)
        {
            for (int j = 0; j < actual.ColumnCount; j++)
            {
                bool same = actual[i, j].Equals(expected[i, j]) || T.Abs(actual[i, j] - expected[i, j]) <= bound[i, j];
                if (!same)
                {
                    Assert.Fail($"[{i}, {j}] of {actual.RowCount}×{actual.ColumnCount} is {actual[i, j]}, expected {expected[i, j]} ± {bound[i, j]}");
                }
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

    /// <summary>k·ε·Σ|a||b|, what is there before being one product more.</summary>
    private static Matrix<T> Bound(ReadOnlyMatrixSpan<T> a, bool transposeA, ReadOnlyMatrixSpan<T> b, bool transposeB, int m, int n, int k, ReadOnlyMatrixSpan<T> start)
    {
        Matrix<T> magnitudes = Plain(a.Map(T.Abs), transposeA, b.Map(T.Abs), transposeB, m, n, k, start.Map(T.Abs));
        return magnitudes * (T.CreateChecked(start.IsEmpty ? k : k + 1) * Epsilon);
    }
}
