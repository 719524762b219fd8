namespace MiniDnn.Tests;

/// <summary>Spread, covariance and correlation against exact values, plain sums in doubled precision, and what must not change them.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MomentsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double Epsilon = double.CreateChecked(T.BitIncrement(T.One) - T.One);

    private static readonly Matrix<T> Small = Matrix.Create(4, 2, (i, j) => T.CreateChecked(j == 0 ? i + 1 : i * i));

    private static double[] Of(params ReadOnlySpan<T> values) => [.. values.ToArray().Select(double.CreateChecked)];

    [Test]
    public void Exact_values_of_a_small_table()
    {
        // 1 2 3 4: mean 2.5, Σd² 5; 0 1 4 9: mean 3.5, Σd² 49; Σ of products 15
        Assert.That(Of(Small.ColumnStandardDeviations()), Is.EqualTo(new[] { Math.Sqrt(5 / 3.0), Math.Sqrt(49 / 3.0) }).Within(4 * Epsilon));
        Assert.That(Of(Small.ColumnStandardDeviations(population: true)), Is.EqualTo(new[] { Math.Sqrt(5 / 4.0), 3.5 }).Within(4 * Epsilon));
        Assert.That(Of(Small.RowStandardDeviations()), Is.EqualTo(new[] { 1, 1, 1, 5 }.Select(d => d / Math.Sqrt(2))).Within(4 * Epsilon));
        Assert.That(double.CreateChecked(Small.StandardDeviation(population: true)), Is.EqualTo(Math.Sqrt(56.0 / 8)).Within(8 * Epsilon));
        Assert.That(Of(Small.Covariance().AsSpan()), Is.EqualTo(new[] { 5 / 3.0, 5, 5, 49 / 3.0 }).Within(16 * Epsilon));
        Assert.That(Of(Small.Covariance(population: true).AsSpan()), Is.EqualTo(new[] { 1.25, 3.75, 3.75, 12.25 }).Within(16 * Epsilon));
        double r = 15 / Math.Sqrt(5 * 49.0);
        Assert.That(Of(Small.Correlation().AsSpan()), Is.EqualTo(new[] { 1, r, r, 1 }).Within(2 * Epsilon));
    }

    /// <summary>Levels and units that a formula with Σx² would lose all digits to.</summary>
    [Test]
    public void A_level_or_a_unit_costs_no_digits([Values(0, 1e3, 1e6)] double level, [Values(1, 1e-30, 1e30)] double unit, [Values(2, 100, 5_000)] int rows)
    {
        var random = new SeededRandom((ulong)rows);
        Matrix<T> x = Matrix.Create(rows, 19, (_, j) => T.CreateChecked(((level * (j + 1)) + random.NextNormal()) * unit));
        T[] deviations = x.ColumnStandardDeviations();
        Matrix<T> covariance = x.Covariance();
        for (int j = 0; j < x.ColumnCount; j++)
        {
            double exact = Exact(x.Column(j));
            Assert.That(double.CreateChecked(deviations[j]), Is.EqualTo(exact).Within(2 * Epsilon * exact));
            double variance = exact * exact;
            if (T.IsNormal(T.CreateChecked(variance)))
            {
                Assert.That(double.CreateChecked(covariance[j, j]), Is.EqualTo(variance).Within(1e-12 * variance + (4 * Epsilon * variance)));
            }
        }
        Assert.That(double.CreateChecked(x.StandardDeviation()), Is.EqualTo(Exact(x.AsSpan())).Within(1e-14 * Exact(x.AsSpan()) + (2 * Epsilon * Exact(x.AsSpan()))));
    }

    /// <summary>By doubled precision: the mean, then the squares around it.</summary>
    private static double Exact(ReadOnlySpan<T> values)
    {
        DoubleDouble sum = 0, squares = 0;
        foreach (T value in values)
        {
            sum += double.CreateChecked(value);
        }
        DoubleDouble mean = sum / values.Length;
        double scale = 0;
        foreach (T value in values)
        {
            scale = Math.Max(scale, Math.Abs((mean - double.CreateChecked(value)).High));
        }
        if (scale == 0)
        {
            return 0;
        }
        foreach (T value in values)
        {
            DoubleDouble d = (mean - double.CreateChecked(value)) / scale;
            squares += d * d;
        }
        return Math.Sqrt((squares / (values.Length - 1)).High) * scale;
    }

    [Test]
    public void Matrices_are_symmetric_to_the_bit_and_correlations_at_most_1([Values(2, 3, 40)] int rows)
    {
        Matrix<T> x = TestMatrices.Random<T>(rows, 33), doubled = x.AppendColumns(x * T.CreateChecked(3));
        Matrix<T> covariance = doubled.Covariance(), correlation = doubled.Correlation();
        for (int i = 0; i < covariance.RowCount; i++)
        {
            Assert.That(correlation[i, i], Is.EqualTo(T.One));
            for (int j = 0; j < i; j++)
            {
                Assert.That(covariance[i, j], Is.EqualTo(covariance[j, i]));
                Assert.That(correlation[i, j], Is.EqualTo(correlation[j, i]));
                Assert.That(T.Abs(correlation[i, j]), Is.LessThanOrEqualTo(T.One));
            }
        }
        for (int j = 0; j < x.ColumnCount; j++)
        {
            Assert.That(double.CreateChecked(correlation[j, j + x.ColumnCount]), Is.EqualTo(1).Within(8 * Epsilon));
        }
    }

    [Test]
    public void What_has_no_spread_is_0_and_has_no_correlation_and_one_row_says_nothing()
    {
        Matrix<T> x = Matrix.Create(3, 2, (i, j) => j == 0 ? T.CreateChecked(0.1) : T.CreateChecked(i));
        Assert.That(x.ColumnStandardDeviations()[0], Is.EqualTo(T.Zero));
        Assert.That(x.Covariance()[0, 1], Is.EqualTo(T.Zero));
        Assert.That(x.Correlation().Map(v => T.IsNaN(v) ? T.One : T.Zero).AsSpan().ToArray(), Is.EqualTo(new[] { T.One, T.One, T.One, T.Zero }));
        Assert.That(T.IsNaN(x.Rows(..1).StandardDeviation()), Is.False, "two elements");
        Assert.That(T.IsNaN(x.Rows(..1).ColumnStandardDeviations()[1]));
        Assert.That(x.Rows(..1).ColumnStandardDeviations(population: true)[1], Is.EqualTo(T.Zero));
        Assert.That(T.IsNaN(x.Rows(..1).Covariance()[1, 1]));
        Assert.That(T.IsNaN(x.Column(1)[..1].AsMatrix().StandardDeviation()));
    }

    [Test]
    public void Not_a_number_and_infinity_spoil_their_own_column_alone()
    {
        foreach (T bad in new[] { T.NaN, T.PositiveInfinity, T.NegativeInfinity })
        {
            Matrix<T> x = TestMatrices.Random<T>(5, 3);
            x[2, 1] = bad;
            Assert.That(x.ColumnStandardDeviations().Select(T.IsNaN), Is.EqualTo([false, true, false]));
            Assert.That(x.RowStandardDeviations().Select(T.IsNaN), Is.EqualTo([false, false, true, false, false]));
            Assert.That(T.IsNaN(x.StandardDeviation()));
            Assert.That(x.Covariance().Map(v => T.IsNaN(v) ? T.One : T.Zero).ColumnSums(), Is.EqualTo(new[] { T.One, T.CreateChecked(3), T.One }));
        }
    }

    [Test]
    public void Views_give_the_same_bits_as_matrices_and_empty_ones_are_refused()
    {
        Matrix<T> x = TestMatrices.Random<T>(7, 21), padded = TestMatrices.Padded(x);
        MatrixSpan<T> view = TestMatrices.Inside(padded);
        Assert.That(view.StandardDeviation(), Is.EqualTo(x.StandardDeviation()));
        Assert.That(view.ColumnStandardDeviations(), Is.EqualTo(x.ColumnStandardDeviations()));
        Assert.That(view.RowStandardDeviations(), Is.EqualTo(x.RowStandardDeviations()));
        TestMatrices.AssertEqual<T>(view.Covariance(), x.Covariance());
        TestMatrices.AssertEqual<T>(view.AsReadOnly().Correlation(), x.Correlation());
        Assert.That(new Matrix<T>(3, 0).ColumnStandardDeviations(), Is.Empty);
        Assert.That(new Matrix<T>(3, 0).Covariance().RowCount, Is.Zero);
        Matrix<T> none = new(0, 3);
        foreach (Action call in new Action[] { () => none.StandardDeviation(), () => none.ColumnStandardDeviations(), () => none.Covariance(), () => none.Correlation() })
        {
            Assert.That(call, Throws.InvalidOperationException.With.Message.Contains("the matrix is 0×3; it must have a"));
        }
        Assert.That(() => x.ColumnStandardDeviations(new T[20]), Throws.ArgumentException.With.Message.StartsWith("ColumnStandardDeviations: destination has 20 elements; it must have 21, one for each column."));
        Assert.That(() => x.RowStandardDeviations(x.Row(0)[..7]), Throws.ArgumentException.With.Message.StartsWith("RowStandardDeviations: destination overlaps the matrix"));
    }

    [Test]
    public void Into_a_destination_nothing_is_allocated()
    {
        Matrix<T> x = TestMatrices.Random<T>(7, 21);
        var columns = new T[21];
        var rows = new T[7];
        Assert.That(Allocation.OnceWarm(() => x.ColumnStandardDeviations(columns)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => x.RowStandardDeviations(rows)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => x.StandardDeviation()), Is.Zero);
    }
}

internal static class VectorsAsMatrices
{
    /// <summary>A vector as a column.</summary>
    public static Matrix<T> AsMatrix<T>(this T[] values)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(values.Length, 1, values);
}
