namespace MiniDnn.Tests;

/// <summary>Extrema, selections, joints, the diagonal and functions of every element, of matrices and of views.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ExpectedOperationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static IEnumerable<TestCaseData> Shapes => TestMatrices.Shapes.Select(shape => new TestCaseData(shape.Rows, shape.Columns));

    [TestCaseSource(nameof(Shapes))]
    public void Extrema_are_those_of_a_plain_loop(int rows, int columns)
    {
        Matrix<T> a = TestMatrices.Random<T>(rows, columns), padded = TestMatrices.Padded(a);
        MatrixSpan<T> view = TestMatrices.Inside(padded);
        if (a.IsEmpty)
        {
            Assert.That(() => a.Min(), Throws.InvalidOperationException.With.Message.EqualTo($"Min: the matrix is {rows}×{columns}; it must have an element."));
            Assert.That(() => a.Max(), Throws.InvalidOperationException.With.Message.EqualTo($"Max: the matrix is {rows}×{columns}; it must have an element."));
            return;
        }
        T[] all = a.AsSpan().ToArray();
        Assert.That(view.Min(), Is.EqualTo(all.Min()));
        Assert.That(view.Max(), Is.EqualTo(all.Max()));
        Assert.That(view.ColumnMinima(), Is.EqualTo(Enumerable.Range(0, columns).Select(j => a.Column(j).Min())));
        Assert.That(view.ColumnMaxima(), Is.EqualTo(Enumerable.Range(0, columns).Select(j => a.Column(j).Max())));
        Assert.That(view.RowMinima(), Is.EqualTo(Enumerable.Range(0, rows).Select(i => a.Row(i).ToArray().Min())));
        Assert.That(view.RowMaxima(), Is.EqualTo(Enumerable.Range(0, rows).Select(i => a.Row(i).ToArray().Max())));
        a[rows / 2, columns / 2] = T.NaN;
        Assert.That(T.IsNaN(a.Min()) && T.IsNaN(a.Max()) && T.IsNaN(a.ColumnMinima()[columns / 2]) && T.IsNaN(a.RowMaxima()[rows / 2]));
    }

    [Test]
    public void Extrema_refuse_destinations_and_sides_that_do_not_fit()
    {
        Matrix<T> a = TestMatrices.Random<T>(3, 4);
        Assert.That(() => a.ColumnMinima(new T[3]), Throws.ArgumentException.With.Message.StartsWith("ColumnMinima: destination has 3 elements; it must have 4, one for each column."));
        Assert.That(() => a.ColumnMaxima(a.Row(0)), Throws.ArgumentException.With.Message.StartsWith("ColumnMaxima: destination overlaps the matrix"));
        Assert.That(() => a.RowMinima(new T[4]), Throws.ArgumentException.With.Message.StartsWith("RowMinima: destination has 4 elements; it must have 3, one for each row."));
        Assert.That(() => new Matrix<T>(3, 0).RowMaxima(), Throws.InvalidOperationException.With.Message.EqualTo("RowMaxima: the matrix is 3×0; it must have a column."));
        Assert.That(() => new Matrix<T>(0, 3).ColumnMinima(), Throws.InvalidOperationException.With.Message.EqualTo("ColumnMinima: the matrix is 0×3; it must have a row."));
        Assert.That(new Matrix<T>(3, 0).ColumnMinima(), Is.Empty);
        Assert.That(new Matrix<T>(0, 3).RowMaxima(), Is.Empty);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Columns_are_selected_in_any_order_and_more_than_once(int rows, int columns)
    {
        Matrix<T> a = TestMatrices.Random<T>(rows, columns), padded = TestMatrices.Padded(a);
        int[] chosen = columns == 0 ? [] : [columns - 1, 0, columns / 2, 0];
        Matrix<T> selected = TestMatrices.Inside(padded).SelectColumns(chosen);
        Assert.That((selected.RowCount, selected.ColumnCount), Is.EqualTo((rows, chosen.Length)));
        for (int j = 0; j < chosen.Length; j++)
        {
            Assert.That(selected.Column(j), Is.EqualTo(a.Column(chosen[j])));
        }
        Matrix<T> target = TestMatrices.Padded(new Matrix<T>(rows, chosen.Length));
        a.SelectColumns(chosen, TestMatrices.Inside(target));
        TestMatrices.AssertEqual<T>(TestMatrices.Inside(target), selected);
        TestMatrices.AssertPaddingUntouched(target);
    }

    [Test]
    public void A_column_that_is_not_there_is_refused_before_anything_is_written()
    {
        Matrix<T> a = TestMatrices.Random<T>(3, 4), target = new(3, 2);
        Assert.That(() => a.SelectColumns([0, 4]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("columns[1]").And.Message.Contains("4 columns"));
        Assert.That(() => a.SelectColumns([0, -1], target), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(target.Max(), Is.EqualTo(T.Zero));
        Assert.That(() => a.SelectColumns(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("columns"));
        Assert.That(() => a.SelectColumns([0], target), Throws.ArgumentException.With.Message.StartsWith("SelectColumns: destination is 3×2; it must be 3×1."));
        Assert.That(() => a.SelectColumns([0, 1], a.Columns(..2)), Throws.ArgumentException.With.Message.StartsWith("SelectColumns: destination overlaps the matrix"));
        Assert.That(() => a.SelectColumns([3, 2], a.Columns(1..3)), Throws.ArgumentException, "columns of the matrix itself");
    }

    [TestCaseSource(nameof(Shapes))]
    public void Joints_hold_both_parts(int rows, int columns)
    {
        Matrix<T> a = TestMatrices.Random<T>(rows, columns), right = TestMatrices.Random<T>(rows, 3, 2), below = TestMatrices.Random<T>(2, columns, 3);
        MatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
        Matrix<T> beside = view.AppendColumns(right), under = view.AppendRows(below);
        TestMatrices.AssertEqual<T>(beside.Columns(..columns), a);
        TestMatrices.AssertEqual<T>(beside.Columns(columns..), right);
        TestMatrices.AssertEqual<T>(under.Rows(..rows), a);
        TestMatrices.AssertEqual<T>(under.Rows(rows..), below);
        Assert.That(() => a.AppendColumns(new Matrix<T>(rows + 1, 2)), Throws.ArgumentException.With.Message.StartsWith($"AppendColumns: left is {rows}×{columns}, right is {rows + 1}×2; both must have as many rows."));
        Assert.That(() => a.AppendRows(new Matrix<T>(2, columns + 1)), Throws.ArgumentException.With.Message.StartsWith($"AppendRows: above is {rows}×{columns}, below is 2×{columns + 1}; both must have as many columns."));
    }

    [TestCaseSource(nameof(Shapes))]
    public void Diagonal_and_trace(int rows, int columns)
    {
        Matrix<T> a = TestMatrices.Whole<T>(rows, columns, 1);
        T[] diagonal = TestMatrices.Inside(TestMatrices.Padded(a)).Diagonal();
        Assert.That(diagonal, Is.EqualTo(Enumerable.Range(0, Math.Min(rows, columns)).Select(i => a[i, i])));
        if (rows == columns)
        {
            Assert.That(a.Trace(), Is.EqualTo(diagonal.Aggregate(T.Zero, (sum, x) => sum + x)));
            TestMatrices.AssertEqual<T>(Matrix.Diagonal<T>(diagonal).Hadamard(a), Matrix.Diagonal<T>([.. diagonal.Select(x => x * x)]));
        }
        else
        {
            Assert.That(() => a.Trace(), Throws.InvalidOperationException.With.Message.EqualTo($"Trace: the matrix is {rows}×{columns}; it must be square."));
        }
        Assert.That(() => a.Diagonal(new T[diagonal.Length + 1]), Throws.ArgumentException.With.Message.StartsWith("Diagonal: destination has"));
    }

    [TestCaseSource(nameof(Shapes))]
    public void Functions_of_every_element(int rows, int columns)
    {
        Matrix<T> a = TestMatrices.Random<T>(rows, columns), positive = a.Abs();
        MatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(positive));
        T tolerance = (T.BitIncrement(T.One) - T.One) * T.CreateChecked(4);
        AssertClose(a.Abs(), a.Map(T.Abs), T.Zero);
        AssertClose(view.Exp(), positive.Map(T.Exp), tolerance);
        AssertClose(view.Log(), positive.Map(T.Log), tolerance);
        AssertClose(view.Sqrt(), positive.Map(T.Sqrt), T.Zero);
        AssertClose(view.Pow(T.CreateChecked(2.5)), positive.Map(x => T.Pow(x, T.CreateChecked(2.5))), tolerance);
        Matrix<T> inPlace = positive.Clone();
        inPlace.Exp(inPlace);
        TestMatrices.AssertEqual<T>(inPlace, positive.Exp());
        Assert.That(() => positive.Log(new Matrix<T>(rows + 1, columns)), Throws.ArgumentException.With.Message.StartsWith($"Log: destination is {rows + 1}×{columns}; it must be {rows}×{columns}."));
    }

    private static void AssertClose(Matrix<T> actual, Matrix<T> expected, T relative)
        => Assert.That(actual.ApproximatelyEquals(expected, relative, relative), $"expected {expected:R}\nactual {actual:R}");

    [TestCaseSource(nameof(Shapes))]
    public void A_transpose_swaps_rows_and_columns_whatever_the_strides(int rows, int columns)
    {
        Matrix<T> a = TestMatrices.Random<T>(rows, columns), target = TestMatrices.Padded(new Matrix<T>(columns, rows));
        TestMatrices.Inside(TestMatrices.Padded(a)).Transpose(TestMatrices.Inside(target));
        TestMatrices.AssertEqual<T>(TestMatrices.Inside(target), Matrix.Create(columns, rows, (i, j) => a[j, i]));
        TestMatrices.AssertPaddingUntouched(target);
    }
}
