namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class SolveTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateChecked(value);

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    private static Matrix<T> Normal(int rows, int columns, int seed) => Matrix<T>.RandomNormal(rows, columns, new SeededRandom((ulong)seed));

    [Test]
    public void Closed_form_of_two_equations()
    {
        var a = new Matrix<T>(2, 2, Numbers(2, 1, 1, 3));
        Assert.That(Ratios.Doubles<T>(a.Solve(Numbers(3, 5))), Is.EqualTo(new[] { 0.8, 1.4 }).Within(1e-6));
        Assert.That(Ratios.Doubles<T>(a.Inverse().AsSpan()), Is.EqualTo(new[] { 0.6, -0.2, -0.2, 0.4 }).Within(1e-6));
        Assert.That(Ratios.Exact(a.Determinant()), Is.EqualTo(5).Within(1e-5));
    }

    [TestCase(1, 1), TestCase(9, 9), TestCase(50, 50), TestCase(64, 20), TestCase(3000, 7), TestCase(1111, 40)]
    public void Solving_gives_the_coefficients_that_made_the_right_hand_sides(int rows, int columns)
    {
        Matrix<T> a = Normal(rows, columns, 1);
        Matrix<T> x = Normal(columns, 2, 2);
        Matrix<T> b = a * x;
        double allowed = 100 * columns * Ratios.Epsilon<T>() * Ratios.Exact(a.ConditionNumber());
        Assert.That(Ratios.Doubles<T>(a.Solve(b).AsSpan()), Is.EqualTo(Ratios.Doubles<T>(x.AsSpan())).Within(allowed));
        double[] first = [.. Enumerable.Range(0, columns).Select(i => Ratios.Exact(x[i, 0]))];
        Assert.That(Ratios.Doubles<T>(a.Solve([.. Enumerable.Range(0, rows).Select(i => b[i, 0])])), Is.EqualTo(first).Within(allowed));
    }

    [Test]
    public void Values_near_the_ends_of_the_range_are_scaled()
    {
        double big = typeof(T) == typeof(float) ? 1e36 : 1e305;
        foreach ((double ofA, double ofB) in new[] { (big, big), (1 / big, 1 / big), (1 / big, 1), (big, 1), (1, big), (1, 1 / big) })
        {
            var a = new Matrix<T>(2, 2, Numbers(2 * ofA, ofA, ofA, 3 * ofA));
            double[] x = Ratios.Doubles<T>(a.Solve(Numbers(3 * ofB, 5 * ofB)));
            Assert.That(x.Select(v => v * ofA / ofB), Is.EqualTo(new[] { 0.8, 1.4 }).Within(1e-5), $"{ofA}, {ofB}");
        }
        Matrix<T> large = Matrix<T>.Identity(3) * Number(big);
        Assert.That(T.IsPositiveInfinity(large.Determinant()), Is.True);
        Assert.That(Ratios.Exact(large.Inverse()[1, 1]) * big, Is.EqualTo(1).Within(1e-6));
    }

    [TestCase(1), TestCase(3), TestCase(10), TestCase(65)]
    public void The_inverse_times_the_matrix_is_the_identity(int n)
    {
        Matrix<T> a = Normal(n, n, 3);
        double allowed = 10 * n * Ratios.Epsilon<T>() * Ratios.Exact(a.ConditionNumber());
        Assert.That(Ratios.Doubles<T>((a.Inverse() * a).AsSpan()), Is.EqualTo(Ratios.Doubles<T>(Matrix<T>.Identity(n).AsSpan())).Within(allowed));
    }

    [Test]
    public void Determinants_have_the_sign_of_the_permutation()
    {
        var swap = new Matrix<T>(3, 3, Numbers(0, 1, 0, 1, 0, 0, 0, 0, 1));
        var cycle = new Matrix<T>(3, 3, Numbers(0, 1, 0, 0, 0, 1, 1, 0, 0));
        Assert.That(Ratios.Exact(swap.Determinant()), Is.EqualTo(-1).Within(1e-6));
        Assert.That(Ratios.Exact(cycle.Determinant()), Is.EqualTo(1).Within(1e-6));
        Assert.That(Ratios.Exact(new Matrix<T>(3, 3, Numbers(1, 2, 3, 4, 5, 6, 7, 8, 10)).Determinant()), Is.EqualTo(-3).Within(1e-4));
        Assert.That(new Matrix<T>(0, 0).Determinant(), Is.EqualTo(T.One));
        Assert.That(new Matrix<T>(4, 4).Determinant(), Is.EqualTo(T.Zero));
    }

    [Test]
    public void Determinants_of_which_a_factor_lies_far_outside_are_right()
    {
        if (typeof(T) == typeof(float))
        {
            var a = new Matrix<T>(2, 2, Numbers(1e25, 1, 1, 1e-15));
            Assert.That(Rational.Of(a.Determinant()).RelativeDifference(ExactMatrix.Determinant(a)), Is.LessThan(2 * Ratios.Epsilon<T>()));
            Assert.That(Matrix.Diagonal(Numbers(1e25, 1e-25)).Determinant(), Is.EqualTo(T.One).Within(Ratios.Epsilon<T>()));
            return;
        }
        Assert.That(Matrix.Diagonal(Numbers(1e170, 1e-170)).Determinant(), Is.EqualTo(T.One));
        Assert.That(new Matrix<T>(2, 2, Numbers(1e250, 1, 1, 1e-100)).Determinant(), Is.EqualTo(Number(1e150)));
        Assert.That(Ratios.Exact(new Matrix<T>(2, 2, Numbers(1e308, 1e308, 0, 1e-10)).Determinant()), Is.EqualTo(1e298).Within(1e283));
    }

    [Test]
    public void Determinants_of_integers_are_integers()
    {
        Assert.That(new Matrix<T>(2, 2, Numbers(1, 2, 2, 4)).Determinant(), Is.EqualTo(T.Zero));
        Assert.That(new Matrix<T>(2, 2, Numbers(1, 2, 3, 4)).Determinant(), Is.EqualTo(Number(-2)));
        Assert.That(new Matrix<T>(3, 3, Numbers(1, 2, 3, 4, 5, 6, 7, 8, 9)).Determinant(), Is.EqualTo(T.Zero));
    }

    [Test]
    public void Bad_input_is_refused_with_what_was_expected()
    {
        var singular = new Matrix<T>(3, 3, Numbers(1, 2, 3, 4, 5, 6, 7, 8, 9));
        Assert.That(() => singular.Solve(Numbers(1, 2, 3)), Throws.InvalidOperationException.With.Message.EqualTo(
            "Solve: the matrix is 3×3 with rank 2; it must have rank 3. PseudoInverse takes any matrix and gives the answer of least norm."));
        Assert.That(() => singular.Inverse(), Throws.InvalidOperationException.With.Message.StartsWith("Inverse: the matrix is 3×3 with rank 2; it must have rank 3. PseudoInverse takes"));
        Assert.That(() => new Matrix<T>(2, 3).Inverse(), Throws.InvalidOperationException.With.Message.EqualTo("Inverse: the matrix is 2×3; only a square matrix has an inverse. PseudoInverse takes any."));
        Assert.That(() => new Matrix<T>(2, 3).Determinant(), Throws.InvalidOperationException.With.Message.EqualTo("Determinant: the matrix is 2×3; it must be square."));
        Assert.That(() => new Matrix<T>(1, 2, Numbers(1, 2)).Solve(Numbers(1)), Throws.InvalidOperationException.With.Message.StartsWith("Solve: the matrix is 1×2 with rank 1; it must have rank 2."));
        Assert.That(() => Matrix<T>.Identity(2).Solve(Numbers(1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide has 1 elements; it must have 2, one for each row."));
        Assert.That(() => Matrix<T>.Identity(2).Solve(new Matrix<T>(1, 1)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSides has 1 rows; it must have 2"));
        Assert.That(() => Matrix<T>.Identity(1).Solve(Numbers(double.NaN)), Throws.ArgumentException.With.Message.StartsWith("Solve: rightHandSide[0, 0] is NaN"));
        var bad = new Matrix<T>(1, 1, Numbers(double.PositiveInfinity));
        Assert.That(() => bad.Solve(Numbers(1)), Throws.ArgumentException.With.Message.StartsWith("Solve: matrix[0, 0] is"));
        Assert.That(() => bad.Inverse(), Throws.ArgumentException.With.Message.StartsWith("Inverse: matrix[0, 0] is"));
        Assert.That(() => bad.Determinant(), Throws.ArgumentException.With.Message.StartsWith("Determinant: matrix[0, 0] is"));
    }
}
