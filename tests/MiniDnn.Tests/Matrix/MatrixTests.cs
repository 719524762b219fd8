using System.Numerics.Tensors;

namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MatrixTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T N(double value) => T.CreateChecked(value);

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    private static Matrix<T> TwoByThree => new(2, 3, Numbers(1, 2, 3, 4, 5, 6));

    [Test]
    public void A_collection_expression_gives_rows()
    {
        Matrix<T> a = [Numbers(1, 2), Numbers(3, 4), Numbers(5, 6)];
        Assert.That((a.RowCount, a.ColumnCount, a[2, 1]), Is.EqualTo((3, 2, N(6))));
        Matrix<T> empty = [];
        Assert.That((empty.RowCount, empty.ColumnCount, empty.IsEmpty), Is.EqualTo((0, 0, true)));
        Assert.That(a.ToJaggedArray().Select(row => row.Sum(double.CreateChecked)), Is.EqualTo([3.0, 7, 11]));
    }

    [Test]
    public void Rows_that_differ_or_are_null_are_refused()
    {
        Assert.That(() => { Matrix<T> _ = [Numbers(1, 2), Numbers(3)]; }, Throws.ArgumentException.With.Message.StartsWith("Create: row 1 has 1 elements, row 0 has 2; all rows must have the same length."));
        Assert.That(() => Matrix.Create<T>(null!, null!), Throws.ArgumentException.With.Message.StartsWith("Create: row 0 is null."));
        Assert.That(() => Matrix.Create(Numbers(), null!), Throws.ArgumentException.With.Message.StartsWith("Create: row 1 is null."));
    }

    [Test]
    public void Construction_from_values_functions_and_arrays()
    {
        TestMatrices.AssertEqual<T>(Matrix.Create(2, 3, (i, j) => N((3 * i) + j + 1)), TwoByThree);
        TestMatrices.AssertEqual<T>(Matrix.Create(TwoByThree.ToRectangularArray()), TwoByThree);
        TestMatrices.AssertEqual<T>(Matrix.Create<T>(TwoByThree.ToJaggedArray()), TwoByThree);
        TestMatrices.AssertEqual<T>(Matrix.Create<T>(TwoByThree.AsTensorSpan()), TwoByThree);
        TestMatrices.AssertEqual<T>(Matrix<T>.Identity(2), new Matrix<T>(2, 2, Numbers(1, 0, 0, 1)));
        TestMatrices.AssertEqual<T>(Matrix<T>.Zeros(2, 2), new Matrix<T>(2, 2));
        TestMatrices.AssertEqual<T>(TwoByThree.Clone(), TwoByThree);
    }

    [Test]
    public void A_matrix_has_memory_of_its_own()
    {
        T[] values = Numbers(1, 2, 3, 4, 5, 6);
        Matrix<T> a = new(2, 3, values);
        T[,] rectangular = a.ToRectangularArray();
        T[][] jagged = a.ToJaggedArray();
        Matrix<T>[] copies = [new(2, 3, values), Matrix.Create(rectangular), Matrix.Create(jagged), Matrix.Create<T>(a.AsTensorSpan()), a.Clone(), a.AsReadOnly().ToMatrix()];
        values[0] = rectangular[0, 0] = jagged[0][0] = a[0, 0] = N(99);
        foreach (Matrix<T> copy in copies)
        {
            TestMatrices.AssertEqual<T>(copy, TwoByThree);
        }
    }

    [Test]
    public void Sizes_that_make_no_sense_are_refused()
    {
        Assert.That(() => new Matrix<T>(-1, 2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("rowCount"));
        Assert.That(() => new Matrix<T>(2, -1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("columnCount"));
        Assert.That(() => new Matrix<T>(100_000, 100_000), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A 100000×100000 matrix has 10000000000 elements; at most"));
        Assert.That(() => new Matrix<T>(2, 2, Numbers(1, 2, 3)), Throws.ArgumentException.With.Message.StartsWith("values has 3 elements; a 2×2 matrix has 4."));
        Assert.That(() => Matrix.Create<T>(1, 1, null!), Throws.ArgumentNullException);
        Assert.That(() => Matrix.Create<T>((T[,])null!), Throws.ArgumentNullException);
        Assert.That(() => Matrix.Create<T>(new ReadOnlyTensorSpan<T>(Numbers(1, 2), [2])), Throws.ArgumentException.With.Message.StartsWith("Create: the tensor has 1 dimensions; a matrix has 2."));
        Assert.That(() => Matrix<T>.RandomUniform(1, 1, new(1), 2, 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("RandomUniform: the interval is [2, 1)"));
        Assert.That(() => Matrix<T>.RandomUniform(1, 1, null!), Throws.ArgumentNullException);
        Assert.That(() => Matrix<T>.RandomNormal(1, 1, new(1), double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("mean"));
        Assert.That(() => Matrix<T>.RandomNormal(1, 1, new(1), 0, -1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("standardDeviation"));
        Assert.That(() => Matrix<T>.RandomNormal(1, 1, null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Random_matrices_have_the_moments_of_their_distribution_and_depend_on_the_seed_alone()
    {
        Matrix<T> uniform = Matrix<T>.RandomUniform(100, 100, new(5), 2, 4);
        Matrix<T> normal = Matrix<T>.RandomNormal(100, 100, new(5), 3, 2);
        Assert.That(double.CreateChecked(uniform.Mean()), Is.EqualTo(3).Within(0.03));
        Assert.That(uniform.AsSpan().ToArray(), Has.All.InRange(N(2), N(4)));
        Assert.That(double.CreateChecked(normal.Mean()), Is.EqualTo(3).Within(0.1));
        Assert.That(double.CreateChecked(normal.Map(x => (x - N(3)) * (x - N(3))).Mean()), Is.EqualTo(4).Within(0.2));
        TestMatrices.AssertEqual<T>(Matrix<T>.RandomNormal(100, 100, new(5), 3, 2), normal);
    }

    [Test]
    public void Elements_rows_and_blocks_are_views()
    {
        Matrix<T> a = TwoByThree;
        a[1, 2] = N(60);
        a.Row(0)[1] = N(20);
        a[1.., ..2].Fill(N(7));
        Assert.That(a.AsSpan().ToArray(), Is.EqualTo(Numbers(1, 20, 3, 7, 7, 60)));
        Assert.That(a.Column(1), Is.EqualTo(Numbers(20, 7)));
        Assert.That(a.Rows(1..)[0, 0], Is.EqualTo(N(7)));
        Assert.That(a.Columns(2..).AsReadOnly().Column(0), Is.EqualTo(Numbers(3, 60)));
        a.Columns(1..).Clear();
        Assert.That(a.AsSpan().ToArray(), Is.EqualTo(Numbers(1, 0, 0, 7, 0, 0)));
        ReadOnlyMatrixSpan<T> view = a;
        Assert.That((view.Rows(..1).RowCount, view.Columns(..1).ColumnCount, view[1..1, ..].IsEmpty), Is.EqualTo((1, 1, true)));
        Assert.That(view[1, 0], Is.EqualTo(N(7)));
    }

    [Test]
    public void What_is_not_there_is_refused()
    {
        Matrix<T> a = TwoByThree;
        Assert.That(() => a[2, 0], Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("There is no element [2, 0] in a 2×3 matrix."));
        Assert.That(() => a.AsView()[0, 3], Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("column"));
        Assert.That(() => a.AsReadOnly()[-1, 0], Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => a.Row(2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("The matrix has 2 rows."));
        Assert.That(() => { _ = a[..3, ..]; }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("The range 0..3 reaches outside the 2 rows of the matrix."));
        Assert.That(() => { _ = a.AsReadOnly()[.., 4..]; }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("columns"));
        Assert.That(() => a.Column(3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => a.CopyColumnTo(0, new T[3]), Throws.ArgumentException.With.Message.StartsWith("CopyColumnTo: destination has 3 elements; it must have 2, one for each row."));
        Assert.That(() => { MatrixSpan<T> _ = (Matrix<T>)null!; }, Throws.ArgumentNullException);
        Assert.That(() => { ReadOnlyMatrixSpan<T> _ = (Matrix<T>)null!; }, Throws.ArgumentNullException);
    }

    [TestCase(-1), TestCase(2), TestCase(int.MinValue), TestCase(int.MaxValue)]
    public void A_row_or_a_column_that_is_not_there_is_refused_everywhere(int index)
    {
        Matrix<T> a = new(2, 2);
        Action[] rows = [() => a.Row(index), () => a.AsView().Row(index), () => a.AsReadOnly().Row(index), () => _ = a[index, 0], () => _ = a.AsView()[index, 0], () => _ = a.AsReadOnly()[index, 0]];
        Action[] columns = [() => a.Column(index), () => a.SetColumn(index, new T[2]), () => a.CopyColumnTo(index, new T[2]), () => _ = a[0, index], () => _ = a.AsView()[0, index], () => _ = a.AsReadOnly()[0, index]];
        foreach ((Action call, string name) in rows.Select(call => (call, "row")).Concat(columns.Select(call => (call, "column"))))
        {
            Assert.That(call, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(name));
        }
        Assert.That(() => a.SelectRows([0, index]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_range_that_is_not_there_is_refused_everywhere([Values(0, 1, 2)] int kind)
    {
        Range range = new[] { ..3, 2..1, ^3.. }[kind];
        Matrix<T> a = new(2, 2);
        Assert.That(() => a.Rows(range).ToString(), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith($"The range {range} reaches outside the 2 rows of the matrix."));
        Assert.That(() => a.Columns(range).ToString(), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith($"The range {range} reaches outside the 2 columns of the matrix."));
        Assert.That(() => a[range, ..].ToString(), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("rows"));
        Assert.That(() => a.AsView()[.., range].ToString(), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("columns"));
        Assert.That(() => a.AsView().Rows(range).ToString(), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => a.AsReadOnly().Rows(range).ToString(), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => a.AsReadOnly().Columns(range).ToString(), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Views_of_memory_check_their_bounds()
    {
        T[] memory = Numbers(1, 2, 3, 4, 5, 6, 7);
        var strided = new ReadOnlyMatrixSpan<T>(memory, 2, 3, 4);
        Assert.That((strided[1, 2], strided.RowStride, strided.IsContiguous, strided.IsEmpty), Is.EqualTo((N(7), 4, false, false)));
        Assert.That(strided.TryGetSpan(out ReadOnlySpan<T> none), Is.False);
        Assert.That(none.Length, Is.Zero);
        var writable = new MatrixSpan<T>(memory, 2, 3, 4);
        Assert.That((writable[1, 2], writable.RowStride, writable.IsContiguous, writable.IsEmpty), Is.EqualTo((N(7), 4, false, false)));
        Assert.That(writable.TryGetSpan(out _), Is.False);
        Assert.That(new MatrixSpan<T>(memory, 1, 7).TryGetSpan(out Span<T> all), Is.True);
        Assert.That(all.Length, Is.EqualTo(7));
        Assert.That(() => { _ = new ReadOnlyMatrixSpan<T>(memory, 2, 3, 5); }, Throws.ArgumentException.With.Message.StartsWith("values has 7 elements; a 2×3 view with row stride 5 needs 8."));
        Assert.That(() => { _ = new MatrixSpan<T>(memory, 2, 3, 2); }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => { _ = new MatrixSpan<T>(memory, 2, 3); }, Throws.ArgumentException);
        Assert.That(() => { _ = new ReadOnlyMatrixSpan<T>(memory, -1, 3); }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(new ReadOnlyMatrixSpan<T>([], 0, 5, 9).Rows(..0).IsEmpty, Is.True);
    }

    [Test]
    public void Copies_go_to_views_and_tensors_of_the_same_shape_only()
    {
        Matrix<T> padded = TestMatrices.Padded(new Matrix<T>(2, 3));
        TwoByThree.CopyTo(TestMatrices.Inside(padded));
        TestMatrices.AssertEqual<T>(TestMatrices.Inside(padded), TwoByThree);
        TestMatrices.AssertPaddingUntouched(padded);
        TestMatrices.AssertEqual<T>(TestMatrices.Inside(padded).ToMatrix(), TwoByThree);
        var tensor = new T[6];
        TwoByThree.CopyTo(new TensorSpan<T>(tensor, [2, 3]));
        Assert.That(tensor, Is.EqualTo(Numbers(1, 2, 3, 4, 5, 6)));
        Assert.That(TestMatrices.Inside(padded).AsTensorSpan()[1, 2], Is.EqualTo(N(6)));
        Assert.That(() => TwoByThree.CopyTo(new Matrix<T>(3, 2)), Throws.ArgumentException.With.Message.StartsWith("CopyTo: destination is 3×2; it must be 2×3."));
        Assert.That(() => TwoByThree.CopyTo(new TensorSpan<T>(tensor, [3, 2])), Throws.ArgumentException.With.Message.StartsWith("CopyTo: destination is 3×2; it must be 2×3."));
    }

    [Test]
    public void Rows_are_selected_in_any_order()
    {
        TestMatrices.AssertEqual<T>(TwoByThree.SelectRows([1, 0, 1]), new Matrix<T>(3, 3, Numbers(4, 5, 6, 1, 2, 3, 4, 5, 6)));
        Assert.That(() => TwoByThree.SelectRows([2]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => TwoByThree.SelectRows(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Transposes_of_all_shapes()
    {
        foreach ((int rows, int columns) in TestMatrices.Shapes)
        {
            Matrix<T> a = TestMatrices.Random<T>(rows, columns);
            Matrix<T> expected = Matrix.Create(columns, rows, (i, j) => a[j, i]);
            TestMatrices.AssertEqual<T>(a.Transpose(), expected);
            Matrix<T> padded = TestMatrices.Padded(new Matrix<T>(columns, rows));
            TestMatrices.Inside(TestMatrices.Padded(a)).Transpose(TestMatrices.Inside(padded));
            TestMatrices.AssertEqual<T>(TestMatrices.Inside(padded), expected);
            TestMatrices.AssertPaddingUntouched(padded);
        }
        var square = new Matrix<T>(2, 2);
        Assert.That(() => square.Transpose(square), Throws.ArgumentException.With.Message.StartsWith("Transpose: destination overlaps the matrix"));
        Assert.That(() => TwoByThree.Transpose(square), Throws.ArgumentException.With.Message.StartsWith("Transpose: destination is 2×2; it must be 3×2."));
    }

    [Test]
    public void Norms_of_a_small_matrix_and_at_the_ends_of_the_range()
    {
        var a = new Matrix<T>(2, 2, Numbers(1, -2, -3, 4));
        Assert.That(double.CreateChecked(a.FrobeniusNorm()), Is.EqualTo(Math.Sqrt(30)).Within(1e-6));
        Assert.That((a.OneNorm(), a.InfinityNorm(), a.MaxNorm()), Is.EqualTo((N(6), N(7), N(4))));
        Assert.That(new Matrix<T>(0, 2).FrobeniusNorm(), Is.EqualTo(T.Zero));
        T huge = T.ScaleB(T.One, -T.ILogB(FloatingPoint<T>.SmallestNormal) - 2);
        var large = new Matrix<T>(1, 2, [N(3) * huge / N(8), N(4) * huge / N(8)]);
        Assert.That(double.CreateChecked(large.FrobeniusNorm() / huge), Is.EqualTo(5.0 / 8).Within(1e-6));
        T tiny = FloatingPoint<T>.SmallestNormal;
        Assert.That(double.CreateChecked(new Matrix<T>(1, 2, [N(3) * tiny, N(4) * tiny]).FrobeniusNorm() / tiny), Is.EqualTo(5).Within(1e-6));
        Assert.That(T.IsNaN(new Matrix<T>(1, 2, [T.NaN, T.One]).FrobeniusNorm()));
        Assert.That(new Matrix<T>(1, 2, [T.NegativeInfinity, T.One]).FrobeniusNorm(), Is.EqualTo(T.PositiveInfinity));
    }

    [Test]
    public void Equality_within_tolerances()
    {
        Matrix<T> a = TwoByThree;
        Matrix<T> b = a + Matrix.Create(2, 3, (_, _) => N(0.01));
        Assert.That(a.ApproximatelyEquals(b, N(0.011)), Is.True);
        Assert.That(a.ApproximatelyEquals(b, N(0.009)), Is.False);
        Assert.That(a.ApproximatelyEquals(b, T.Zero, N(0.011)), Is.True);
        Assert.That(a.ApproximatelyEquals(b, T.Zero, N(0.005)), Is.False);
        Assert.That(a.ApproximatelyEquals(new Matrix<T>(3, 2), N(100)), Is.False);
        Assert.That(a.ApproximatelyEquals(TestMatrices.Inside(TestMatrices.Padded(a)), T.Zero), Is.True);
        Assert.That(new Matrix<T>(0, 3).ApproximatelyEquals(new Matrix<T>(0, 3), T.Zero), Is.True);
        Assert.That(new Matrix<T>(0, 3).ApproximatelyEquals(new Matrix<T>(0, 2), T.Zero), Is.False);
        Matrix<T> special = [[T.NaN]];
        Assert.That(special.ApproximatelyEquals(special, N(100)), Is.False);
        special[0, 0] = T.PositiveInfinity;
        Assert.That(special.ApproximatelyEquals(special, T.Zero), Is.True);
        Assert.That(special.ApproximatelyEquals(-special, T.PositiveInfinity), Is.False);
        Assert.That(() => a.ApproximatelyEquals(b, N(-1)), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("ApproximatelyEquals: absoluteTolerance must be 0 or more."));
        Assert.That(() => a.ApproximatelyEquals(b, T.Zero, T.NaN), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("relativeTolerance"));
    }
}
