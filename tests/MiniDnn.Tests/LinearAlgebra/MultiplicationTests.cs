namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MultiplicationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T[] Numbers(params int[] values) => [.. values.Select(T.CreateChecked)];

    [Test]
    public void Product_of_a_2x3_and_a_3x2_matrix()
    {
        Matrix<T> a = new(2, 3, Numbers(1, 2, 3, 4, 5, 6));
        Matrix<T> b = new(3, 2, Numbers(7, 8, 9, 10, 11, 12));
        Assert.That((a * b).AsSpan().ToArray(), Is.EqualTo(Numbers(58, 64, 139, 154)));
        Assert.That(a.MultiplyTransposed(a).AsSpan().ToArray(), Is.EqualTo(Numbers(14, 32, 32, 77)));
        Assert.That(b.TransposeMultiply(b).AsSpan().ToArray(), Is.EqualTo(Numbers(251, 278, 278, 308)));
        Assert.That(a.TransposeMultiplyTransposed(b).AsSpan().ToArray(), Is.EqualTo(Numbers(39, 49, 59, 54, 68, 82, 69, 87, 105)));
    }

    [Test]
    public void Inner_sizes_that_differ_are_refused_with_both_shapes()
    {
        Matrix<T> a = new(2, 3);
        Matrix<T> b = new(4, 5);
        Assert.That(() => a.Multiply(b), Throws.ArgumentException.With.Message.StartsWith(
            "Multiply: left is 2×3, right is 4×5; left.ColumnCount must equal right.RowCount.").And.Property("ParamName").EqualTo("right"));
    }

    [Test]
    public void A_destination_that_overlaps_an_operand_is_refused()
    {
        Matrix<T> a = new(3, 3);
        Assert.That(() => a.Multiply(a, a), Throws.ArgumentException.With.Message.StartsWith("Multiply: destination overlaps the left operand"));
    }
}
