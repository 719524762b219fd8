namespace MiniDnn;

/// <summary>Makes matrices from rows whose number type the compiler infers.</summary>
public static class Matrix
{
    /// <summary>A matrix with a copy of <paramref name="rows"/>; what a collection expression <c>[[1, 2], [3, 4]]</c> calls.</summary>
    /// <param name="rows">The rows, all of one length; none makes a 0×0 matrix.</param>
    /// <exception cref="ArgumentException">A row is null, or the rows differ in length.</exception>
    public static Matrix<T> Create<T>(params ReadOnlySpan<T[]> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columnCount = rows.IsEmpty ? 0 : RowLength(rows, 0, rows[0]?.Length ?? 0);
        var result = new Matrix<T>(rows.Length, columnCount);
        for (int i = 0; i < rows.Length; i++)
        {
            RowLength(rows, i, columnCount);
            rows[i].CopyTo(result.Row(i));
        }
        return result;
    }

    private static int RowLength<T>(ReadOnlySpan<T[]> rows, int index, int expected)
    {
        if (rows[index] is null)
        {
            Throw.Argument(nameof(rows), $"Create: row {index} is null.");
        }
        if (rows[index].Length != expected)
        {
            Throw.Argument(nameof(rows), $"Create: row {index} has {rows[index].Length} elements, row 0 has {expected}; all rows must have the same length.");
        }
        return expected;
    }
}
