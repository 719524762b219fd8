namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ReductionTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private delegate T[] Returning(ReadOnlyMatrixSpan<T> matrix);

    private delegate void Writing(ReadOnlyMatrixSpan<T> matrix, Span<T> destination);

    private sealed record Reduction(string Name, bool ByRow, bool Mean, Returning New, Writing Into)
    {
        public override string ToString() => Name;
    }

    private static readonly Reduction[] Reductions =
    [
        new("RowSums", true, false, a => a.RowSums(), (a, d) => a.RowSums(d)),
        new("RowMeans", true, true, a => a.RowMeans(), (a, d) => a.RowMeans(d)),
        new("ColumnSums", false, false, a => a.ColumnSums(), (a, d) => a.ColumnSums(d)),
        new("ColumnMeans", false, true, a => a.ColumnMeans(), (a, d) => a.ColumnMeans(d)),
    ];

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    [Test]
    public void Both_forms_agree_with_a_plain_sum([ValueSource(nameof(Reductions))] object reduction)
    {
        var (name, byRow, mean, create, write) = (Reduction)reduction;
        foreach ((int rows, int columns) in TestMatrices.Shapes)
        {
            (int length, int terms) = byRow ? (rows, columns) : (columns, rows);
            var a = Matrix.Create(rows, columns, (i, j) => T.CreateChecked(((7 * i) + (3 * j)) % 11));   // whole: every sum is exact
            if (mean && terms == 0 && length > 0)
            {
                Assert.That(() => create(a), Throws.InvalidOperationException.With.Message.EqualTo($"{name}: the matrix is {rows}×{columns}; it must have a {(byRow ? "column" : "row")}."));
                continue;
            }
            T[] expected = [.. Enumerable.Range(0, length).Select(k => T.CreateChecked(Enumerable.Range(0, terms).Sum(l => double.CreateChecked(byRow ? a[k, l] : a[l, k]))) / T.CreateChecked(mean ? terms : 1))];
            Assert.That(create(a), Is.EqualTo(expected));
            Assert.That(create(TestMatrices.Inside(TestMatrices.Padded(a))), Is.EqualTo(expected));
            var destination = new T[length];
            destination.AsSpan().Fill(T.NaN);
            write(TestMatrices.Inside(TestMatrices.Padded(a)), destination);
            Assert.That(destination, Is.EqualTo(expected));
        }
    }

    [Test]
    public void A_destination_that_does_not_fit_is_refused([ValueSource(nameof(Reductions))] object reduction)
    {
        var (name, byRow, _, _, write) = (Reduction)reduction;
        var a = new Matrix<T>(2, 3);
        Assert.That(() => write(a, new T[4]), Throws.ArgumentException
            .With.Message.StartsWith($"{name}: destination has 4 elements; it must have {(byRow ? "2, one for each row." : "3, one for each column.")}").And.Property("ParamName").EqualTo("destination"));
        Assert.That(() => write(a, a.AsSpan()[..(byRow ? 2 : 3)]), Throws.ArgumentException.With.Message.StartsWith($"{name}: destination overlaps the matrix"));
    }

    [Test]
    public void Methods_of_the_matrix_forward()
    {
        var a = new Matrix<T>(2, 3, Numbers(1, 2, 3, 4, 5, 6));
        var two = new T[2];
        var three = new T[3];
        Assert.That((a.RowSums()[1], a.RowMeans()[1], a.ColumnSums()[2], a.ColumnMeans()[2]), Is.EqualTo((T.CreateChecked(15), T.CreateChecked(5), T.CreateChecked(9), T.CreateChecked(4.5))));
        a.RowSums(two);
        Assert.That(two, Is.EqualTo(a.RowSums()));
        a.RowMeans(two);
        Assert.That(two, Is.EqualTo(a.RowMeans()));
        a.ColumnSums(three);
        Assert.That(three, Is.EqualTo(a.ColumnSums()));
        a.ColumnMeans(three);
        Assert.That(three, Is.EqualTo(a.ColumnMeans()));
    }

    [Test]
    public void Sum_and_mean_of_the_whole()
    {
        foreach ((int rows, int columns) in TestMatrices.Shapes)
        {
            Matrix<T> a = TestMatrices.Whole<T>(rows, columns, 6);
            T sum = T.CreateChecked(a.AsSpan().ToArray().Sum(double.CreateChecked));
            ReadOnlyMatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
            Assert.That((a.Sum(), view.Sum()), Is.EqualTo((sum, sum)));
            if (a.IsEmpty)
            {
                Assert.That(a.Mean, Throws.InvalidOperationException.With.Message.EqualTo($"Mean: the matrix is {rows}×{columns}; it must have an element."));
                continue;
            }
            Assert.That((a.Mean(), view.Mean()), Is.EqualTo((sum / T.CreateChecked(rows * columns), sum / T.CreateChecked(rows * columns))));
        }
    }

    [Test]
    public void The_largest_of_each_row()
    {
        var a = new Matrix<T>(6, 3, Numbers(
            1, 3, 3,
            -1, -2, -3,
            1, double.NaN, 9,
            double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity,
            0, double.PositiveInfinity, 1,
            -5, -4, -6));
        int[] expected = [1, 0, 1, 0, 1, 1];
        Assert.That(a.RowArgMax(), Is.EqualTo(expected));
        Assert.That(TestMatrices.Inside(TestMatrices.Padded(a)).AsReadOnly().RowArgMax(), Is.EqualTo(expected));
        var destination = new int[6];
        a.RowArgMax(destination);
        Assert.That(destination, Is.EqualTo(expected));
        for (int columns = 1; columns < 70; columns++)
        {
            var row = new Matrix<T>(1, columns);
            row[0, columns / 2] = T.One;
            Assert.That(row.RowArgMax(), Is.EqualTo([columns / 2]));
        }
        Assert.That(new Matrix<T>(0, 0).RowArgMax(), Is.Empty);
        Assert.That(() => a.RowArgMax(new int[3]), Throws.ArgumentException.With.Message.StartsWith("RowArgMax: destination has 3 elements; it must have 6, one for each row."));
        Assert.That(new Matrix<T>(3, 0).RowArgMax, Throws.InvalidOperationException.With.Message.EqualTo("RowArgMax: the matrix is 3×0; it must have a column."));
    }

    [Test]
    public void Writing_into_a_destination_allocates_nothing()
    {
        Matrix<T> a = TestMatrices.Random<T>(17, 19);
        var rows = new T[17];
        var columns = new T[19];
        var classes = new int[17];
        Assert.That(
            Allocation.OnceWarm(() =>
            {
                a.RowSums(rows);
                a.RowMeans(rows);
                a.ColumnSums(columns);
                a.ColumnMeans(columns);
                a.RowArgMax(classes);
            }),
            Is.Zero);
    }
}
