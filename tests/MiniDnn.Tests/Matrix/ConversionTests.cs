using System.Numerics.Tensors;

namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ConversionTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    [Test]
    public void Every_shape_goes_to_arrays_and_tensors_and_comes_back()
    {
        foreach ((int rows, int columns) in TestMatrices.Shapes.Append((1, 3)).Append((2, 1)))
        {
            Matrix<T> a = TestMatrices.Random<T>(rows, columns);
            MatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
            TestMatrices.AssertEqual<T>(Matrix.Create(a.ToRectangularArray()), a);
            TestMatrices.AssertEqual<T>(Matrix.Create(view.AsReadOnly().ToRectangularArray()), a);
            TestMatrices.AssertEqual<T>(Matrix.Create<T>(a.AsTensorSpan()), a);
            TestMatrices.AssertEqual<T>(Matrix.Create<T>(view.AsTensorSpan()), a);
            TestMatrices.AssertEqual<T>(Matrix.Create(view.AsReadOnly().AsTensorSpan()), a);
            TestMatrices.AssertEqual<T>(view.ToMatrix(), a);
            T[][] jagged = view.AsReadOnly().ToJaggedArray();
            Assert.That(jagged, Is.EqualTo(a.ToJaggedArray()));
            TestMatrices.AssertEqual<T>(Matrix.Create(jagged), rows == 0 ? new(0, 0) : a);
        }
    }

    [Test]
    public void A_copy_into_a_block_of_a_tensor_touches_nothing_else()
    {
        foreach ((int rows, int columns) in TestMatrices.Shapes)
        {
            Matrix<T> a = TestMatrices.Random<T>(rows, columns);
            Matrix<T> padded = TestMatrices.Padded(new Matrix<T>(rows, columns));
            a.CopyTo(TestMatrices.Inside(padded).AsTensorSpan());
            TestMatrices.AssertEqual<T>(TestMatrices.Inside(padded), a);
            TestMatrices.AssertPaddingUntouched(padded);
        }
    }

    [Test]
    public void A_tensor_view_shares_the_memory()
    {
        var a = new Matrix<T>(2, 3);
        a.AsTensorSpan()[1, 2] = T.One;
        a.Columns(1..2).AsTensorSpan()[0, 0] = T.One;
        Assert.That(a.AsSpan().ToArray(), Is.EqualTo(Numbers(0, 1, 0, 0, 0, 1)));
    }

    [Test]
    public void A_tensor_with_its_dimensions_swapped_is_read_as_it_says()
    {
        Tensor<T> tensor = Tensor.Create(Numbers(1, 2, 3, 4, 5, 6), [2, 3]);
        TestMatrices.AssertEqual<T>(Matrix.Create(Tensor.PermuteDimensions<T>(tensor, [1, 0]).AsReadOnlyTensorSpan()), new Matrix<T>(3, 2, Numbers(1, 4, 2, 5, 3, 6)));
    }

    [Test]
    public void Arrays_and_tensors_that_are_no_matrix_are_refused()
    {
        Assert.That(() => Matrix.Create((T[,])null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("values"));
        Assert.That(() => Matrix.Create((T[][])null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("rows"));
        Assert.That(() => Matrix.Create([Numbers(), Numbers(1)]), Throws.ArgumentException.With.Message.StartsWith("Create: row 1 has 1 elements, row 0 has 0"));
        Assert.That(() => Matrix.Create(default(ReadOnlyTensorSpan<T>)), Throws.ArgumentException.With.Message.StartsWith("Create: the tensor has 0 dimensions; a matrix has 2."));
        Assert.That(() => Matrix.Create(new TensorSpan<T>(new T[8], [2, 2, 2])), Throws.ArgumentException.With.Message.StartsWith("Create: the tensor has 3 dimensions"));
    }

    [Test]
    public void A_tensor_of_another_shape_or_over_the_same_memory_is_no_destination()
    {
        var a = new Matrix<T>(3, 4);
        Assert.That(() => a.CopyTo(new TensorSpan<T>(new T[12], [4, 3])), Throws.ArgumentException.With.Message.StartsWith("CopyTo: destination is 4×3; it must be 3×4."));
        Assert.That(() => a.CopyTo(new TensorSpan<T>(new T[12])), Throws.ArgumentException.With.Message.StartsWith("CopyTo: destination is 12; it must be 3×4."));
        Assert.That(() => a.CopyTo(default(TensorSpan<T>)), Throws.ArgumentException.With.Message.StartsWith("CopyTo: destination is no tensor; it must be 3×4."));
        Assert.That(() => a[..2, ..3].AsReadOnly().CopyTo(a[1.., 1..].AsTensorSpan()), Throws.ArgumentException
            .With.Message.StartsWith("CopyTo: destination overlaps the matrix; it must have memory of its own.").And.Property("ParamName").EqualTo("destination"));
        Assert.That(() => a.Rows(..1).AsReadOnly().CopyTo(a.Rows(1..2).AsTensorSpan()), Throws.Nothing);
    }

    [Test]
    public void Columns_of_views_are_copied()
    {
        Matrix<T> a = TestMatrices.Random<T>(5, 3);
        ReadOnlyMatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
        var column = new T[5];
        view.CopyColumnTo(2, column);
        Assert.That(column, Is.EqualTo(a.ToJaggedArray().Select(row => row[2])));
        Assert.That(view.Column(0), Is.EqualTo(a.ToJaggedArray().Select(row => row[0])));
        Assert.That(() => a.CopyColumnTo(3, column), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("column"));
        Assert.That(() => a.CopyColumnTo(0, a.AsSpan()[..5]), Throws.ArgumentException.With.Message.StartsWith("CopyColumnTo: destination overlaps the matrix"));
    }

    [Test]
    public void Rows_are_selected_into_a_destination()
    {
        Matrix<T> a = TestMatrices.Random<T>(4, 3);
        Matrix<T> padded = TestMatrices.Padded(new Matrix<T>(3, 3));
        TestMatrices.Inside(TestMatrices.Padded(a)).AsReadOnly().SelectRows([2, 0, 2], TestMatrices.Inside(padded));
        TestMatrices.AssertEqual<T>(TestMatrices.Inside(padded), a.SelectRows([2, 0, 2]));
        TestMatrices.AssertPaddingUntouched(padded);
        var destination = new Matrix<T>(2, 3);
        Assert.That(() => a.SelectRows([1, 4], destination), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("rows[1] is 4; the matrix has 4 rows."));
        TestMatrices.AssertEqual<T>(destination, new Matrix<T>(2, 3));
        Assert.That(() => a.SelectRows([1], destination), Throws.ArgumentException.With.Message.StartsWith("SelectRows: destination is 2×3; it must be 1×3."));
        Assert.That(() => a.SelectRows([1, 2], a.Rows(..2)), Throws.ArgumentException.With.Message.StartsWith("SelectRows: destination overlaps the matrix"));
        Assert.That(Allocation.OnceWarm(() => a.SelectRows([3, 1], destination)), Is.Zero);
    }
}
