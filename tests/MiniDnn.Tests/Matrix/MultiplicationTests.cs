namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MultiplicationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private delegate Matrix<T> Returning(ReadOnlyMatrixSpan<T> left, ReadOnlyMatrixSpan<T> right);

    private delegate void Writing(ReadOnlyMatrixSpan<T> left, ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate, int? threads);

    private sealed record Product(string Name, bool TransposeLeft, bool TransposeRight, Returning New, Writing Into)
    {
        public override string ToString() => Name;

        /// <summary>The left operand as it must be given for a product with m×k.</summary>
        public Matrix<T> Left(Matrix<T> a) => TransposeLeft ? a.Transpose() : a;

        public Matrix<T> Right(Matrix<T> b) => TransposeRight ? b.Transpose() : b;
    }

    private static readonly Product[] Products =
    [
        new("Multiply", false, false, (a, b) => a.Multiply(b), (a, b, c, add, threads) => a.Multiply(b, c, add, threads)),
        new("MultiplyTransposed", false, true, (a, b) => a.MultiplyTransposed(b), (a, b, c, add, threads) => a.MultiplyTransposed(b, c, add, threads)),
        new("TransposeMultiply", true, false, (a, b) => a.TransposeMultiply(b), (a, b, c, add, threads) => a.TransposeMultiply(b, c, add, threads)),
        new("TransposeMultiplyTransposed", true, true, (a, b) => a.TransposeMultiplyTransposed(b), (a, b, c, add, threads) => a.TransposeMultiplyTransposed(b, c, add, threads)),
    ];

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
    public void Empty_operands_give_an_empty_product_or_zeros([ValueSource(nameof(Products))] object product)
    {
        var p = (Product)product;
        foreach ((int m, int k, int n) in new[] { (0, 3, 2), (2, 3, 0), (2, 0, 3), (0, 0, 0), (1, 0, 1) })
        {
            Matrix<T> left = p.Left(new(m, k)), right = p.Right(new(k, n));
            TestMatrices.AssertEqual<T>(p.New(left, right), new Matrix<T>(m, n));
            var destination = Matrix.Create(m, n, (_, _) => T.One);
            p.Into(left, right, destination, true, null);
            TestMatrices.AssertEqual<T>(destination, Matrix.Create(m, n, (_, _) => T.One));
            p.Into(left, right, destination, false, null);
            TestMatrices.AssertEqual<T>(destination, new Matrix<T>(m, n));
        }
    }

    [Test]
    public void Inner_sizes_that_differ_are_refused_with_both_shapes([ValueSource(nameof(Products))] object product)
    {
        var p = (Product)product;
        string message = $"{p.Name}: left is 2×3, right is 4×5; left.{(p.TransposeLeft ? "RowCount" : "ColumnCount")} must equal right.{(p.TransposeRight ? "ColumnCount" : "RowCount")}.";
        Matrix<T> a = new(2, 3), b = new(4, 5);
        Assert.That(() => p.New(a, b), Throws.ArgumentException.With.Message.StartsWith(message).And.Property("ParamName").EqualTo("right"));
        Assert.That(() => p.Into(a, b, new Matrix<T>(2, 5), false, null), Throws.ArgumentException.With.Message.StartsWith(message));
    }

    [Test]
    public void A_product_too_large_for_an_array_is_refused([ValueSource(nameof(Products))] object product)
    {
        var p = (Product)product;
        Assert.That(() => p.New(p.Left(new(60_000, 1)), p.Right(new(1, 60_000))), Throws.TypeOf<ArgumentOutOfRangeException>()
            .With.Message.StartsWith("A 60000×60000 matrix has 3600000000 elements; at most"));
    }

    [Test]
    public void A_destination_of_another_shape_or_that_overlaps_an_operand_is_refused([ValueSource(nameof(Products))] object product)
    {
        var p = (Product)product;
        Matrix<T> a = new(3, 3), b = new(3, 3), whole = new(5, 5);
        Assert.That(() => p.Into(a, b, new Matrix<T>(3, 2), false, null), Throws.ArgumentException.With.Message.StartsWith($"{p.Name}: destination is 3×2; it must be 3×3.").And.Property("ParamName").EqualTo("destination"));
        Assert.That(() => p.Into(a, b, a, false, null), Throws.ArgumentException.With.Message.StartsWith($"{p.Name}: destination overlaps the left operand; it must have memory of its own."));
        Assert.That(() => p.Into(a, b, b, false, null), Throws.ArgumentException.With.Message.StartsWith($"{p.Name}: destination overlaps the right operand; it must have memory of its own."));
        Assert.That(() => p.Into(whole[..3, ..3], b, whole[2.., 2..], false, null), Throws.ArgumentException.With.Message.StartsWith($"{p.Name}: destination overlaps the left operand"));
    }

    [TestCase(0), TestCase(-1)]
    public void Threads_must_be_positive(int threads)
    {
        foreach (Product p in Products)
        {
            Assert.That(() => p.Into(new Matrix<T>(1, 1), new Matrix<T>(1, 1), new Matrix<T>(1, 1), false, threads), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("threads"));
        }
    }
}
