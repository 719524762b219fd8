namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class CreationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Func<int, int, Matrix<T>>[] Factories =
    [
        (m, n) => new(m, n),
        (m, n) => new(m, n, []),
        (m, n) => Matrix<T>.Zeros(m, n),
        (m, n) => Matrix.Create(m, n, (_, _) => T.One),
        (m, n) => Matrix<T>.RandomUniform(m, n, new(1)),
        (m, n) => Matrix<T>.RandomNormal(m, n, new(1)),
        (m, n) => new ReadOnlyMatrixSpan<T>([], m, n).ToMatrix(),
        (m, n) => new MatrixSpan<T>([], m, n).ToMatrix(),
    ];

    [Test]
    public void Sizes_are_checked_wherever_a_matrix_or_a_view_is_made([ValueSource(nameof(Factories))] object factory)
    {
        var create = (Func<int, int, Matrix<T>>)factory;
        Assert.That(() => create(-1, 2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("rowCount"));
        Assert.That(() => create(2, -1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("columnCount"));
        Assert.That(() => create(65_536, 65_536), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A 65536×65536 matrix has 4294967296 elements; at most"));
        Assert.That(() => create(int.MaxValue, int.MaxValue), Throws.TypeOf<ArgumentOutOfRangeException>());
        foreach ((int rows, int columns) in new[] { (0, 0), (0, 5), (5, 0), (0, int.MaxValue) })
        {
            Matrix<T> empty = create(rows, columns);
            Assert.That((empty.RowCount, empty.ColumnCount, empty.IsEmpty), Is.EqualTo((rows, columns, true)));
        }
    }

    [Test]
    public void Square_matrices_too()
    {
        Assert.That(() => Matrix<T>.Identity(-1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("size"));
        Assert.That(() => Matrix<T>.Identity(65_536), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A 65536×65536 matrix"));
        Assert.That(() => Matrix.Diagonal<T>(new T[65_536]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A 65536×65536 matrix"));
        Assert.That(() => new Matrix<T>(1, 65_536).Gram(), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A 65536×65536 matrix"));
        Assert.That(Matrix<T>.Identity(0).IsEmpty, Is.True);
        Assert.That(Matrix<T>.Identity(1)[0, 0], Is.EqualTo(T.One));
    }

    [Test]
    public void Views_check_size_stride_and_memory()
    {
        Assert.That(() => new MatrixSpan<T>(new T[4], 70_000, 2, int.MaxValue).ToString(), Throws.ArgumentException
            .With.Message.StartsWith("values has 4 elements; a 70000×2 view with row stride 2147483647 needs 150321707806355."));
        Assert.That(() => new ReadOnlyMatrixSpan<T>(new T[4], 2, 2, 1).ToString(), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("rowStride"));
        Assert.That(() => new ReadOnlyMatrixSpan<T>(new T[4], 2, -2, 1).ToString(), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("columnCount"));
        Assert.That(() => new ReadOnlyMatrixSpan<T>(new T[3], 2, 2).ToString(), Throws.ArgumentException.With.Message.StartsWith("values has 3 elements; a 2×2 matrix has 4."));
    }

    [Test]
    public void A_view_of_nothing_is_an_empty_matrix()
    {
        ReadOnlyMatrixSpan<T> none = default;
        MatrixSpan<T> writable = default;
        writable.Fill(T.One);
        TestMatrices.AssertEqual<T>(none.Add(writable), new Matrix<T>(0, 0));
        TestMatrices.AssertEqual<T>(none.Multiply(none), new Matrix<T>(0, 0));
        Assert.That((none.ToString(), none.Sum(), none.Transpose().IsEmpty), Is.EqualTo(("0×0 matrix", T.Zero, true)));
    }
}
