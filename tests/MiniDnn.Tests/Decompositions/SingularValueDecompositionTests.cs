namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class SingularValueDecompositionTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static IEnumerable<TestCaseData> Matrices() => NastyMatrices<T>.All();

    private static IEnumerable<TestCaseData> ModerateMatrices() => NastyMatrices<T>.Moderate();

    private static T Number(double value) => T.CreateChecked(value);

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    private static Matrix<T> Normal(int rows, int columns, int seed) => Matrix<T>.RandomNormal(rows, columns, new SeededRandom((ulong)seed));

    [TestCaseSource(nameof(Matrices))]
    public void Factors_give_the_matrix_back_and_are_orthonormal(Matrix<T> a)
    {
        SingularValueDecomposition<T> svd = a.Svd();
        Assert.That(Ratios.Residual(a, svd.U, SigmaTimesVTransposed(svd)), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(svd.U), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(svd.V), Is.LessThanOrEqualTo(10));
        double[] values = Ratios.Doubles(svd.SingularValues);
        Assert.That(values, Is.Ordered.Descending);
        Assert.That(values, Has.Length.EqualTo(Math.Min(a.RowCount, a.ColumnCount)).And.All.GreaterThanOrEqualTo(0));
    }

    [TestCaseSource(nameof(ModerateMatrices))]
    public void Full_factors_give_the_matrix_back_and_are_orthogonal(Matrix<T> a)
    {
        SingularValueDecomposition<T> svd = a.Svd(full: true);
        Assert.That((svd.U.RowCount, svd.U.ColumnCount, svd.V.RowCount, svd.V.ColumnCount), Is.EqualTo((a.RowCount, a.RowCount, a.ColumnCount, a.ColumnCount)));
        Assert.That(Ratios.Residual(a, svd.U, SigmaTimesVTransposed(svd)), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(svd.U), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(svd.V), Is.LessThanOrEqualTo(10));
    }

    [TestCase(5, 3), TestCase(3, 5), TestCase(4, 4), TestCase(40, 17), TestCase(17, 40), TestCase(300, 2)]
    public void Full_factors_are_square_and_orthogonal_and_begin_with_the_thin_ones(int rows, int columns)
    {
        Matrix<T> a = Normal(rows, 2, seed: 1) * Normal(2, columns, seed: 2);
        SingularValueDecomposition<T> thin = a.Svd();
        SingularValueDecomposition<T> full = a.Svd(full: true);
        Assert.That((full.U.RowCount, full.U.ColumnCount, full.V.RowCount, full.V.ColumnCount), Is.EqualTo((rows, rows, columns, columns)));
        Assert.That(Ratios.Orthogonality(full.U), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(full.V), Is.LessThanOrEqualTo(10));
        Assert.That(full.SingularValues.ToArray(), Is.EqualTo(thin.SingularValues.ToArray()));
        Assert.That(Ratios.Doubles<T>(full.U.Columns(..2).ToMatrix().AsSpan()), Is.EqualTo(Ratios.Doubles<T>(thin.U.Columns(..2).ToMatrix().AsSpan())).Within(1e-5));
    }

    [TestCase(3, 3, 3), TestCase(40, 17, 17), TestCase(17, 40, 17), TestCase(30, 20, 6), TestCase(20, 30, 6)]
    public void Solutions_are_those_of_the_pseudo_inverse(int rows, int columns, int rank)
    {
        Matrix<T> a = Normal(rows, rank, seed: 3) * Normal(rank, columns, seed: 4);
        Matrix<T> b = Normal(rows, 3, seed: 5);
        SingularValueDecomposition<T> svd = a.Svd();
        Matrix<T> x = svd.Solve(b), expected = svd.PseudoInverse() * b;
        double allowed = 100 * rows * Ratios.Epsilon<T>() * Ratios.Exact(x.FrobeniusNorm()) * Ratios.Exact(svd.SingularValues[0] / svd.SingularValues[rank - 1]);
        Assert.That(Ratios.Doubles<T>(x.AsSpan()), Is.EqualTo(Ratios.Doubles<T>(expected.AsSpan())).Within(allowed));
        T[] first = svd.Solve([.. Enumerable.Range(0, rows).Select(i => b[i, 0])]);
        Assert.That(Ratios.Doubles<T>(first), Is.EqualTo(Enumerable.Range(0, columns).Select(i => Ratios.Exact(x[i, 0]))).Within(allowed));
        Assert.That(a.Svd(full: true).Solve(b).AsSpan().ToArray(), Is.EqualTo(x.AsSpan().ToArray()));
    }

    [Test]
    public void Solutions_have_the_least_norm_and_keep_their_scale()
    {
        SingularValueDecomposition<T> row = new Matrix<T>(1, 3, Numbers(1, 2, 2)).Svd();
        double big = typeof(T) == typeof(float) ? 1e37 : 1e306;
        foreach (double unit in new[] { 1, big, 1 / big })
        {
            Assert.That(Ratios.Doubles<T>(row.Solve(Numbers(9 * unit))).Select(v => v / unit), Is.EqualTo(new[] { 1.0, 2, 2 }).Within(1e-5));
        }
        SingularValueDecomposition<T> diagonal = new Matrix<T>(2, 2, Numbers(4, 0, 0, 0.5)).Svd();
        Assert.That(diagonal.Solve(Numbers(8, 1)), Is.EqualTo(Numbers(2, 2)));
        Assert.That(diagonal.Solve(Numbers(8, 1), Number(0.5)), Is.EqualTo(Numbers(2, 0)));
        Assert.That(new Matrix<T>(2, 3).Svd().Solve(Numbers(1, 2)), Is.EqualTo(new T[3]));
        Assert.That(new Matrix<T>(0, 3).Svd().Solve(Array.Empty<T>()), Is.EqualTo(new T[3]));
    }

    [Test]
    public void Right_hand_sides_that_do_not_fit_are_refused()
    {
        SingularValueDecomposition<T> svd = Matrix<T>.Identity(2).Svd();
        Assert.That(() => svd.Solve(Numbers(1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide has 1 elements; it must have 2, one for each row."));
        Assert.That(() => svd.Solve(Numbers(1, double.NaN)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide[1] is NaN"));
        Assert.That(() => svd.Solve(new Matrix<T>(3, 1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides has 3 rows; it must have 2, as many as the matrix."));
        Assert.That(() => svd.Solve(new Matrix<T>(2, 1, Numbers(1, double.NaN))), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides[1, 0] is NaN"));
        Assert.That(() => svd.Solve(Numbers(1, 2), Number(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Solve: tolerance must be 0 or more."));
    }

    [Test]
    public void Closed_form_of_a_2x2_matrix()
    {
        SingularValueDecomposition<T> svd = new Matrix<T>(2, 2, Numbers(3, 0, 4, 5)).Svd();
        Assert.That(Ratios.Doubles(svd.SingularValues), Is.EqualTo(new[] { Math.Sqrt(45), Math.Sqrt(5) }).Within(1e-5));
    }

    [Test]
    public void Singular_values_of_the_second_difference_matrix_are_known()
    {
        const int n = 30;
        var a = Matrix<T>.Identity(n) * Number(2);
        for (int i = 1; i < n; i++)
        {
            a[i, i - 1] = a[i - 1, i] = -T.One;
        }
        IEnumerable<double> expected = Enumerable.Range(1, n).Select(k => 2 - (2 * Math.Cos((n + 1 - k) * Math.PI / (n + 1))));
        // Weyl: they move by no more than the norm of the backward error, which is of the order of n·ε·σmax, and σmax is 4
        Assert.That(Ratios.Doubles(a.Svd().SingularValues), Is.EqualTo(expected).Within(n * 4 * Ratios.Epsilon<T>()));
    }

    [Test]
    public void Tiny_singular_values_of_graded_matrices_have_small_relative_errors()
    {
        // B·D with B orthogonal up to column lengths: the singular values are D's, over 80 (20) orders of magnitude.
        double step = typeof(T) == typeof(float) ? 2 : 10;
        Matrix<T> q = Normal(9, 9, seed: 5).Qr().Q();
        double[] scales = [.. Enumerable.Range(0, 9).Select(j => Math.Pow(10, step * (4 - j)))];
        for (int i = 0; i < 9; i++)
        {
            for (int j = 0; j < 9; j++)
            {
                q[i, j] *= Number(scales[j]);
            }
        }
        double[] values = Ratios.Doubles(q.Svd().SingularValues);
        double[] ofTransposed = Ratios.Doubles(q.Transpose().Svd().SingularValues);
        for (int k = 0; k < 9; k++)
        {
            Assert.That(values[k] / scales[k], Is.EqualTo(1).Within(100 * Ratios.Epsilon<T>()), $"value {k}");
            Assert.That(ofTransposed[k] / scales[k], Is.EqualTo(1).Within(100 * Ratios.Epsilon<T>()), $"value {k} of the transposed");
        }
    }

    [Test]
    public void Determinant_of_a_Hilbert_matrix_is_the_product_of_its_singular_values()
    {
        // H₅: det = 1/266716800000, σ₁ = 1.5670506910982308…, condition number 476607.25.
        var hilbert = new Matrix<T>(5, 5);
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                hilbert[i, j] = T.One / Number(i + j + 1);
            }
        }
        SingularValueDecomposition<T> svd = hilbert.Svd();
        double product = Ratios.Doubles(svd.SingularValues).Aggregate((a, b) => a * b);
        Assert.That(product * 266716800000, Is.EqualTo(1).Within(1e7 * Ratios.Epsilon<T>()));
        Assert.That(Ratios.Exact(svd.SingularValues[0]), Is.EqualTo(1.5670506910982308).Within(10 * Ratios.Epsilon<T>()));
        Assert.That(Ratios.Exact(svd.ConditionNumber()), Is.EqualTo(476607.25).Within(typeof(T) == typeof(float) ? 40_000 : 0.01));
        Assert.That(hilbert.ConditionNumber(), Is.EqualTo(svd.ConditionNumber()));
        Assert.That(hilbert.SpectralNorm(), Is.EqualTo(svd.SingularValues[0]));
    }

    [Test]
    public void Small_singular_values_are_had_over_the_whole_range([Range(1, 24)] int seed, [Values] bool ofRows)
    {
        // an orthogonal matrix with columns, or rows, multiplied by numbers far apart has these as singular values; what one row is to another must be a normal number
        var random = new Random(seed);
        int n = random.Next(2, 7), limit = (typeof(T) == typeof(float) ? 110 : 1000) / (ofRows ? 2 : 1);
        int[] sizes = [.. Enumerable.Range(0, n).Select(k => limit - (2 * limit * k / (n - 1)))], falling = [.. sizes];
        random.Shuffle(sizes);
        Matrix<T> a = Normal(n, n, seed).Qr().Q();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = T.ScaleB(a[i, j], sizes[ofRows ? i : j]);
            }
        }
        SingularValueDecomposition<T> svd = a.Svd();
        for (int k = 0; k < n; k++)
        {
            Assert.That(Ratios.Exact(T.ScaleB(svd.SingularValues[k], -falling[k])), Is.EqualTo(1).Within(100 * Ratios.Epsilon<T>()), $"value {k} of {n}");
        }
        Assert.That(Ratios.Orthogonality(svd.U), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Orthogonality(svd.V), Is.LessThanOrEqualTo(10));
        Assert.That(a.SpectralNorm(), Is.EqualTo(svd.SingularValues[0]));
    }

    [Test]
    public void Diagonals_of_numbers_far_apart_are_their_own_singular_values()
    {
        double large = typeof(T) == typeof(float) ? 1e16 : 1e155;
        Matrix<T> a = Matrix.Diagonal(Numbers(large, 1 / large));
        Assert.That(a.Svd().SingularValues.ToArray(), Is.EqualTo(Numbers(large, 1 / large)));
        Assert.That(Ratios.Exact(a.ConditionNumber()), Is.EqualTo(typeof(T) == typeof(float) ? 1e32 : double.PositiveInfinity).Within(1e-4).Percent);
    }

    [TestCase(5), TestCase(12)]
    public void Singular_values_beyond_the_range_leave_the_rank_and_the_pseudo_inverse_right(int n)
    {
        T largest = (T.One - Number(0.05)) * T.BitDecrement(T.PositiveInfinity);
        Matrix<T> a = Matrix.Create(n, n, (i, j) => i == j ? -largest : largest);
        Assert.That(T.IsPositiveInfinity(a.SpectralNorm()), Is.True);
        Assert.That(a.Rank(), Is.EqualTo(n));
        Assert.That((a.Rows(..2).Rank(), Matrix.Create(n, n, (_, _) => largest).Rank()), Is.EqualTo((2, 1)));
        SingularValueDecomposition<T> svd = a.Svd();
        Assert.That(T.IsFinite(svd.DefaultTolerance) && svd.Rank() == n, Is.True);
        T[] x = svd.Solve(a.Column(1));
        Assert.That(Ratios.Doubles<T>(x), Is.EqualTo(Enumerable.Range(0, n).Select(i => i == 1 ? 1.0 : 0)).Within(100 * Ratios.Epsilon<T>()));
    }

    [Test]
    public void Factors_of_small_integers_are_orthogonal_in_every_number_type([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        int rows = random.Next(1, 7), columns = random.Next(1, 7);
        int[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(-5, 6))];
        AssertOrthogonal<T>(rows, columns, values);
        AssertOrthogonal<Half>(rows, columns, values);
        AssertOrthogonal<System.Runtime.InteropServices.NFloat>(rows, columns, values);
    }

    private static void AssertOrthogonal<TNumber>(int rows, int columns, int[] values)
        where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
    {
        var a = new Matrix<TNumber>(rows, columns, [.. values.Select(v => TNumber.CreateChecked(v))]);
        double unit = Ratios.Exact(TNumber.BitIncrement(TNumber.One)) - 1;
        foreach (bool full in new[] { false, true })
        {
            SingularValueDecomposition<TNumber> svd = a.Svd(full);
            Assert.That(Ratios.Orthogonality(svd.U) * Ratios.Epsilon<TNumber>() / unit, Is.LessThanOrEqualTo(10), $"U of {typeof(TNumber)}");
            Assert.That(Ratios.Orthogonality(svd.V) * Ratios.Epsilon<TNumber>() / unit, Is.LessThanOrEqualTo(10), $"V of {typeof(TNumber)}");
        }
    }

    [Test]
    public void Rank_counts_values_above_the_tolerance()
    {
        Matrix<T> a = Normal(12, 3, seed: 3) * Normal(3, 8, seed: 4);
        SingularValueDecomposition<T> svd = a.Svd();
        Assert.That(svd.Rank(), Is.EqualTo(3));
        Assert.That(a.Rank(), Is.EqualTo(3));
        Assert.That(a.Rank((svd.SingularValues[0] + svd.SingularValues[1]) / Number(2)), Is.EqualTo(1));
        Assert.That(new Matrix<T>(4, 4).Rank(), Is.Zero);
        Assert.That(T.IsPositiveInfinity(new Matrix<T>(4, 4).ConditionNumber()), Is.True);
    }

    [TestCase(0, 0), TestCase(0, 3), TestCase(3, 0)]
    public void Empty_matrices_have_no_singular_values(int rows, int columns)
    {
        var a = new Matrix<T>(rows, columns);
        SingularValueDecomposition<T> svd = a.Svd();
        Assert.That(svd.SingularValues.Length, Is.Zero);
        Assert.That((svd.U.RowCount, svd.U.ColumnCount, svd.V.RowCount, svd.V.ColumnCount), Is.EqualTo((rows, 0, columns, 0)));
        Assert.That((a.Rank(), a.ConditionNumber(), a.SpectralNorm()), Is.EqualTo((0, T.One, T.Zero)));
    }

    [Test]
    public void A_view_is_decomposed_as_its_copy()
    {
        Matrix<T> whole = Normal(20, 20, seed: 6);
        Matrix<T> copy = whole[3..17, 2..11].ToMatrix();
        Assert.That(whole[3..17, 2..11].Svd().U.AsSpan().ToArray(), Is.EqualTo(copy.Svd().U.AsSpan().ToArray()));
    }

    [Test]
    public void Bad_input_is_refused_with_what_was_expected()
    {
        var a = new Matrix<T>(2, 2, Numbers(1, 2, 3, double.NegativeInfinity));
        Assert.That(() => a.Svd(), Throws.ArgumentException.With.Message.StartsWith("SingularValueDecomposition: matrix[1, 1] is -"));
        Assert.That(() => ((Matrix<T>)null!).Svd(), Throws.ArgumentNullException);
        Assert.That(() => a.Rank(), Throws.ArgumentException.With.Message.StartsWith("Rank: matrix[1, 1] is"));
        Assert.That(() => a.ConditionNumber(), Throws.ArgumentException.With.Message.StartsWith("ConditionNumber: matrix[1, 1] is"));
        Assert.That(() => a.SpectralNorm(), Throws.ArgumentException.With.Message.StartsWith("SpectralNorm: matrix[1, 1] is"));
        SingularValueDecomposition<T> svd = Matrix<T>.Identity(2).Svd();
        Assert.That(() => svd.Rank(Number(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Rank: tolerance must be 0 or more."));
        Assert.That(() => svd.PseudoInverse(Number(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("PseudoInverse: tolerance must be 0 or more."));
        Assert.That(() => Matrix<T>.Identity(2).Rank(Number(double.NaN)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Rank: tolerance must be 0 or more."));
    }

    /// <summary>Σ·Vᵀ with Σ of the shape that U and V ask for: square if they are thin, that of A if they are full.</summary>
    private static Matrix<T> SigmaTimesVTransposed(SingularValueDecomposition<T> svd)
    {
        var result = new Matrix<T>(svd.U.ColumnCount, svd.V.RowCount);
        for (int k = 0; k < svd.SingularValues.Length; k++)
        {
            for (int j = 0; j < svd.V.RowCount; j++)
            {
                result[k, j] = svd.SingularValues[k] * svd.V[j, k];
            }
        }
        return result;
    }
}
