namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class GramTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Test]
    public void It_is_the_product_of_the_transpose_with_the_matrix_to_the_bit()
    {
        foreach ((int rows, int columns) in TestMatrices.Shapes.Append((70, 100)).Append((300, 49)).Append((5, 200)))
        {
            Matrix<T> x = TestMatrices.Random<T>(rows, columns);
            TestMatrices.AssertEqual<T>(x.Gram(), x.TransposeMultiply(x));
            Matrix<T> padded = TestMatrices.Padded(x), target = TestMatrices.Padded(new Matrix<T>(columns, columns));
            TestMatrices.Inside(padded).AsReadOnly().Gram(TestMatrices.Inside(target), threads: 2);
            TestMatrices.AssertEqual<T>(TestMatrices.Inside(target), x.TransposeMultiply(x));
            TestMatrices.AssertPaddingUntouched(target);
        }
    }

    [Test]
    public void Blocks_of_rows_add_up()
    {
        Matrix<T> x = TestMatrices.Whole<T>(90, 60, 4);
        var sum = new Matrix<T>(60, 60);
        x.Rows(..40).AsReadOnly().Gram(sum, accumulate: true);
        x.Rows(40..).AsReadOnly().Gram(sum, accumulate: true);
        TestMatrices.AssertEqual<T>(sum, x.Gram());
    }

    [Test]
    public void Bad_destinations_are_refused()
    {
        Matrix<T> x = new(3, 3);
        Assert.That(() => x.Gram(new Matrix<T>(3, 2)), Throws.ArgumentException.With.Message.StartsWith("Gram: destination is 3×2"));
        Assert.That(() => x.Gram(x), Throws.ArgumentException.With.Message.StartsWith("Gram: destination overlaps the matrix"));
        Assert.That(() => x.Gram(new Matrix<T>(3, 3), threads: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
