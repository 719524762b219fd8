namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LuDecompositionTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static IEnumerable<TestCaseData> SquareMatrices() => NastyMatrices<T>.All().Where(test => test.Arguments[0] is Matrix<T> a && a.RowCount == a.ColumnCount);

    private static T Number(double value) => T.CreateChecked(value);

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    private static Matrix<T> Normal(int rows, int columns, int seed) => Matrix<T>.RandomNormal(rows, columns, new SeededRandom((ulong)seed));

    [TestCaseSource(nameof(SquareMatrices))]
    public void Factors_give_the_permuted_matrix_back(Matrix<T> a)
    {
        LuDecomposition<T> lu = a.Lu();
        Matrix<T> l = lu.L(), u = lu.U();
        Assert.That(lu.Permutation.ToArray().Order(), Is.EqualTo(Enumerable.Range(0, a.RowCount)));
        Assert.That(Ratios.Residual(a.SelectRows(lu.Permutation.ToArray()), l, u), Is.LessThanOrEqualTo(10));
        for (int i = 0; i < a.RowCount; i++)
        {
            Assert.That(l[i, i], Is.EqualTo(T.One));
            Assert.That(l.Row(i)[(i + 1)..].IndexOfAnyExcept(T.Zero), Is.EqualTo(-1), $"row {i} of L");
            Assert.That(u.Row(i)[..i].IndexOfAnyExcept(T.Zero), Is.EqualTo(-1), $"row {i} of U");
        }
    }

    [TestCaseSource(nameof(SquareMatrices))]
    public void Solutions_and_inverses_have_small_residuals(Matrix<T> a)
    {
        LuDecomposition<T> lu = a.Lu();
        if (lu.IsSingular)
        {
            Assert.That(() => lu.Solve(new T[lu.Size]), Throws.InvalidOperationException);
            Assert.That(() => lu.Inverse(), Throws.InvalidOperationException);
            return;
        }
        Matrix<T> x = Normal(lu.Size, 9, 1);
        Assert.That(Ratios.Solution(a, lu.Solve(x), x), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Inverse(a, lu.Inverse()), Is.LessThanOrEqualTo(10));
        Assert.That(Ratios.Inverse(a, a.Inverse()), Is.LessThanOrEqualTo(10));
    }

    [Test]
    public void Without_scaling_the_multipliers_are_at_most_1()
    {
        Matrix<T> l = new Matrix<T>(3, 3, Numbers(1, 1.5, 1, 1.25, 1, 1, 1, 1, 1.75)).Lu().L();
        Assert.That(l.MaxNorm(), Is.EqualTo(T.One));
    }

    [TestCase(0), TestCase(1), TestCase(2), TestCase(7), TestCase(16), TestCase(17), TestCase(33), TestCase(64), TestCase(65), TestCase(130)]
    public void Every_form_of_solving_gives_the_unknowns_that_made_the_right_hand_sides(int n)
    {
        Matrix<T> a = Normal(n, n, 2) + (Matrix<T>.Identity(n) * Number(n));
        foreach (int k in new[] { 1, 3, 8, 20, 129 })
        {
            Matrix<T> x = Normal(n, k, 3), b = a * x;
            LuDecomposition<T> lu = a.Lu();
            Matrix<T> solution = lu.Solve(b);
            Assert.That(Ratios.Doubles<T>(solution.AsSpan()), Is.EqualTo(Ratios.Doubles<T>(x.AsSpan())).Within(200 * Ratios.Epsilon<T>()));
            var wide = new Matrix<T>(n + 2, k + 3);
            lu.Solve(b, wide[1..^1, 2..^1]);
            Assert.That(wide[1..^1, 2..^1].ToMatrix().AsSpan().ToArray(), Is.EqualTo(solution.AsSpan().ToArray()));
            T[] destination = new T[n], column = b.Column(k - 1);
            lu.Solve(column, destination);
            Assert.That(Ratios.Doubles<T>(destination), Is.EqualTo(Ratios.Doubles<T>(solution.Column(k - 1))).Within(200 * Ratios.Epsilon<T>()));
            Assert.That(lu.Solve(column), Is.EqualTo(destination));
        }
    }

    [Test]
    public void The_inverse_is_written_into_a_view()
    {
        Matrix<T> a = Normal(40, 40, 4);
        LuDecomposition<T> lu = a.Lu();
        var wide = new Matrix<T>(42, 44);
        lu.Inverse(wide[1..^1, 2..^2]);
        Assert.That(wide[1..^1, 2..^2].ToMatrix().AsSpan().ToArray(), Is.EqualTo(lu.Inverse().AsSpan().ToArray()));
        Assert.That(wide.Row(0).IndexOfAnyExcept(T.Zero), Is.EqualTo(-1));
    }

    [Test]
    public void Solving_into_a_destination_allocates_nothing()
    {
        Matrix<T> a = Normal(40, 40, 5), b = Normal(40, 3, 6), x = new(40, 3), inverse = new(40, 40);
        T[] vector = b.Column(0), solution = new T[40];
        LuDecomposition<T> lu = a.Lu();
        Assert.That(Allocation.OnceWarm(() => lu.Solve(vector, solution)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => lu.Solve(b, x)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => lu.Inverse(inverse)), Is.Zero);
    }

    [Test]
    public void A_view_is_decomposed_as_its_copy()
    {
        Matrix<T> whole = Normal(60, 60, 7), copy = whole[3..53, 2..52].ToMatrix();
        Assert.That(whole[3..53, 2..52].Lu().U().AsSpan().ToArray(), Is.EqualTo(copy.Lu().U().AsSpan().ToArray()));
    }

    [Test]
    public void The_sign_and_the_logarithm_of_determinants_that_no_number_can_hold()
    {
        double big = typeof(T) == typeof(float) ? 1e30 : 1e300;
        Matrix<T> a = Matrix.Diagonal<T>(Numbers(-big, big, big));
        LuDecomposition<T> lu = a.Lu();
        Assert.That(T.IsNegativeInfinity(lu.Determinant()), Is.True);
        Assert.That(lu.DeterminantSign(), Is.EqualTo(-1));
        Assert.That(Ratios.Exact(lu.LogAbsDeterminant()), Is.EqualTo(3 * Math.Log(big)).Within(1e-6 * Math.Log(big)));
        LuDecomposition<T> singular = new Matrix<T>(2, 2, Numbers(1, 2, 2, 4)).Lu();
        Assert.That((singular.Determinant(), singular.DeterminantSign(), singular.LogAbsDeterminant()), Is.EqualTo((T.Zero, 0, T.NegativeInfinity)));
        LuDecomposition<T> empty = new Matrix<T>(0, 0).Lu();
        Assert.That((empty.Determinant(), empty.DeterminantSign(), empty.LogAbsDeterminant()), Is.EqualTo((T.One, 1, T.Zero)));
    }

    [Test]
    public void The_logarithm_of_a_determinant_near_1_keeps_its_digits()
    {
        T below = T.BitDecrement(T.One);
        LuDecomposition<T> lu = new Matrix<T>(2, 2, [T.One, T.Zero, T.Zero, below]).Lu();
        Assert.That(lu.LogAbsDeterminant(), Is.EqualTo(T.Log(below)));
    }

    [Test]
    public void Bad_input_is_refused_with_what_was_expected()
    {
        Assert.That(() => new Matrix<T>(2, 3).Lu(), Throws.ArgumentException.With.Message.StartsWith("LuDecomposition: the matrix is 2×3; it must be square."));
        Assert.That(() => new Matrix<T>(2, 2, Numbers(1, 2, double.NaN, 4)).Lu(), Throws.ArgumentException.With.Message.StartsWith("LuDecomposition: matrix[1, 0] is NaN; every value must be finite."));
        Assert.That(() => ((Matrix<T>)null!).Lu(), Throws.ArgumentNullException);
        LuDecomposition<T> lu = Matrix<T>.Identity(2).Lu();
        Assert.That(() => lu.Solve(Numbers(1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide has 1 elements; it must have 2, one for each row."));
        Assert.That(() => lu.Solve(Numbers(1, double.NaN)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide[1] is NaN"));
        Assert.That(() => lu.Solve(Numbers(1, 2), new T[3]), Throws.ArgumentException.With.Message.StartsWith("Solve: destination has 3 elements; it must have 2, one for each column."));
        T[] b = Numbers(1, 2);
        Assert.That(() => lu.Solve(b, b), Throws.ArgumentException.With.Message.StartsWith("Solve: destination overlaps rightHandSide; it must have memory of its own."));
        Assert.That(() => lu.Solve(new Matrix<T>(3, 1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides has 3 rows; it must have 2, as many as the matrix."));
        Assert.That(() => lu.Solve(new Matrix<T>(2, 1), new Matrix<T>(2, 2)), Throws.ArgumentException.With.Message.StartsWith("Solve: destination is 2×2; it must be 2×1."));
        Assert.That(() => lu.Solve(new Matrix<T>(2, 1, Numbers(1, double.NaN))), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides[1, 0] is NaN"));
        Assert.That(() => lu.Inverse(new Matrix<T>(1, 2)), Throws.ArgumentException.With.Message.StartsWith("Inverse: destination is 1×2; it must be 2×2."));
        LuDecomposition<T> singular = new Matrix<T>(3, 3, Numbers(1, 2, 3, 4, 5, 6, 7, 8, 9)).Lu();
        Assert.That(singular.IsSingular, Is.True);
        Assert.That(() => singular.Solve(Numbers(1, 2, 3)), Throws.InvalidOperationException.With.Message.EqualTo(
            "Solve: the matrix is 3×3 with rank 2; it must have rank 3. PseudoInverse takes any matrix and gives the answer of least norm."));
        Assert.That(() => singular.Inverse(), Throws.InvalidOperationException.With.Message.StartsWith("Inverse: the matrix is 3×3 with rank 2; it must have rank 3."));
    }
}
