namespace MiniDnn;

/// <summary>The columns that a category becomes in a term.</summary>
/// <param name="Coding">How; null for a column of 0 and 1 for every level.</param>
/// <param name="LevelCount">The number of levels.</param>
/// <param name="Reference">The level without a column, where there is one by choice.</param>
internal sealed record LevelCoding(CategoryCoding? Coding, int LevelCount, int Reference)
{
    public int ColumnCount => Coding is null ? LevelCount : LevelCount - 1;

    /// <summary>The element of a level's row.</summary>
    public double Value(int level, int column)
        => Coding == CategoryCoding.Sum && level == LevelCount - 1 ? -1 : level == LevelOf(column) ? 1 : 0;

    /// <summary>The level that a column stands for.</summary>
    public int LevelOf(int column) => Coding == CategoryCoding.Treatment && column >= Reference ? column + 1 : column;
}
