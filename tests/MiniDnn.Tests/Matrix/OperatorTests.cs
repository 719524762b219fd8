namespace MiniDnn.Tests;

/// <summary>Operators between matrices, views, numbers and vectors: each pair of types compiles, and means the method of the same meaning.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class OperatorTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T N(double value) => T.CreateChecked(value);

    private static readonly Matrix<T> A = TestMatrices.Whole<T>(3, 3, 1), B = TestMatrices.Whole<T>(3, 3, 2);

    [Test]
    public void Every_pair_of_matrix_types_adds_subtracts_and_multiplies()
    {
        Matrix<T> a = A.Clone(), b = B.Clone();
        MatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a)), viewOfB = TestMatrices.Inside(TestMatrices.Padded(b));
        ReadOnlyMatrixSpan<T> only = view, onlyB = viewOfB;
        Matrix<T>[] sums = [a + b, a + viewOfB, a + onlyB, view + b, view + viewOfB, view + onlyB, only + b, only + viewOfB, only + onlyB];
        Matrix<T>[] differences = [a - b, a - viewOfB, a - onlyB, view - b, view - viewOfB, view - onlyB, only - b, only - viewOfB, only - onlyB];
        Matrix<T>[] products = [a * b, a * viewOfB, a * onlyB, view * b, view * viewOfB, view * onlyB, only * b, only * viewOfB, only * onlyB];
        AssertAll(sums, Matrix.Create(3, 3, (i, j) => A[i, j] + B[i, j]));
        AssertAll(differences, Matrix.Create(3, 3, (i, j) => A[i, j] - B[i, j]));
        AssertAll(products, Matrix.Create(3, 3, (i, j) => (A[i, 0] * B[0, j]) + (A[i, 1] * B[1, j]) + (A[i, 2] * B[2, j])));
        AssertAll([-a, -view, -only], Matrix.Create(3, 3, (i, j) => -A[i, j]));
    }

    [Test]
    public void A_number_stands_on_either_side()
    {
        Matrix<T> a = A.Clone();
        MatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
        ReadOnlyMatrixSpan<T> only = view;
        T two = N(2);
        AssertAll([a + two, two + a, view + two, two + view, only + two, two + only], Matrix.Create(3, 3, (i, j) => A[i, j] + two));
        AssertAll([a - two, view - two, only - two], Matrix.Create(3, 3, (i, j) => A[i, j] - two));
        AssertAll([two - a, two - view, two - only], Matrix.Create(3, 3, (i, j) => two - A[i, j]));
        AssertAll([a * two, two * a, view * two, two * view, only * two, two * only], Matrix.Create(3, 3, (i, j) => A[i, j] * two));
        AssertAll([a / two, view / two, only / two], Matrix.Create(3, 3, (i, j) => A[i, j] / two));
    }

    [Test]
    public void A_vector_is_an_array_or_a_span()
    {
        Matrix<T> a = A.Clone();
        MatrixSpan<T> view = TestMatrices.Inside(TestMatrices.Padded(a));
        ReadOnlyMatrixSpan<T> only = view;
        T[] vector = [N(1), N(2), N(3)], expected = a.Multiply(vector);
        Span<T> span = vector;
        ReadOnlySpan<T> onlySpan = vector;
        T[][] products = [a * vector, a * span, a * onlySpan, view * vector, view * span, view * onlySpan, only * vector, only * span, only * onlySpan];
        Assert.That(products, Has.All.EqualTo(expected));
    }

    [Test]
    public void Operands_that_do_not_fit_are_refused_as_by_the_methods()
    {
        Matrix<T> wide = new(2, 3);
        Assert.That(() => A + wide, Throws.ArgumentException.With.Message.StartsWith("Add: left is 3×3, right is 2×3; both must have the same shape."));
        Assert.That(() => A - wide, Throws.ArgumentException.With.Message.StartsWith("Subtract: left is 3×3, right is 2×3"));
        Assert.That(() => A * wide, Throws.ArgumentException.With.Message.StartsWith("Multiply: left is 3×3, right is 2×3; left.ColumnCount must equal right.RowCount."));
        Assert.That(() => wide * new T[2], Throws.ArgumentException.With.Message.StartsWith("Multiply: vector has 2 elements; it must have 3, one for each column."));
    }

    [Test]
    public void A_view_keeps_its_own_row_in_a_sum_with_itself()
        => TestMatrices.AssertEqual<T>(A.Rows(..2) + A.Rows(1..), Matrix.Create(2, 3, (i, j) => A[i, j] + A[i + 1, j]));

    private static void AssertAll(Matrix<T>[] actual, Matrix<T> expected)
    {
        foreach (Matrix<T> matrix in actual)
        {
            TestMatrices.AssertEqual<T>(matrix, expected);
        }
    }
}

/// <summary>What is written with literals.</summary>
internal sealed class MatrixLiteralTests
{
    [Test]
    public void Whole_numbers_are_taken_as_the_matrix_numbers()
    {
        Matrix<double> a = [[1, 2], [3, 4]];
        MatrixSpan<double> row = a.Rows(..1);
        Assert.That(((a + 1)[0, 0], (2 * a)[1, 1], (a - 1)[0, 1], (a / 2)[0, 0], (1 - a)[1, 0]), Is.EqualTo((2, 8, 1, 0.5, -2)));
        Assert.That(((row + 1)[0, 0], (2 * row)[0, 1], (row - 1)[0, 1], (row / 2)[0, 0]), Is.EqualTo((2, 4, 1, 0.5)));
        double[] v = [1, 10];
        Assert.That(a * v, Is.EqualTo([21.0, 43]));
    }

    [Test]
    public void Rows_in_brackets_are_a_matrix_where_a_matrix_or_a_view_is_asked_for()
    {
        Matrix<double> a = [[1, 2], [3, 4]];
        ReadOnlyMatrixSpan<double> view = [[5, 6, 7]];
        Assert.That((view.RowCount, view.ColumnCount, view[0, 2]), Is.EqualTo((1, 3, 7)));
        Assert.That(a.Add([[1, 1], [1, 1]])[1, 1], Is.EqualTo(5));
        Assert.That(a.Multiply([[1], [1]])[1, 0], Is.EqualTo(7));
        Assert.That(a.Multiply([1, 1])[1], Is.EqualTo(7));
        Assert.That(a.Rows(..1).Subtract([[1, 1]])[0, 1], Is.EqualTo(1));
        Assert.That((Either([[1, 2]]), EitherView([[1, 2]])), Is.EqualTo(("matrix", "view")));
        Assert.That(() => { ReadOnlyMatrixSpan<double> _ = [[1, 2], [3]]; }, Throws.ArgumentException.With.Message.StartsWith("Create: row 1 has 1 elements"));
    }

    [Test]
    public void Foreach_gives_the_rows_of_a_matrix_and_of_views()
    {
        Matrix<double> a = [[1, 2], [3, 4]];
        var sums = new List<double>();
        foreach (double[] row in a)
        {
            sums.Add(row[0] + row[1]);
            row[0] = 99;
        }
        foreach (double[] row in a.Columns(1..))
        {
            sums.Add(row[0]);
        }
        foreach (double[] row in a[1.., ..].AsReadOnly())
        {
            sums.Add(row[1]);
        }
        Assert.That(sums, Is.EqualTo([3.0, 7, 2, 4, 4]));
        Assert.That(a[0, 0], Is.EqualTo(1), "rows are copies");
    }

    [Test]
    public void The_end_counts_with_a_hat()
    {
        Matrix<double> a = [[1, 2, 3], [4, 5, 6]];
        Assert.That((a[^1, ^1], a[0, ^1], a[^2, 1], a.Row(^1)[0], a.Column(^1)[0], a.Rows(..2).RowCount), Is.EqualTo((6, 3, 2, 4, 3, 2)));
        MatrixSpan<double> view = a.Columns(1..);
        ReadOnlyMatrixSpan<double> only = view;
        Assert.That((view[^1, ^1], view.Row(^2)[0], view.Column(^2)[1], only[^1, ^1], only.Row(^2)[0], only.Column(^2)[1]), Is.EqualTo((6, 2, 5, 6, 2, 5)));
        a[^1, ^1] = 7;
        a.SetColumn(^3, [8, 9]);
        view.SetColumn(^2, [10, 11]);
        Assert.That(a.AsSpan().ToArray(), Is.EqualTo([8.0, 10, 3, 9, 11, 7]));
        Assert.That(() => a[^3, 0], Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("There is no element [-1, 0] in a 2×3 matrix."));
        Assert.That(() => a.Row(^0).Length, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("The matrix has 2 rows."));
        Assert.That(() => a.Column(^4), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("The matrix has 3 columns."));
    }

    [Test]
    public void A_matrix_is_no_sequence_so_that_its_own_operations_answer()
        => Assert.That(typeof(Matrix<double>).GetInterfaces(), Is.EqualTo([typeof(IFormattable)]));

    private static string Either(Matrix<double> _) => "matrix";

    private static string Either(ReadOnlyMatrixSpan<double> _) => "view";

    private static string EitherView(ReadOnlyMatrixSpan<double> _) => "view";

    private static string EitherView(ReadOnlySpan<double> _) => "numbers";
}
