namespace MiniDnn.Tests;

/// <summary>Matrices to test with.</summary>
internal static class TestMatrices
{
    /// <summary>Sizes around the widths of vectors and the ends of their loops.</summary>
    public static readonly (int Rows, int Columns)[] Shapes = [(0, 0), (0, 3), (3, 0), (1, 1), (1, 7), (5, 1), (2, 3), (4, 16), (7, 17), (33, 31), (3, 65)];

    public static Matrix<T> Random<T>(int rows, int columns, ulong seed = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Matrix<T>.RandomUniform(rows, columns, new SeededRandom(seed), -2, 2);

    /// <summary>Whole numbers from −4 to 4, whose sums of products are exact in any order.</summary>
    public static Matrix<T> Whole<T>(int rows, int columns, ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new SeededRandom(seed);
        return Matrix.Create(rows, columns, (_, _) => T.CreateChecked(random.NextInt32(9) - 4));
    }

    /// <summary>A matrix of NaN with a copy of <paramref name="matrix"/> in its middle: row 1, column 2.</summary>
    public static Matrix<T> Padded<T>(Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var padded = new Matrix<T>(matrix.RowCount + 2, matrix.ColumnCount + 5);
        padded.AsSpan().Fill(T.NaN);
        matrix.CopyTo(Inside(padded));
        return padded;
    }

    public static MatrixSpan<T> Inside<T>(Matrix<T> padded)
        where T : unmanaged, IFloatingPointIeee754<T>
        => padded[1..^1, 2..^3];

    /// <summary>Checks that nothing outside the middle was written.</summary>
    public static void AssertPaddingUntouched<T>(Matrix<T> padded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < padded.RowCount; i++)
        {
            for (int j = 0; j < padded.ColumnCount; j++)
            {
                bool inside = i >= 1 && i < padded.RowCount - 1 && j >= 2 && j < padded.ColumnCount - 3;
                Assert.That(inside || T.IsNaN(padded[i, j]), Is.True, $"padding [{i}, {j}] was written");
            }
        }
    }

    public static void AssertEqual<T>(ReadOnlyMatrixSpan<T> actual, ReadOnlyMatrixSpan<T> expected)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Assert.That(actual.ApproximatelyEquals(expected, T.Zero), Is.True, $"expected {expected.ToString("R", null)}\nactual {actual.ToString("R", null)}");
}
