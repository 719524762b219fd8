namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MatrixVectorProductTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Test]
    public void Products_with_a_vector_are_products_with_a_column_or_a_row()
    {
        foreach ((int rows, int columns) in TestMatrices.Shapes)
        {
            Matrix<T> a = TestMatrices.Random<T>(rows, columns);
            Matrix<T> v = TestMatrices.Random<T>(1, columns, 2);
            Matrix<T> w = TestMatrices.Random<T>(1, rows, 3);
            T tolerance = T.CreateChecked(1e-5);
            ReadOnlyMatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
            Assert.That(view.Multiply(v.AsSpan()), Is.EqualTo(a.Multiply(v.AsSpan())));
            Assert.That(view.TransposeMultiply(w.AsSpan()), Is.EqualTo(a.TransposeMultiply(w.AsSpan())));
            Assert.That(new Matrix<T>(1, rows, a.Multiply(v.AsSpan())).ApproximatelyEquals(Plain(v, a.Transpose()), tolerance));
            Assert.That(new Matrix<T>(1, columns, a.TransposeMultiply(w.AsSpan())).ApproximatelyEquals(Plain(w, a), tolerance));
        }
    }

    [Test]
    public void Lengths_and_overlap_are_checked()
    {
        var a = new Matrix<T>(2, 3);
        var two = new T[2];
        var three = new T[3];
        Assert.That(() => a.Multiply(two), Throws.ArgumentException.With.Message.StartsWith("Multiply: vector has 2 elements; it must have 3, one for each column."));
        Assert.That(() => a.Multiply(three, three), Throws.ArgumentException.With.Message.StartsWith("Multiply: destination has 3 elements; it must have 2, one for each row."));
        Assert.That(() => a.TransposeMultiply(three), Throws.ArgumentException.With.Message.StartsWith("TransposeMultiply: vector has 3 elements; it must have 2, one for each row."));
        Assert.That(() => a.TransposeMultiply(two, two), Throws.ArgumentException.With.Message.StartsWith("TransposeMultiply: destination has 2 elements; it must have 3, one for each column."));
        Assert.That(() => a.Multiply(three, a.Row(0)[..2]), Throws.ArgumentException.With.Message.StartsWith("Multiply: destination overlaps the matrix"));
        Assert.That(() => a.TransposeMultiply(a.Row(0)[..2], new T[3]), Throws.Nothing);
        var square = new Matrix<T>(3, 3);
        Assert.That(() => square.Multiply(three, three), Throws.ArgumentException.With.Message.StartsWith("Multiply: destination overlaps the vector; it must have memory of its own."));
        Assert.That(() => square.TransposeMultiply(three, three), Throws.ArgumentException.With.Message.StartsWith("TransposeMultiply: destination overlaps the vector"));
    }

    private static Matrix<T> Plain(Matrix<T> a, Matrix<T> b)
    {
        return Matrix.Create(a.RowCount, b.ColumnCount, (i, j) =>
        {
            double sum = 0;
            for (int k = 0; k < a.ColumnCount; k++)
            {
                sum += double.CreateChecked(a[i, k]) * double.CreateChecked(b[k, j]);
            }
            return T.CreateChecked(sum);
        });
    }
}
