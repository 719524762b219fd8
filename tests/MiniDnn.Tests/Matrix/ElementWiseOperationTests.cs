namespace MiniDnn.Tests;

/// <summary>What all operations element by element share: both forms, views, overlap, shapes.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ElementWiseOperationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private delegate Matrix<T> Returning(ReadOnlyMatrixSpan<T> left, ReadOnlyMatrixSpan<T> right);

    private delegate void Writing(ReadOnlyMatrixSpan<T> left, ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination);

    private sealed record Operation(string Name, Func<T, T, T> Element, Returning New, Writing Into)
    {
        public override string ToString() => Name;
    }

    private static readonly Operation[] Operations =
    [
        new("Add", (a, b) => a + b, (a, b) => a.Add(b), (a, b, c) => a.Add(b, c)),
        new("Subtract", (a, b) => a - b, (a, b) => a.Subtract(b), (a, b, c) => a.Subtract(b, c)),
        new("Hadamard", (a, b) => a * b, (a, b) => a.Hadamard(b), (a, b, c) => a.Hadamard(b, c)),
        new("DivideElementWise", (a, b) => a / b, (a, b) => a.DivideElementWise(b), (a, b, c) => a.DivideElementWise(b, c)),
        new("AddRow", (a, b) => a + b, (a, b) => a.AddRow(Row(b)), (a, b, c) => a.AddRow(Row(b), c)),
        new("SubtractRow", (a, b) => a - b, (a, b) => a.SubtractRow(Row(b)), (a, b, c) => a.SubtractRow(Row(b), c)),
        new("MultiplyRow", (a, b) => a * b, (a, b) => a.MultiplyRow(Row(b)), (a, b, c) => a.MultiplyRow(Row(b), c)),
        new("DivideRow", (a, b) => a / b, (a, b) => a.DivideRow(Row(b)), (a, b, c) => a.DivideRow(Row(b), c)),
        new("Multiply", (a, _) => a * T.CreateChecked(3), (a, _) => a.Multiply(T.CreateChecked(3)), (a, _, c) => a.Multiply(T.CreateChecked(3), c)),
        new("Divide", (a, _) => a / T.CreateChecked(3), (a, _) => a.Divide(T.CreateChecked(3)), (a, _, c) => a.Divide(T.CreateChecked(3), c)),
        new("Map", (a, _) => a * a, (a, _) => a.Map(x => x * x), (a, _, c) => a.Map(x => x * x, c)),
    ];

    private static ReadOnlySpan<T> Row(ReadOnlyMatrixSpan<T> right) => right.RowCount == 0 ? new T[right.ColumnCount] : right.Row(0);

    private static Matrix<T> RightOperand(string name, int rows, int columns)
    {
        Matrix<T> right = TestMatrices.Random<T>(rows, columns, 2);
        for (int i = 1; i < rows && name.EndsWith("Row", StringComparison.Ordinal); i++)
        {
            right.Row(0).CopyTo(right.Row(i));
        }
        return right;
    }

    [Test]
    public void Both_forms_give_each_element([ValueSource(nameof(Operations))] object operation)
    {
        var (name, element, create, write) = (Operation)operation;
        foreach ((int rows, int columns) in TestMatrices.Shapes)
        {
            Matrix<T> a = TestMatrices.Random<T>(rows, columns);
            Matrix<T> b = RightOperand(name, rows, columns);
            var expected = Matrix.Create(rows, columns, (i, j) => element(a[i, j], b[i, j]));

            TestMatrices.AssertEqual<T>(create(a, b), expected);

            Matrix<T> paddedA = TestMatrices.Padded(a);
            Matrix<T> paddedB = TestMatrices.Padded(b);
            Matrix<T> paddedC = TestMatrices.Padded(new Matrix<T>(rows, columns));
            write(TestMatrices.Inside(paddedA), TestMatrices.Inside(paddedB), TestMatrices.Inside(paddedC));
            TestMatrices.AssertEqual<T>(TestMatrices.Inside(paddedC), expected);
            TestMatrices.AssertEqual<T>(TestMatrices.Inside(paddedA), a);
            TestMatrices.AssertPaddingUntouched(paddedC);

            write(a, b, a);
            TestMatrices.AssertEqual<T>(a, expected);
        }
    }

    [Test]
    public void A_destination_that_overlaps_in_part_is_refused([ValueSource(nameof(Operations))] object operation)
    {
        var (name, _, _, write) = (Operation)operation;
        var a = new Matrix<T>(4, 3);
        var b = new Matrix<T>(2, 3);
        Assert.That(() => write(a.Rows(0..2), b, a.Rows(1..3)), Throws.ArgumentException
            .With.Message.StartsWith($"{name}: destination overlaps the ").And.Property("ParamName").EqualTo("destination"));
    }

    [Test]
    public void A_destination_of_another_shape_is_refused([ValueSource(nameof(Operations))] object operation)
    {
        var (name, _, _, write) = (Operation)operation;
        Assert.That(() => write(new Matrix<T>(2, 3), new Matrix<T>(2, 3), new Matrix<T>(3, 2)), Throws.ArgumentException
            .With.Message.StartsWith($"{name}: destination is 3×2; it must be 2×3.").And.Property("ParamName").EqualTo("destination"));
    }

    [Test]
    public void Operands_of_different_shapes_are_refused([ValueSource(nameof(Operations))] object operation)
    {
        var (name, _, create, _) = (Operation)operation;
        string? message = name.EndsWith("Row", StringComparison.Ordinal) ? $"{name}: row has 4 elements; it must have 3, one for each column."
            : name is "Multiply" or "Divide" or "Map" ? null
            : $"{name}: left is 2×3, right is 2×4; both must have the same shape.";
        if (message is not null)
        {
            Assert.That(() => create(new Matrix<T>(2, 3), new Matrix<T>(2, 4)), Throws.ArgumentException.With.Message.StartsWith(message));
        }
    }

    [Test]
    public void Operators_and_methods_of_the_matrix_forward()
    {
        Matrix<T> a = TestMatrices.Random<T>(3, 4);
        Matrix<T> b = TestMatrices.Random<T>(3, 4, 2);
        T two = T.CreateChecked(2);
        var c = new Matrix<T>(3, 4);
        TestMatrices.AssertEqual<T>(a + b, a.AsReadOnly().Add(b));
        TestMatrices.AssertEqual<T>(a - b, a.AsReadOnly().Subtract(b));
        TestMatrices.AssertEqual<T>(-a, a.Multiply(-T.One));
        TestMatrices.AssertEqual<T>(two * a, a + a);
        TestMatrices.AssertEqual<T>(a * two, a + a);
        TestMatrices.AssertEqual<T>(a / two, a.Multiply(T.One / two));
        TestMatrices.AssertEqual<T>(a.Hadamard(b), a.AsReadOnly().Hadamard(b));
        TestMatrices.AssertEqual<T>(a.DivideElementWise(b), a.AsReadOnly().DivideElementWise(b));
        T[] row = [.. b.Row(0)];
        TestMatrices.AssertEqual<T>(a.AddRow(row), a.AsReadOnly().AddRow(row));
        TestMatrices.AssertEqual<T>(a.SubtractRow(row), a.AsReadOnly().SubtractRow(row));
        TestMatrices.AssertEqual<T>(a.MultiplyRow(row), a.AsReadOnly().MultiplyRow(row));
        TestMatrices.AssertEqual<T>(a.DivideRow(row), a.AsReadOnly().DivideRow(row));
        TestMatrices.AssertEqual<T>(a.Map(T.Abs), a.AsReadOnly().Map(T.Abs));
        a.Add(b, c);
        a.Subtract(b, c);
        a.Hadamard(b, c);
        a.DivideElementWise(b, c);
        a.AddRow(row, c);
        a.SubtractRow(row, c);
        a.MultiplyRow(row, c);
        a.DivideRow(row, c);
        a.Multiply(two, c);
        a.Divide(two, c);
        TestMatrices.AssertEqual<T>(c, a / two);
        a.Map(T.Abs, c);
        TestMatrices.AssertEqual<T>(c, a.Map(T.Abs));
    }

    [Test]
    public void Special_values_follow_the_rules_of_arithmetic([ValueSource(nameof(Operations))] object operation)
    {
        var (name, element, create, write) = (Operation)operation;
        T[] special = [T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.Zero, T.NegativeZero, T.One, T.Epsilon, T.BitDecrement(T.PositiveInfinity)];
        foreach (int columns in new[] { 3, 17, 64 })
        {
            Matrix<T> a = Matrix.Create(8, columns, (i, j) => special[(i + j) % 8]);
            Matrix<T> b = Matrix.Create(8, columns, (i, j) => special[((name.EndsWith("Row", StringComparison.Ordinal) ? 0 : 3 * i) + (j / 2)) % 8]);
            T[] expected = [.. Enumerable.Range(0, 8 * columns).Select(k => element(a[k / columns, k % columns], b[k / columns, k % columns]))];
            Assert.That(create(a, b).AsSpan().ToArray(), Is.EqualTo(expected));
            write(a, b, a);
            Assert.That(a.AsSpan().ToArray(), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Writing_into_a_destination_allocates_nothing()
    {
        Matrix<T> a = TestMatrices.Random<T>(17, 19);
        Matrix<T> b = TestMatrices.Random<T>(17, 19, 2);
        T[] row = [.. b.Row(0)];
        void All()
        {
            a.Add(b, a);
            a.Hadamard(b, a);
            a.AddRow(row, a);
            a.Multiply(T.One, a);
            a[1.., 1..].AsReadOnly().Subtract(b[1.., 1..], a[1.., 1..]);
            a.Map(static x => x, a);
        }
        Assert.That(Allocation.OnceWarm(All), Is.Zero);
    }
}
