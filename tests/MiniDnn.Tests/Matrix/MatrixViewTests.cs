namespace MiniDnn.Tests;

/// <summary>Views over one memory: when they overlap, and what copies between them do.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MatrixViewTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T N(double value) => T.CreateChecked(value);

    private static Matrix<T> Counted(int rows, int columns) => Matrix.Create(rows, columns, (i, j) => N((10 * i) + j));

    [Test]
    public void Blocks_overlap_where_they_share_an_element_and_only_there()
    {
        var random = new SeededRandom(3);
        int overlapping = 0;
        for (int trial = 0; trial < 500; trial++)
        {
            var whole = new Matrix<T>(4, 5);
            MatrixSpan<T> a = RandomBlock(whole, random), b = RandomBlock(whole, random);
            a.Fill(T.One);
            bool shared = false;
            for (int i = 0; i < b.RowCount; i++)
            {
                shared |= b.Row(i).Contains(T.One);
            }
            overlapping += shared ? 1 : 0;
            Assert.That(a.AsReadOnly().Overlaps(b), Is.EqualTo(shared), $"trial {trial}");
        }
        Assert.That(overlapping, Is.InRange(100, 400));
    }

    [Test]
    public void Views_of_different_strides_count_the_gaps_between_rows()
    {
        var memory = new T[20];
        Assert.That(new ReadOnlyMatrixSpan<T>(memory, 2, 2, 5).Overlaps(new(memory.AsSpan(2), 2, 2, 4)), Is.True);
        Assert.That(new ReadOnlyMatrixSpan<T>(memory, 2, 2, 5).Overlaps(new(memory.AsSpan(10), 2, 2, 4)), Is.False);
    }

    [Test]
    public void A_single_row_has_no_gaps_whatever_its_stride()
    {
        var memory = new T[20];
        ReadOnlyMatrixSpan<T> gaps = new(memory.AsSpan(2), 2, 2, 4), row = new(memory, 1, 2, 5);
        Assert.That(row.Overlaps(gaps), Is.False);
        Assert.That(gaps.Overlaps(row), Is.False);
        ReadOnlyMatrixSpan<T> between = new(memory.AsSpan(4), 1, 2, 9);
        Assert.That(gaps.Overlaps(between), Is.False, "in the gap between two rows");
        Assert.That(between.Overlaps(gaps), Is.False, "in the gap between two rows");
    }

    [Test]
    public void The_same_memory_has_the_same_start_and_the_same_stride()
    {
        var memory = new T[20];
        ReadOnlyMatrixSpan<T> view = new(memory, 3, 2, 5);
        Assert.That(view.IsSameMemoryAs(new(memory, 3, 2, 5)), Is.True);
        Assert.That(view.IsSameMemoryAs(new(memory, 3, 2, 4)), Is.False, "another stride");
        Assert.That(view.IsSameMemoryAs(new(memory.AsSpan(1), 3, 2, 5)), Is.False, "another start");
        Assert.That(new ReadOnlyMatrixSpan<T>(memory, 1, 2, 5).IsSameMemoryAs(new(memory, 1, 2, 9)), Is.True, "a single row");
    }

    [Test]
    public void An_element_wise_operation_refuses_its_own_memory_in_another_stride()
    {
        var memory = new T[20];
        Assert.That(() => new ReadOnlyMatrixSpan<T>(memory, 3, 2, 5).Multiply(N(2), new MatrixSpan<T>(memory, 3, 2, 4)), Throws.ArgumentException
            .With.Message.StartsWith("Multiply: destination overlaps the matrix in part; it must be exactly the same memory or memory of its own."));
        memory.AsSpan().Fill(T.One);
        new ReadOnlyMatrixSpan<T>(memory, 1, 2, 5).Multiply(N(2), new MatrixSpan<T>(memory, 1, 2, 4));
        Assert.That(memory.Count(number => number == N(2)), Is.EqualTo(2));
    }

    [Test]
    public void A_product_may_be_written_beside_its_operands_in_the_same_matrix()
    {
        Matrix<T> whole = TestMatrices.Whole<T>(3, 9, 7), before = whole.Clone();
        whole.Columns(..3).Multiply(whole.Columns(6..), whole.Columns(3..6));
        TestMatrices.AssertEqual<T>(whole.Columns(3..6), before.Columns(..3).ToMatrix() * before.Columns(6..).ToMatrix());
        TestMatrices.AssertEqual<T>(whole.Columns(..3), before.Columns(..3));
        TestMatrices.AssertEqual<T>(whole.Columns(6..), before.Columns(6..));
        Assert.That(() => whole.Columns(..3).Multiply(whole.Columns(6..), whole.Columns(2..5)), Throws.ArgumentException
            .With.Message.StartsWith("Multiply: destination overlaps the left operand; it must have memory of its own."));
        Assert.That(() => whole.Columns(..3).Multiply(whole.Columns(6..), whole.Columns(4..7)), Throws.ArgumentException
            .With.Message.StartsWith("Multiply: destination overlaps the right operand; it must have memory of its own."));
    }

    [TestCase(0, 0, 1, 1)]
    [TestCase(1, 1, 0, 0)]
    [TestCase(0, 1, 1, 0)]
    [TestCase(1, 0, 0, 1)]
    [TestCase(0, 0, 0, 1)]
    [TestCase(2, 0, 0, 0)]
    public void A_copy_between_overlapping_blocks_reads_what_was_there_before(int fromRow, int fromColumn, int toRow, int toColumn)
    {
        Matrix<T> whole = Counted(6, 7);
        Matrix<T> before = whole[fromRow..(fromRow + 4), fromColumn..(fromColumn + 5)].ToMatrix();
        whole[fromRow..(fromRow + 4), fromColumn..(fromColumn + 5)].CopyTo(whole[toRow..(toRow + 4), toColumn..(toColumn + 5)]);
        TestMatrices.AssertEqual<T>(whole[toRow..(toRow + 4), toColumn..(toColumn + 5)], before);
    }

    [Test]
    public void A_copy_between_overlapping_views_of_different_strides_is_refused()
    {
        var memory = new T[20];
        Assert.That(() => new ReadOnlyMatrixSpan<T>(memory, 3, 2, 5).CopyTo(new(memory, 3, 2, 4)), Throws.ArgumentException.With.Message.StartsWith(
            "CopyTo: destination overlaps the matrix with row stride 4 instead of 5; it must have the same stride or memory of its own."));
    }

    [Test]
    public void A_column_is_written_and_nothing_else()
    {
        Matrix<T> padded = TestMatrices.Padded(Counted(3, 4));
        TestMatrices.Inside(padded).SetColumn(2, [N(-1), N(-2), N(-3)]);
        TestMatrices.AssertPaddingUntouched(padded);
        TestMatrices.AssertEqual<T>(TestMatrices.Inside(padded), Matrix.Create(3, 4, (i, j) => N(j == 2 ? -1 - i : (10 * i) + j)));
        Matrix<T> a = Counted(2, 2);
        a.SetColumn(0, [N(8), N(9)]);
        Assert.That(a.Column(0), Is.EqualTo(new[] { N(8), N(9) }));
        Assert.That(() => a.SetColumn(2, [T.One, T.One]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("The matrix has 2 columns."));
        Assert.That(() => a.SetColumn(0, [T.One]), Throws.ArgumentException.With.Message.StartsWith("SetColumn: values has 1 elements; it must have 2, one for each row."));
        Assert.That(() => a.SetColumn(0, a.Row(0)), Throws.ArgumentException.With.Message.StartsWith("SetColumn: values overlaps the matrix"));
    }

    [Test]
    public void A_diagonal_is_made_of_its_elements()
    {
        TestMatrices.AssertEqual<T>(Matrix.Diagonal<T>([N(2), N(3)]), new Matrix<T>(2, 2, [N(2), T.Zero, T.Zero, N(3)]));
        Assert.That(Matrix.Diagonal<T>([]).RowCount, Is.Zero);
    }

    [Test]
    public void Rows_are_enumerated_as_copies()
    {
        Matrix<T> a = Counted(3, 2);
        var rows = new List<T[]>();
        foreach (T[] row in a)
        {
            rows.Add(row);
        }
        Assert.That(rows, Has.Count.EqualTo(3));
        Assert.That(rows[1], Is.EqualTo(new[] { N(10), N(11) }));
        rows[1][0] = N(99);
        Assert.That(a[1, 0], Is.EqualTo(N(10)));
    }

    [Test]
    public void Products_into_views_write_or_add_and_touch_nothing_else([Values] bool accumulate)
    {
        Matrix<T> a = TestMatrices.Whole<T>(5, 4, 1), b = TestMatrices.Whole<T>(4, 6, 2), start = TestMatrices.Whole<T>(5, 6, 3);
        Matrix<T> product = Matrix.Create(5, 6, (i, j) => N(Enumerable.Range(0, 4).Sum(k => double.CreateChecked(a[i, k] * b[k, j]))));
        Matrix<T> expected = accumulate ? product + start : product;
        Matrix<T> aTransposed = a.Transpose(), bTransposed = b.Transpose();
        for (int kind = 0; kind < 4; kind++)
        {
            Matrix<T> padded = TestMatrices.Padded(start);
            MatrixSpan<T> destination = TestMatrices.Inside(padded);
            switch (kind)
            {
                case 0:
                    a.Multiply(b, destination, accumulate, threads: 2);
                    break;
                case 1:
                    a.MultiplyTransposed(bTransposed, destination, accumulate);
                    break;
                case 2:
                    aTransposed.TransposeMultiply(b, destination, accumulate);
                    break;
                default:
                    aTransposed.TransposeMultiplyTransposed(bTransposed, destination, accumulate);
                    break;
            }
            TestMatrices.AssertEqual<T>(destination, expected);
            TestMatrices.AssertPaddingUntouched(padded);
        }
    }

    [Test]
    public void Norms_of_views_wider_than_a_block([Values(63, 64, 65, 130)] int columns)
    {
        Matrix<T> a = TestMatrices.Whole<T>(7, columns, 5);
        ReadOnlyMatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
        double[][] rows = [.. a.ToJaggedArray().Select(row => row.Select(x => Math.Abs(double.CreateChecked(x))).ToArray())];
        Assert.That(double.CreateChecked(view.OneNorm()), Is.EqualTo(Enumerable.Range(0, columns).Max(j => rows.Sum(row => row[j]))));
        Assert.That(double.CreateChecked(view.InfinityNorm()), Is.EqualTo(rows.Max(row => row.Sum())));
        Assert.That(double.CreateChecked(view.FrobeniusNorm()), Is.EqualTo(Math.Sqrt(rows.Sum(row => row.Sum(x => x * x)))).Within(1e-5));
        Assert.That(double.CreateChecked(view.MaxNorm()), Is.EqualTo(rows.Max(row => row.Max())));
        a[3, columns - 1] = T.NaN;
        Assert.That(new[] { a.OneNorm(), a.InfinityNorm(), a.MaxNorm(), a.FrobeniusNorm() }, Has.All.Matches<T>(T.IsNaN));
        var empty = new Matrix<T>(0, 3);
        Assert.That(new[] { empty.OneNorm(), empty.InfinityNorm(), empty.MaxNorm(), empty.FrobeniusNorm() }, Has.All.EqualTo(T.Zero));
    }

    private static MatrixSpan<T> RandomBlock(Matrix<T> whole, SeededRandom random)
    {
        int rows = 1 + random.NextInt32(3), columns = 1 + random.NextInt32(3);
        int row = random.NextInt32(whole.RowCount - rows + 1), column = random.NextInt32(whole.ColumnCount - columns + 1);
        return whole[row..(row + rows), column..(column + columns)];
    }

    [Test]
    public void A_writable_view_gives_numbers_and_copies_of_itself()
    {
        Matrix<double> a = TestMatrices.Random<double>(4, 6);
        MatrixSpan<double> view = a[1..3, 2..];
        ReadOnlyMatrixSpan<double> same = view;
        double[] rows = new double[2], columns = new double[4];
        Assert.That(new[] { view.Sum(), view.Mean(), view.FrobeniusNorm(), view.OneNorm(), view.InfinityNorm(), view.MaxNorm() },
            Is.EqualTo(new[] { same.Sum(), same.Mean(), same.FrobeniusNorm(), same.OneNorm(), same.InfinityNorm(), same.MaxNorm() }));
        Assert.That(view.RowSums(), Is.EqualTo(same.RowSums()));
        Assert.That(view.ColumnSums(), Is.EqualTo(same.ColumnSums()));
        Assert.That(view.RowMeans(), Is.EqualTo(same.RowMeans()));
        Assert.That(view.ColumnMeans(), Is.EqualTo(same.ColumnMeans()));
        view.RowSums(rows);
        view.ColumnSums(columns);
        Assert.That(rows, Is.EqualTo(same.RowSums()));
        Assert.That(columns, Is.EqualTo(same.ColumnSums()));
        view.RowMeans(rows);
        view.ColumnMeans(columns);
        Assert.That(rows, Is.EqualTo(same.RowMeans()));
        Assert.That(columns, Is.EqualTo(same.ColumnMeans()));
        Matrix<double> copy = new(2, 4), transpose = new(4, 2);
        view.CopyTo(copy);
        view.Transpose(transpose);
        TestMatrices.AssertEqual<double>(copy, view);
        TestMatrices.AssertEqual<double>(view.ToMatrix(), view);
        TestMatrices.AssertEqual<double>(transpose, same.Transpose());
        TestMatrices.AssertEqual<double>(view.Transpose(), transpose);
    }
}
