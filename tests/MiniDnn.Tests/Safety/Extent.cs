namespace MiniDnn.Tests;

/// <summary>The shape of an argument: rows, columns and the gap between rows; the length of a vector is its columns.</summary>
internal readonly record struct Extent(int Rows, int Columns, int Gap = 0, bool IsVector = false)
{
    /// <summary>Nothing, one, and more rows or columns than a vector register has lanes; with rows that touch and with gaps.</summary>
    public static readonly Extent[] Matrices =
    [
        new(0, 0), new(0, 3), new(3, 0), new(1, 1), new(1, 4), new(4, 1), new(3, 3), new(3, 4), new(4, 3), new(3, 40), new(40, 3),
        new(0, 3, 2), new(3, 0, 2), new(3, 4, 3), new(4, 3, 1), new(4, 4, 2), new(40, 3, 5),
    ];

    /// <summary>Those without gaps.</summary>
    public static readonly Extent[] Together = [.. Matrices.Where(extent => extent.Gap == 0), new(4, 4)];

    public static readonly Extent[] Vectors = [.. new[] { 0, 1, 3, 4, 12, 40, 120 }.Select(Vector)];

    public int Stride => Columns + Gap;

    /// <summary>The rows that have an element.</summary>
    public int FilledRows => Columns == 0 ? 0 : Rows;

    /// <summary>The elements from the first to the last, gaps included.</summary>
    public int Length => FilledRows == 0 ? 0 : ((Rows - 1) * Stride) + Columns;

    public static Extent Vector(int length) => new(1, length, IsVector: true);

    public override string ToString()
        => IsVector ? $"{Columns}" : Gap == 0 ? $"{Rows}×{Columns}" : $"{Rows}×{Columns} with gaps of {Gap}";
}
