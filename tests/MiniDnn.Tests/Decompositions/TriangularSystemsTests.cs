namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class TriangularSystemsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    [Test]
    public void Equations_with_every_triangle_are_solved(
        [Values(0, 1, 2, 5, 31, 32, 33, 70, 129)] int n, [Values(1, 2, 7, 8, 17, 40)] int k, [Values] bool isLower, [Values] bool transpose)
    {
        Matrix<T> square = Square(n, n + k), triangle = Half(square, isLower);
        Matrix<T> b = Matrix<T>.RandomNormal(n, k, new SeededRandom(2));
        Matrix<T> x = isLower ? square.SolveLower(b, transpose) : square.SolveUpper(b, transpose);
        Matrix<T> product = transpose ? triangle.TransposeMultiply(x) : triangle * x;
        double allowed = 10 * Math.Max(1, n) * Ratios.Epsilon<T>() * Ratios.Exact(T.One + x.MaxNorm() + b.MaxNorm());
        Assert.That(Ratios.Doubles<T>(product.AsSpan()), Is.EqualTo(Ratios.Doubles<T>(b.AsSpan())).Within(allowed));
        T[] column = n == 0 ? [] : b.Column(k - 1), y = isLower ? square.SolveLower(column, transpose) : square.SolveUpper(column, transpose);
        Assert.That(Ratios.Doubles<T>(y), Is.EqualTo(Ratios.Doubles<T>(n == 0 ? [] : x.Column(k - 1))).Within(allowed));
    }

    [Test]
    public void Coefficients_differ_by_rounding_from_those_that_the_solution_solves_exactly([Range(1, 30)] int seed)
    {
        // the theorem of Wilkinson and Higham: (T + E)·x = b with |E| ≤ n·ε·|T|, however ill-conditioned T is
        int n = (seed % 8) + 1;
        bool isLower = seed % 2 == 0, transpose = seed % 3 == 0;
        Matrix<T> square = Matrix<T>.RandomNormal(n, n, new SeededRandom((ulong)seed)), triangle = Half(square, isLower);
        T[] b = Matrix<T>.RandomNormal(1, n, new SeededRandom(9)).AsSpan().ToArray();
        T[] x = isLower ? square.SolveLower(b, transpose) : square.SolveUpper(b, transpose);
        for (int i = 0; i < n; i++)
        {
            Rational residual = Rational.Of(b[i]);
            double size = 0;
            for (int j = 0; j < n; j++)
            {
                Rational term = Rational.Of(transpose ? triangle[j, i] : triangle[i, j]) * Rational.Of(x[j]);
                residual -= term;
                size += Math.Abs(term.ToDouble());
            }
            Assert.That(Math.Abs(residual.ToDouble()), Is.LessThanOrEqualTo(n * Ratios.Epsilon<T>() * size));
        }
    }

    [Test]
    public void The_other_half_is_not_read()
    {
        var a = new Matrix<T>(2, 2, Numbers(2, 1, double.NaN, 4));
        Assert.That(a.SolveUpper(Numbers(4, 8)), Is.EqualTo(Numbers(1, 2)));
        Assert.That(a.Transpose().SolveLower(Numbers(4, 8), transpose: true), Is.EqualTo(Numbers(1, 2)));
    }

    [Test]
    public void Views_and_destinations_have_the_same_solution()
    {
        Matrix<T> whole = Square(50, 3), b = Matrix<T>.RandomNormal(40, 12, new SeededRandom(4));
        Matrix<T> copy = whole[2..42, 3..43].ToMatrix(), x = copy.SolveUpper(b), wide = new(42, 20);
        Assert.That(whole[2..42, 3..43].SolveUpper(b).AsSpan().ToArray(), Is.EqualTo(x.AsSpan().ToArray()));
        whole[2..42, 3..43].AsReadOnly().SolveUpper(b, wide[1..^1, 4..16]);
        Assert.That(wide[1..^1, 4..16].ToMatrix().AsSpan().ToArray(), Is.EqualTo(x.AsSpan().ToArray()));
        T[] vector = b.Column(2), destination = new T[40];
        copy.SolveLower(vector, destination);
        Assert.That(destination, Is.EqualTo(copy.SolveLower(vector)));
        Assert.That(Allocation.OnceWarm(() => copy.SolveLower(vector, destination)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => copy.SolveUpper(b, x)), Is.Zero);
    }

    [Test]
    public void Bad_input_is_refused_with_what_was_expected()
    {
        var a = new Matrix<T>(2, 2, Numbers(1, 2, 3, 4));
        Assert.That(() => new Matrix<T>(2, 3).SolveUpper(Numbers(1, 2)), Throws.InvalidOperationException.With.Message.EqualTo("SolveUpper: the matrix is 2×3; it must be square."));
        Assert.That(() => a.SolveLower(Numbers(1)), Throws.ArgumentException.With.Message.StartsWith("SolveLower: rightHandSide has 1 elements; it must have 2, one for each row."));
        Assert.That(() => a.SolveLower(Numbers(1, double.NaN)), Throws.ArgumentException.With.Message.StartsWith("SolveLower: rightHandSide[1] is NaN"));
        Assert.That(() => a.SolveLower(new Matrix<T>(3, 1)), Throws.ArgumentException.With.Message.StartsWith("SolveLower: rightHandSides has 3 rows; it must have 2, as many as the matrix."));
        Assert.That(() => a.SolveUpper(Numbers(1, 2), new T[1]), Throws.ArgumentException.With.Message.StartsWith("SolveUpper: destination has 1 elements; it must have 2, one for each column."));
        Assert.That(() => a.SolveUpper(new Matrix<T>(2, 1), new Matrix<T>(1, 2)), Throws.ArgumentException.With.Message.StartsWith("SolveUpper: destination is 1×2; it must be 2×1."));
        Assert.That(() => a.SolveUpper(a.Rows(..).AsReadOnly(), a), Throws.ArgumentException.With.Message.StartsWith("SolveUpper: destination overlaps the matrix"));
        T[] b = Numbers(1, 2, 3);
        Assert.That(() => a.SolveUpper(b.AsSpan(..2), b.AsSpan(1..)), Throws.ArgumentException.With.Message.StartsWith("SolveUpper: destination overlaps rightHandSide; it must have memory of its own."));
        a[1, 1] = T.Zero;
        Assert.That(() => a.SolveUpper(Numbers(1, 2)), Throws.InvalidOperationException.With.Message.EqualTo("SolveUpper: matrix[1, 1] is 0; a triangle with a 0 on its diagonal is singular."));
        a[0, 1] = T.PositiveInfinity;
        Assert.That(() => a.SolveUpper(Numbers(1, 2)), Throws.ArgumentException.With.Message.StartsWith("SolveUpper: matrix[0, 1] is"));
        Assert.That(() => ((Matrix<T>)null!).SolveUpper(Numbers(1)), Throws.ArgumentNullException);
    }

    /// <summary>A matrix of which both halves are well-conditioned.</summary>
    private static Matrix<T> Square(int n, int seed)
    {
        Matrix<T> a = Matrix<T>.RandomUniform(n, n, new SeededRandom((ulong)seed)) / T.CreateChecked(Math.Max(1, n));
        for (int i = 0; i < n; i++)
        {
            a[i, i] = T.CreateChecked(1 + (i % 3));
        }
        return a;
    }

    private static Matrix<T> Half(Matrix<T> a, bool isLower)
        => Matrix.Create(a.RowCount, a.RowCount, (i, j) => isLower ? (j <= i ? a[i, j] : T.Zero) : j >= i ? a[i, j] : T.Zero);
}
