namespace MiniDnn.Surface;

/// <summary>Matrices from what people have, and arithmetic with them.</summary>
internal static class MatrixLines
{
    public static void Run(Says says)
    {
        Creation(says);
        Arithmetic(says);
        Access(says);
        Views(says);
    }

    private static void Creation(Says says)
    {
        Matrix<double> literal = [[1, 2], [3, 4]];
        double[][] jagged = [[1, 2], [3, 4]];
        double[,] rectangle = { { 1, 2 }, { 3, 4 } };
        double[] row = [1, 2];

        says.That(literal[1, 0], 3);
        says.That(Matrix.Create(jagged)[1, 0], 3);
        says.That(Matrix.Create(rectangle)[1, 0], 3);
        says.That(Matrix.Create([1.0, 2.0], [3.0, 4.0])[1, 0], 3);
        says.That(Matrix.Create(row, row).RowCount, 2);
        says.That(Matrix.Create(2, 3, (i, j) => 10.0 * i + j)[1, 2], 12);
        says.That(new Matrix<double>(2, 2, [1, 2, 3, 4])[0, 1], 2);
        says.That(new Matrix<float>(2, 3).ColumnCount, 3);
        says.That(Matrix<double>.Identity(3)[2, 2], 1);
        says.That(Matrix<double>.Zeros(2, 2).Sum(), 0);
        says.That(Matrix.Diagonal([1.0, 2, 3])[1, 1], 2);
        says.That(Matrix<float>.RandomUniform(2, 2, new SeededRandom(1)).RowCount, 2);
    }

    private static void Arithmetic(Says says)
    {
        Matrix<double> a = [[1, 2], [3, 4]];
        Matrix<double> b = [[5, 6], [7, 8]];
        double[] v = [1, 1];

        says.That((a + b)[0, 0], 6);
        says.That((a - b)[0, 0], -4);
        says.That((a * b)[0, 0], 19);
        says.That((2 * a)[1, 1], 8);
        says.That((a / 2)[1, 1], 2);
        says.That((-a)[0, 0], -1);
        says.That(a.Hadamard(b)[1, 1], 32);
        says.That(a.Multiply(v), [3, 7]);
        says.That(a.Multiply([1, 1]), [3, 7]);
        says.That(a.Multiply(b)[0, 0], 19);
        says.That(a.MultiplyTransposed(b)[0, 0], 17);
        says.That(a.Transpose()[0, 1], 3);
        says.That(a.Map(Math.Sqrt)[1, 1], 2);
        says.That(a.Map(x => x * x)[1, 1], 16);
        says.That(a.AddRow([10, 20])[0, 1], 22);
        says.That((a * v)[1], 7);
        says.That((a + 1)[0, 0], 2);
        says.That((1 - a)[0, 0], 0);
        says.That(a.Add(10)[1, 1], 14);
        says.That(a.Sum(), 10);
        says.That(a.ColumnMeans(), [2, 3]);
    }

    private static void Access(Says says)
    {
        Matrix<double> a = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];

        says.That(a.Row(1)[2], 6);
        says.That(a.Row(1).ToArray(), [4, 5, 6]);
        says.That(a.Column(0), [1, 4, 7]);
        says.That(a.Rows(1..)[0, 0], 4);
        says.That(a.Columns(..2)[2, 1], 8);
        says.That(a[1..3, ..2][0, 1], 5);
        says.That(a.SelectRows([2, 0])[0, 0], 7);
        says.That(a.ToJaggedArray()[1][1], 5);
        says.That(a.ToRectangularArray()[1, 1], 5);
        a[0, 0] = 10;
        a.Row(2)[0] = 70;
        a[..1, 1..].Fill(0);
        says.That(a.Row(0).ToArray(), [10, 0, 0]);
        says.That(a[2, 0], 70);
        says.That(a[^1, ^1], 9);
        says.That(a.Row(^1).ToArray(), [70, 8, 9]);
        says.That(a.Column(^1), [0, 6, 9]);
        says.That($"{a}".StartsWith("3×3 matrix", StringComparison.Ordinal));
        says.That(a.ToString("F2").Contains("70.00", StringComparison.Ordinal));
        says.That($"{a:F1}".Contains("70.0", StringComparison.Ordinal));
    }

    private static void Views(Says says)
    {
        Matrix<double> a = [[1, 2], [3, 4], [5, 6]];
        double[] v = [1, 1];
        ReadOnlyMatrixSpan<double> readOnly = a;

        says.That(a.Rows(..2).Map(x => 10 * x)[1, 1], 40);
        says.That(a.Rows(..2).Multiply(a.Rows(1..))[0, 0], 13);
        says.That((a.Rows(..2) * a.Rows(1..))[0, 0], 13);
        says.That((a.Rows(..2) + a.Rows(1..))[0, 0], 4);
        says.That((a.Rows(..2) - readOnly.Rows(1..))[0, 0], -2);
        says.That((readOnly + a)[2, 1], 12);
        says.That((2 * a.Rows(..2))[0, 1], 4);
        says.That((a.Rows(1..) / 2)[0, 0], 1.5);
        says.That(a.Rows(..2) * v, [3, 7]);
        says.That(a.Rows(..2).Multiply([1, 1]), [3, 7]);
        says.That(a.Rows(..2).Transpose()[0, 1], 3);
        says.That(a.Rows(..2).Hadamard(a.Rows(..2))[1, 1], 16);
        says.That(a.Rows(..2).Column(^1), [2, 4]);
        says.That(a.Rows(1..).SelectRows([1, 0])[0, 0], 5);
        says.That(a.Rows(..2).Inverse()[0, 0], -2);
        says.That(a[1.., ..].ToString("F0").Contains('6', StringComparison.Ordinal));
        says.That(readOnly.Multiply(v), [3, 7, 11]);
        says.That(readOnly.Rows(^1..).ToMatrix()[0, 0], 5);
    }
}
