namespace MiniDnn.Tests;

/// <summary>Sums, means and norms keep their digits however many terms they have: each within the bound that is documented, against doubled precision.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class SumAccuracyTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double Epsilon = double.CreateChecked(T.BitIncrement(T.One) - T.One);

    public enum Terms
    {
        Equal,
        Random,
        Alternating,
        Growing,
    }

    private static T Term(Terms kind, int i, SeededRandom random) => T.CreateChecked(kind switch
    {
        Terms.Equal => 0.1,
        Terms.Random => random.NextDouble(),
        Terms.Alternating => i % 2 == 0 ? 1.1 : -1,
        _ => i * 1e-3,
    });

    [Test]
    public void Sums_of_every_shape_are_within_their_bound(
        [Values] Terms kind, [Values(1, 63, 64, 65, 129, 1_000, 100_003)] int rows, [Values(1, 3, 17, 70)] int columns)
    {
        if ((long)rows * columns > 400_000)
        {
            rows = 400_000 / columns;
        }
        var random = new SeededRandom(1);
        Matrix<T> a = Matrix.Create(rows, columns, (i, _) => Term(kind, i, random)), transposed = a.Transpose();
        MatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
        (double sum, double size, double squares) all = Exact(a.AsSpan());
        AssertWithin(a.Sum(), all.sum, all.size);
        Assert.That(view.Sum(), Is.EqualTo(a.Sum()), "a view gives the same bits");
        AssertWithin(a.Mean(), all.sum / a.AsSpan().Length, all.size / a.AsSpan().Length);
        AssertWithin(a.FrobeniusNorm(), Math.Sqrt(all.squares), Math.Sqrt(all.squares));
        T[] columnSums = a.ColumnSums(), rowSums = transposed.RowSums();
        Assert.That(view.ColumnSums(), Is.EqualTo(columnSums));
        double largest = 0;
        for (int j = 0; j < columns; j++)
        {
            (double sum, double size, _) = Exact(a.Column(j));
            AssertWithin(columnSums[j], sum, size);
            AssertWithin(rowSums[j], sum, size);
            largest = Math.Max(largest, size);
        }
        AssertWithin(a.OneNorm(), largest, largest);
        AssertWithin(transposed.InfinityNorm(), largest, largest);
    }

    /// <summary>What one accumulator makes of a tenth, a million times: 0.10096 in float; of twenty million, 2,097,152.</summary>
    [Test]
    public void A_tenth_is_a_tenth_however_often()
    {
        T tenth = T.CreateChecked(0.1);
        Matrix<T> column = new(1_000_000, 1);
        column.Fill(tenth);
        Assert.That(double.CreateChecked(column.ColumnMeans()[0]), Is.EqualTo(double.CreateChecked(tenth)).Within(2 * Epsilon * 0.1));
        Assert.That(double.CreateChecked(column.Mean()), Is.EqualTo(double.CreateChecked(tenth)).Within(2 * Epsilon * 0.1));
        Assert.That(double.CreateChecked(column.FrobeniusNorm()), Is.EqualTo(double.CreateChecked(tenth) * 1000).Within(4 * Epsilon * 100));
    }

    [Test]
    public void Infinities_and_not_a_number_come_through([Values(1, 100, 5_000)] int rows)
    {
        foreach (T special in new[] { T.NaN, T.PositiveInfinity, T.NegativeInfinity })
        {
            Matrix<T> a = TestMatrices.Random<T>(rows, 3);
            a[rows / 2, 1] = special;
            Assert.That(a.Sum().Equals(special));
            Assert.That(a.ColumnSums()[1].Equals(special));
            Assert.That(T.IsFinite(a.ColumnSums()[0]));
            Assert.That(a.RowSums()[rows / 2].Equals(special));
        }
        Matrix<T> both = new(rows + 1, 1);
        both[0, 0] = T.PositiveInfinity;
        both[rows, 0] = T.NegativeInfinity;
        Assert.That(T.IsNaN(both.Sum()) && T.IsNaN(both.ColumnSums()[0]));
    }

    /// <summary>A sum may leave the range where its mean lies inside; what is infinite or NaN stays so.</summary>
    [Test]
    public void Means_of_the_largest_numbers_are_finite([Values(1, 2, 17, 300)] int rows, [Values(1, 3, 65)] int columns)
    {
        T large = T.ScaleB(T.One, typeof(T) == typeof(float) ? 127 : 1023);
        Matrix<T> a = Matrix.Create(rows, columns, (_, _) => large);
        Assert.That(a.Mean(), Is.EqualTo(large));
        Assert.That(a.RowMeans(), Is.All.EqualTo(large));
        Assert.That(a.ColumnMeans(), Is.All.EqualTo(large));
        a[rows - 1, columns - 1] = T.NegativeInfinity;
        Assert.That((a.Mean(), a.RowMeans()[^1], a.ColumnMeans()[^1]), Is.EqualTo((T.NegativeInfinity, T.NegativeInfinity, T.NegativeInfinity)));
        a[rows - 1, columns - 1] = T.NaN;
        Assert.That(T.IsNaN(a.Mean()) && T.IsNaN(a.RowMeans()[^1]) && T.IsNaN(a.ColumnMeans()[^1]));
    }

    private static (double Sum, double Size, double Squares) Exact(ReadOnlySpan<T> values)
    {
        DoubleDouble sum = 0, size = 0, squares = 0;
        foreach (T value in values)
        {
            double x = double.CreateChecked(value);
            sum += x;
            size += Math.Abs(x);
            squares += DoubleDouble.ExactProduct(x, x);
        }
        return (sum.High, size.High, squares.High);
    }

    private static void AssertWithin(T actual, double exact, double size)
        => Assert.That(Math.Abs(double.CreateChecked(actual) - exact), Is.LessThanOrEqualTo(13 * Epsilon * size), $"{actual} for {exact}");
}
