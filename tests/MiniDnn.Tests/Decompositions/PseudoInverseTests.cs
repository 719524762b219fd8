namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class PseudoInverseTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static IEnumerable<TestCaseData> Matrices() => NastyMatrices<T>.All();

    private static T Number(double value) => T.CreateChecked(value);

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    private static Matrix<T> Normal(int rows, int columns, int seed) => Matrix<T>.RandomNormal(rows, columns, new SeededRandom((ulong)seed));

    [TestCaseSource(nameof(Matrices))]
    public void The_four_conditions_of_Penrose_hold(Matrix<T> a)
    {
        Assert.That(Ratios.Penrose(a, a.PseudoInverse()), Is.LessThanOrEqualTo(10));
    }

    [TestCaseSource(nameof(Matrices))]
    public void The_four_conditions_of_Penrose_hold_by_singular_values(Matrix<T> a)
    {
        Assert.That(Ratios.Penrose(a, a.Svd().PseudoInverse()), Is.LessThanOrEqualTo(10));
    }

    [TestCase(5, 5), TestCase(40, 12), TestCase(12, 40)]
    public void The_ways_by_triangle_and_by_singular_values_agree(int rows, int columns)
    {
        Matrix<T> a = Normal(rows, columns, 1);
        Assert.That(
            Ratios.Doubles<T>(a.PseudoInverse().AsSpan()),
            Is.EqualTo(Ratios.Doubles<T>(a.Svd().PseudoInverse().AsSpan())).Within(1000 * Ratios.Epsilon<T>()));
    }

    [Test]
    public void Closed_forms()
    {
        Assert.That(Ratios.Doubles<T>(new Matrix<T>(1, 3, Numbers(1, 2, 2)).PseudoInverse().AsSpan()), Is.EqualTo(new[] { 1 / 9.0, 2 / 9.0, 2 / 9.0 }).Within(1e-7));
        Assert.That(Ratios.Doubles<T>(new Matrix<T>(2, 2, Numbers(1, 1, 1, 1)).PseudoInverse().AsSpan()), Is.EqualTo(new[] { 0.25, 0.25, 0.25, 0.25 }).Within(1e-7));
        Assert.That(new Matrix<T>(2, 3).PseudoInverse().AsSpan().ToArray(), Is.EqualTo(new T[6]));
    }

    [Test]
    public void A_singular_value_up_to_the_tolerance_counts_as_zero()
    {
        var a = new Matrix<T>(2, 2, Numbers(4, 0, 0, 0.5));
        Assert.That(a.PseudoInverse(Number(0.25)).AsSpan().ToArray(), Is.EqualTo(Numbers(0.25, 0, 0, 2)));
        Assert.That(a.PseudoInverse(Number(0.5)).AsSpan().ToArray(), Is.EqualTo(Numbers(0.25, 0, 0, 0)));
        Assert.That(a.PseudoInverse(Number(4)).AsSpan().ToArray(), Is.EqualTo(new T[4]));
    }

    [TestCase(0, 0), TestCase(0, 3), TestCase(3, 0)]
    public void Empty_matrices_have_an_empty_pseudo_inverse(int rows, int columns)
    {
        Matrix<T> inverse = new Matrix<T>(rows, columns).PseudoInverse();
        Assert.That((inverse.RowCount, inverse.ColumnCount), Is.EqualTo((columns, rows)));
    }

    [Test]
    public void A_view_is_inverted_as_its_copy()
    {
        Matrix<T> whole = Normal(20, 20, 2);
        Matrix<T> copy = whole[1..9, 3..18].ToMatrix();
        Assert.That(whole[1..9, 3..18].AsReadOnly().PseudoInverse().AsSpan().ToArray(), Is.EqualTo(copy.PseudoInverse().AsSpan().ToArray()));
    }

    [Test]
    public void Bad_input_is_refused_with_what_was_expected()
    {
        Matrix<T> a = Matrix<T>.Identity(2);
        Assert.That(() => a.PseudoInverse(Number(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("PseudoInverse: tolerance must be 0 or more."));
        a[0, 1] = T.NaN;
        Assert.That(() => a.PseudoInverse(), Throws.ArgumentException.With.Message.StartsWith("PseudoInverse: matrix[0, 1] is NaN; every value must be finite."));
    }
}
