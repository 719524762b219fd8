namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class PackedMatrixTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [TestCase(0, 3, 4)]
    [TestCase(3, 0, 4)]
    [TestCase(3, 4, 0)]
    [TestCase(1, 1, 1)]
    [TestCase(1, 700, 90)]
    [TestCase(5, 33, 17)]
    [TestCase(8, 9, 48)]
    [TestCase(13, 600, 300)]
    [TestCase(70, 300, 515)]
    [TestCase(200, 270, 1100)]
    public void It_stands_for_the_matrix_it_was_made_from(int m, int k, int n)
    {
        Matrix<T> a = TestMatrices.Whole<T>(m, k, 1), b = TestMatrices.Whole<T>(k, n, 2), before = TestMatrices.Whole<T>(m, n, 3);
        foreach (PackedMatrix<T> packed in new[] { new PackedMatrix<T>(b), new(b.Transpose(), transpose: true), new(TestMatrices.Inside(TestMatrices.Padded(b))) })
        {
            Assert.That((packed.RowCount, packed.ColumnCount), Is.EqualTo((k, n)));
            TestMatrices.AssertEqual<T>(a.Multiply(packed), a * b);
            foreach (int? threads in new int?[] { 1, 2, 3, null })
            {
                Matrix<T> paddedA = TestMatrices.Padded(a), paddedC = TestMatrices.Padded(before);
                TestMatrices.Inside(paddedA).AsReadOnly().Multiply(packed, TestMatrices.Inside(paddedC), accumulate: true, threads);
                TestMatrices.AssertPaddingUntouched(paddedC);
                TestMatrices.AssertEqual<T>(TestMatrices.Inside(paddedC), before + (a * b));
            }
        }
    }

    [Test]
    public void Its_products_have_the_same_bits_as_those_of_the_matrix()
    {
        Matrix<T> a = TestMatrices.Random<T>(40, 1000), w = TestMatrices.Random<T>(170, 1000, 2), c = new(40, 170);
        var packed = new PackedMatrix<T>(w, transpose: true);
        Matrix<T> expected = a.MultiplyTransposed(w);
        foreach (int? threads in new int?[] { 1, 2, 8, null })
        {
            a.Multiply(packed, c, threads: threads);
            TestMatrices.AssertEqual<T>(c, expected);
        }
    }

    [Test]
    public void It_is_a_copy_and_its_products_allocate_nothing()
    {
        Matrix<T> a = TestMatrices.Whole<T>(20, 30, 1), b = TestMatrices.Whole<T>(30, 40, 2), c = new(20, 40);
        Matrix<T> expected = a * b;
        var packed = new PackedMatrix<T>(b);
        b.AsSpan().Clear();
        Assert.That(Allocation.OnceWarm(() => a.Multiply(packed, c)), Is.Zero);
        TestMatrices.AssertEqual<T>(c, expected);
        Assert.That(packed.ToString(), Is.EqualTo("30×40 packed matrix"));
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        var packed = new PackedMatrix<T>(new Matrix<T>(3, 4));
        var a = new Matrix<T>(2, 3);
        Assert.That(() => new Matrix<T>(2, 4).Multiply(packed), Throws.ArgumentException.With.Property("ParamName").EqualTo("right").And.Message.Contains("left is 2×4, right is 3×4; left.ColumnCount must equal right.RowCount."));
        Assert.That(() => a.Multiply(packed, new Matrix<T>(2, 3)), Throws.ArgumentException.With.Property("ParamName").EqualTo("destination").And.Message.Contains("destination is 2×3; it must be 2×4."));
        Assert.That(() => a.Multiply(packed, new Matrix<T>(2, 4), threads: 0), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("threads"));
        Assert.That(() => a.Multiply((PackedMatrix<T>)null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("right"));
        var wide = new Matrix<T>(2, 7);
        Assert.That(() => wide.Columns(..3).AsReadOnly().Multiply(packed, wide.Columns(2..6)), Throws.ArgumentException.With.Message.Contains("destination overlaps the left operand"));
    }

    [Test]
    public void A_type_that_vectors_do_not_hold_is_packed_too()
    {
        Matrix<Half> a = TestMatrices.Whole<Half>(5, 6, 1), b = TestMatrices.Whole<Half>(6, 7, 2);
        TestMatrices.AssertEqual<Half>(a.Multiply(new PackedMatrix<Half>(b)), a * b);
    }
}
