namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MinMaxScalerTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateChecked(value);

    private static Matrix<T> Samples => Matrix.Create(4, 3, (i, j) => Number(j == 1 ? 7 : (10 * j) + (2 * i) - 5));

    [Test]
    public void Columns_reach_from_low_to_high_and_come_back()
    {
        Matrix<T> x = Samples;
        MinMaxScaler<T> scaler = MinMaxScaler.Fit(x);
        Matrix<T> z = scaler.Transform(x);
        Assert.That(z.AsSpan().ToArray().Select(double.CreateChecked), Is.EqualTo(new[] { 0, 0, 0, 1.0 / 3, 0, 1.0 / 3, 2.0 / 3, 0, 2.0 / 3, 1, 0, 1 }).Within(1e-6));
        Assert.That(scaler.InverseTransform(z).ApproximatelyEquals(x, Number(1e-5)));
        Assert.That(scaler.Minima.ToArray(), Is.EqualTo(new[] { Number(-5), Number(7), Number(15) }));
        Assert.That(scaler.Scales.ToArray(), Is.EqualTo(new[] { Number(6), T.One, Number(6) }));
        Assert.That(scaler.ToString(), Is.EqualTo("MinMaxScaler of 3 columns to [0, 1]"));
    }

    [Test]
    public void Another_range_and_values_outside_of_what_was_learned()
    {
        MinMaxScaler<T> scaler = MinMaxScaler.Fit(Samples, Number(-1), Number(3));
        Assert.That((scaler.Low, scaler.High), Is.EqualTo((Number(-1), Number(3))));
        Matrix<T> z = scaler.Transform(new Matrix<T>(1, 3, [Number(7), Number(8), Number(12)]));
        Assert.That(z.AsSpan().ToArray().Select(double.CreateChecked), Is.EqualTo(new double[] { 7, 0, -3 }).Within(1e-5));
    }

    [Test]
    public void A_view_is_transformed_in_place_and_its_surroundings_stay()
    {
        var whole = new Matrix<T>(6, 5);
        whole.AsSpan().Fill(T.NaN);
        MatrixSpan<T> view = whole[1..5, 1..4];
        Samples.CopyTo(view);
        MinMaxScaler<T> scaler = MinMaxScaler.Fit(view);
        scaler.Transform(view, view);
        Assert.That(whole[1..5, 1..4].AsReadOnly().ApproximatelyEquals(scaler.Transform(Samples), T.Zero));
        Assert.That(whole.AsSpan().ToArray().Count(T.IsNaN), Is.EqualTo(30 - 12));
    }

    [Test]
    public void One_sample_and_no_columns()
    {
        Assert.That(MinMaxScaler.Fit(new Matrix<T>(1, 1, [Number(5)])).Transform(new Matrix<T>(1, 1, [Number(6)]))[0, 0], Is.EqualTo(T.One));
        Assert.That(MinMaxScaler.Fit(new Matrix<T>(2, 0)).Transform(new Matrix<T>(5, 0)).RowCount, Is.EqualTo(5));
    }

    [Test]
    public void What_cannot_be_learned_from_or_scaled_is_refused()
    {
        Assert.That(() => MinMaxScaler.Fit(new Matrix<T>(0, 2)), Throws.ArgumentException.With.Message.StartsWith("Fit: x is 0×2; there must be a row."));
        Assert.That(() => MinMaxScaler.Fit(new Matrix<T>(1, 2, [T.One, T.NaN])), Throws.ArgumentException.With.Message.StartsWith("Fit: x[0, 1] is NaN"));
        Assert.That(() => MinMaxScaler.Fit(new Matrix<T>(2, 1, [Largest, -Largest])), Throws.ArgumentException.With.Message.StartsWith("Fit: column 0 reaches from"));
        Assert.That(() => MinMaxScaler.Fit(Samples, T.One, T.One), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Fit: low is 1, high is 1; high must be more than low, and both finite."));
        Assert.That(() => MinMaxScaler.Fit(Samples, T.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => MinMaxScaler.Fit(Samples, high: T.PositiveInfinity), Throws.InstanceOf<ArgumentOutOfRangeException>());
        MinMaxScaler<T> scaler = MinMaxScaler.Fit(Samples);
        Assert.That(() => scaler.Transform(new Matrix<T>(1, 2)), Throws.ArgumentException.With.Message.StartsWith("Transform: the matrix is 1×2; it must have 3 columns, as what was learned from."));
        Assert.That(() => scaler.InverseTransform(new Matrix<T>(1, 4)), Throws.ArgumentException.With.Message.StartsWith("InverseTransform: the matrix is 1×4"));
        Assert.That(() => scaler.Transform(new Matrix<T>(2, 3), new Matrix<T>(1, 3)), Throws.ArgumentException.With.Message.Contains("destination is 1×3; it must be 2×3."));
    }

    private static T Largest => typeof(T) == typeof(float) ? Number(float.MaxValue) : Number(double.MaxValue);
}
