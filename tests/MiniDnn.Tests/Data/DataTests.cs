namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class DataTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateChecked(value);

    [Test]
    public void Standardised_columns_have_mean_0_and_deviation_1_and_come_back()
    {
        Matrix<T> x = TestMatrices.Random<T>(40, 3, 5);
        x.Columns(1..2).Fill(Number(7));
        StandardScaler<T> scaler = StandardScaler.Fit(x);
        Matrix<T> z = scaler.Transform(x);
        for (int j = 0; j < 3; j++)
        {
            double[] column = [.. Enumerable.Range(0, 40).Select(i => double.CreateChecked(z[i, j]))];
            Assert.That(column.Average(), Is.EqualTo(0).Within(1e-6));
            Assert.That(column.Average(v => v * v), Is.EqualTo(j == 1 ? 0 : 1).Within(1e-5));
        }
        Assert.That((scaler.Means[1], scaler.Scales[1]), Is.EqualTo((Number(7), T.One)), "a constant column is not scaled");
        Assert.That(scaler.InverseTransform(z).ApproximatelyEquals(x, Number(1e-5)));
        Assert.That(scaler.ToString(), Does.StartWith("StandardScaler of 3 columns: means ["));
        Assert.That(StandardScaler.Fit(new Matrix<T>(2, 0)).Transform(new Matrix<T>(5, 0)).RowCount, Is.EqualTo(5));
    }

    /// <summary>Where squares overflow or vanish, and where a thousandth of the mean is all that varies over very many rows.</summary>
    [TestCase(1e30, 0, 500)]
    [TestCase(1e-30, 0, 500)]
    [TestCase(1, 1000, 200_000)]
    public void Deviations_are_right_whatever_their_size(double size, double mean, int rows)
    {
        double[] values = [.. Enumerable.Range(0, rows).Select(i => double.CreateChecked(Number(mean + (size * Math.Sin(i)))))];
        double expected = mean + values.Average(value => value - mean);
        double deviation = size * Math.Sqrt(values.Average(value => (value - expected) / size * ((value - expected) / size)));
        StandardScaler<T> scaler = StandardScaler.Fit(Matrix.Create(rows, 1, (i, _) => Number(values[i])));
        double tolerance = typeof(T) == typeof(float) ? 1e-4 : 1e-12;
        Assert.That(double.CreateChecked(scaler.Scales[0]), Is.EqualTo(deviation).Within(tolerance * deviation));
        Assert.That(double.CreateChecked(scaler.Means[0]), Is.EqualTo(expected).Within(tolerance * deviation));
    }

    [Test]
    public void Scaling_into_a_destination_takes_views_and_allocates_nothing()
    {
        Matrix<T> x = TestMatrices.Random<T>(9, 3, 5);
        foreach (Scaler<T> scaler in new Scaler<T>[] { StandardScaler.Fit(x), MinMaxScaler.Fit(x, -T.One) })
        {
            Matrix<T> padded = TestMatrices.Padded(x);
            Assert.That(Allocation.OnceWarm(() =>
            {
                x.CopyTo(TestMatrices.Inside(padded));
                scaler.Transform(TestMatrices.Inside(padded), TestMatrices.Inside(padded));
            }), Is.Zero);
            TestMatrices.AssertEqual<T>(TestMatrices.Inside(padded), scaler.Transform(x));
            scaler.InverseTransform(TestMatrices.Inside(padded), TestMatrices.Inside(padded));
            TestMatrices.AssertPaddingUntouched(padded);
            Assert.That(TestMatrices.Inside(padded).AsReadOnly().ApproximatelyEquals(x, Number(1e-5)));
            Assert.That(scaler.ColumnCount, Is.EqualTo(3));
        }
    }

    [Test]
    public void The_scaler_refuses_what_it_cannot_learn_from()
    {
        Assert.That(() => StandardScaler.Fit(new Matrix<T>(0, 2)), Throws.ArgumentException.With.Message.StartsWith("Fit: x is 0×2; there must be a row."));
        Matrix<T> x = new(2, 2, [T.One, T.NaN, T.One, T.One]);
        Assert.That(() => StandardScaler.Fit(x), Throws.ArgumentException.With.Message.StartsWith("Fit: x[0, 1] is NaN"));
        StandardScaler<T> scaler = StandardScaler.Fit(new Matrix<T>(2, 2));
        Assert.That(() => scaler.Transform(new Matrix<T>(1, 3)), Throws.ArgumentException.With.Message.StartsWith("Transform: the matrix is 1×3; it must have 2 columns, as what was learned from."));
        Assert.That(() => scaler.InverseTransform(new Matrix<T>(1, 1)), Throws.ArgumentException.With.Message.Contains("InverseTransform: the matrix is 1×1"));
    }

    [Test]
    public void One_hot_rows_name_their_labels()
    {
        Matrix<T> rows = OneHot.Encode<T>([2, 0, 1], 3);
        Assert.That(rows.AsSpan().ToArray().Select(double.CreateChecked), Is.EqualTo(new double[] { 0, 0, 1, 1, 0, 0, 0, 1, 0 }));
        Assert.That(OneHot.Decode(rows), Is.EqualTo(new[] { 2, 0, 1 }));
        Assert.That(() => OneHot.Encode<T>([0, 3], 3), Throws.ArgumentException.With.Message.StartsWith("Encode: labels[1] is 3; a label must be from 0 to 2."));
        Assert.That(() => OneHot.Encode<T>([0], 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(OneHot.Encode([2, 0, 1], 3).AsSpan().ToArray(), Is.EqualTo(rows.AsSpan().ToArray().Select(double.CreateChecked)));
    }

    [Test]
    public void A_matrix_and_its_views_give_the_same()
    {
        Matrix<T> x = Matrix.Create(5, 3, (i, j) => T.CreateChecked((i * i) - (j * i)));
        MatrixSpan<T> view = x[.., ..];
        Assert.That(StandardScaler.Fit(view).Means.ToArray(), Is.EqualTo(StandardScaler.Fit(x).Means.ToArray()));
        Assert.That(StandardScaler.Fit(x.AsReadOnly()).Scales.ToArray(), Is.EqualTo(StandardScaler.Fit(x).Scales.ToArray()));
        Assert.That(MinMaxScaler.Fit(view, -T.One).Minima.ToArray(), Is.EqualTo(MinMaxScaler.Fit(x, -T.One).Minima.ToArray()));
        Assert.That(MinMaxScaler.Fit(x.AsReadOnly()).Scales.ToArray(), Is.EqualTo(MinMaxScaler.Fit(x).Scales.ToArray()));
        Assert.That(OneHot.Decode(view), Is.EqualTo(OneHot.Decode(x)));
        Assert.That(OneHot.Decode(x.AsReadOnly()), Is.EqualTo(OneHot.Decode(x)));
    }
}
