namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class RowAccumulatorTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static Matrix<T> Normal(int rows, int columns, int seed) => Matrix<T>.RandomNormal(rows, columns, new SeededRandom((ulong)seed));

    [TestCase(1, 1), TestCase(3, 5), TestCase(40, 7), TestCase(5000, 9), TestCase(1500, 33)]
    public void R_has_the_inner_products_of_all_rows_whatever_the_blocks(int rows, int columns)
    {
        Matrix<T> a = Normal(rows, columns, 1);
        var accumulator = new RowAccumulator<T>(columns);
        for (int row = 0; row < rows; row += 700)
        {
            accumulator.Append(a.Rows(row..Math.Min(row + 700, rows)), T.One);
        }
        Matrix<T> r = accumulator.R.ToMatrix(T.One);
        AssertSameInnerProducts(r, a);
    }

    [Test]
    public void The_factor_of_another_accumulator_is_merged_as_rows()
    {
        Matrix<T> a = Normal(300, 6, 2);
        var first = new RowAccumulator<T>(6);
        var second = new RowAccumulator<T>(6);
        first.Append(a.Rows(..100), T.One);
        second.Append(a.Rows(100..), T.One);
        first.Append(second);
        AssertSameInnerProducts(first.R.ToMatrix(T.One), a);
    }

    [Test]
    public void Right_hand_sides_come_along_and_leave_the_norm_of_the_residual()
    {
        Matrix<T> a = Normal(900, 4, 3);
        Matrix<T> b = Normal(900, 1, 4);
        var accumulator = new RowAccumulator<T>(5);
        accumulator.Append(a, T.One, b, T.One);
        T[] y = accumulator.R.Columns.Column(4)[..4].ToArray();
        accumulator.R.Leading(4).Solve(y);
        T[] x = a.Qr().Solve(b.AsSpan());
        Assert.That(Ratios.Doubles<T>(y), Is.EqualTo(Ratios.Doubles<T>(x)).Within(100 * Ratios.Epsilon<T>()));
        Matrix<T> residual = b - (a * new Matrix<T>(4, 1, x));
        Assert.That(Math.Abs(Ratios.Exact(accumulator.R.Diagonal(4))), Is.EqualTo(Ratios.Exact(residual.FrobeniusNorm())).Within(1000 * Ratios.Epsilon<T>()));
    }

    [Test]
    public void Residues_of_dependent_columns_do_not_grow_however_few_rows_come_at_a_time(
        [Values(3, 15, 32, 33, 60)] int columns, [Values(1, 2, 500)] int block)
    {
        const int Rows = 500;
        Matrix<T> own = Normal(Rows, 2, 7);
        Matrix<T> a = Matrix.Create(Rows, columns, (i, j) => own[i, j % 2]);
        var accumulator = new RowAccumulator<T>(columns);
        for (int row = 0; row < Rows; row += block)
        {
            accumulator.Append(a.Rows(row..Math.Min(row + block, Rows)), T.One);
        }
        Matrix<T> r = accumulator.R.ToMatrix(T.One);
        Assert.That(r.AsSpan().ToArray(), Has.All.Matches<T>(T.IsFinite));
        AssertSameInnerProducts(r, a, steps: 10 + Math.Sqrt(Rows / block));
        double size = Ratios.Exact(a.FrobeniusNorm());
        double[] residues = [.. Enumerable.Range(2, columns - 2).Select(j => Math.Abs(Ratios.Exact(r[j, j])))];
        Assert.That(residues, Has.All.LessThan(100 * size * Ratios.Epsilon<T>()));
    }

    [Test]
    public void Rows_near_underflow_keep_their_digits([Values(3, 40)] int columns, [Values(0.25, 0.5, 0.9)] double share)
    {
        T tiny = T.ScaleB(T.One, (int)(T.ILogB(T.Epsilon) * share));
        Matrix<T> a = Normal(100, columns, 8);
        var accumulator = new RowAccumulator<T>(columns);
        accumulator.Append(a, tiny);
        Matrix<T> r = accumulator.R.ToMatrix(tiny);
        double lost = Math.Max(Ratios.Epsilon<T>(), Ratios.Exact(T.Epsilon / tiny));
        AssertSameInnerProducts(r, a, steps: 100 * lost / Ratios.Epsilon<T>());
    }

    [Test]
    public void A_block_has_room_for_whole_steps_of_every_loop()
    {
        int[] rows = [.. Enumerable.Range(0, 5000).Select(columns => ColumnMatrix<T>.RowsIn(32 * 1024, columns))];
        Assert.That(rows, Has.All.InRange(64, 1024));
        Assert.That(rows.Select(count => count % 32), Has.All.Zero);
        Assert.That(new[] { 0, 1, 32, 33, 5000 }.Select(needed => ColumnMatrix<T>.RowsIn(32 * 1024, 64, needed)), Is.EqualTo(new[] { 32, 32, 32, 64, rows[64] }));
    }

    [TestCase(1), TestCase(4), TestCase(7), TestCase(50)]
    public void Rows_of_the_inverse_and_both_triangular_solutions(int n)
    {
        QrDecomposition<T> qr = Normal(n + 20, n, 5).Qr();
        Matrix<T> r = qr.R();
        ColumnMatrix<T> inverse = qr.Triangle.InvertTransposed();
        Matrix<T> x = new(n, n);
        for (int i = 0; i < n; i++)
        {
            inverse.Column(i).CopyTo(x.Row(i));
        }
        Assert.That(Ratios.Residual(Matrix<T>.Identity(n), x, r), Is.LessThanOrEqualTo(10));
        T[] b = Normal(1, n, 6).AsSpan().ToArray();
        T[] y = [.. b];
        qr.Triangle.Solve(y);
        Assert.That(Ratios.Doubles<T>((r * new Matrix<T>(n, 1, y)).AsSpan()), Is.EqualTo(Ratios.Doubles<T>(b)).Within(1000 * Ratios.Epsilon<T>()));
        y = [.. b];
        qr.Triangle.SolveTransposed(y);
        Assert.That(Ratios.Doubles<T>(r.TransposeMultiply(new Matrix<T>(n, 1, y)).AsSpan()), Is.EqualTo(Ratios.Doubles<T>(b)).Within(1000 * Ratios.Epsilon<T>()));
    }

    private static void AssertSameInnerProducts(Matrix<T> r, Matrix<T> a, double steps = 10)
    {
        double allowed = steps * a.ColumnCount * Ratios.Epsilon<T>() * Math.Pow(Ratios.Exact(a.FrobeniusNorm()), 2);
        Assert.That(Ratios.Exact((r.TransposeMultiply(r) - a.TransposeMultiply(a)).FrobeniusNorm()), Is.LessThanOrEqualTo(allowed));
    }
}
