namespace MiniDnn.Kernels;

/// <summary>Rows of numbers in memory, whose starts are equally far apart.</summary>
/// <remarks>Whoever makes one has checked that the memory reaches as far as the sizes say.</remarks>
internal readonly unsafe struct Strided<T>(T* start, int rowCount, int columnCount, nint rowStride)
    where T : unmanaged
{
    public T* Start { get; } = start;

    public int RowCount { get; } = rowCount;

    public int ColumnCount { get; } = columnCount;

    /// <summary>The distance in numbers between the starts of neighbouring rows.</summary>
    public nint RowStride { get; } = rowStride;

    /// <summary>True where the rows lie one after the other without gaps.</summary>
    public bool IsContiguous => RowStride == ColumnCount || RowCount == 1;
}
