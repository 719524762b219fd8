using System.Globalization;
using System.Text;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    private const string ColumnGap = "  ";

    /// <summary>Columns are left out until a line has at most so many characters.</summary>
    private const int LineLength = 80;

    /// <summary>Of a large matrix so many rows and columns are printed at either end.</summary>
    private const int ExcerptEnds = 4;

    /// <summary>The shape, and the elements in columns with six significant digits.</summary>
    /// <remarks>Of a matrix too large for a few lines of 80 characters, the first and last rows and columns.</remarks>
    public override string ToString() => ToString("G6", CultureInfo.CurrentCulture);

    /// <summary>The shape, and the elements in columns: <c>a.ToString("F2")</c>.</summary>
    /// <remarks>Of a matrix too large for a few lines of 80 characters, the first and last rows and columns.</remarks>
    /// <param name="format">A number format such as <c>F3</c>; null for six significant digits.</param>
    /// <exception cref="FormatException"><paramref name="format"/> is not a number format.</exception>
    public string ToString(string? format) => ToString(format, CultureInfo.CurrentCulture);

    /// <summary>The shape, and the elements in columns, in the numbers of a culture.</summary>
    /// <remarks>Of a matrix too large for a few lines of 80 characters, the first and last rows and columns.</remarks>
    /// <param name="format">A number format such as <c>F3</c>; null for six significant digits.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    /// <exception cref="FormatException"><paramref name="format"/> is not a number format.</exception>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        var text = new StringBuilder($"{Throw.Shape(RowCount, ColumnCount)} matrix");
        if (IsEmpty)
        {
            return text.ToString();
        }
        string cellFormat = string.IsNullOrEmpty(format) ? "G6" : format;
        int columnEnds = ExcerptEnds;
        string[][] cells = Excerpt(columnEnds, cellFormat, formatProvider);
        int[] widths = Widths(cells);
        while (widths.Sum() + (ColumnGap.Length * (widths.Length - 1)) > LineLength && columnEnds > 1)
        {
            cells = Excerpt(--columnEnds, cellFormat, formatProvider);
            widths = Widths(cells);
        }
        foreach (string[] row in cells)
        {
            text.AppendLine();
            for (int j = 0; j < row.Length; j++)
            {
                text.Append(j == 0 ? "" : ColumnGap).Append(row[j].PadLeft(widths[j]));
            }
        }
        return text.ToString();
    }

    private static int[] Widths(string[][] cells)
        => [.. Enumerable.Range(0, cells[0].Length).Select(j => cells.Max(row => row[j].Length))];

    /// <summary>The cells that are printed; −1 among the indices stands for an ellipsis.</summary>
    private string[][] Excerpt(int columnEnds, string format, IFormatProvider? formatProvider)
    {
        int[] rows = Indices(RowCount, ExcerptEnds);
        int[] columns = Indices(ColumnCount, columnEnds);
        var cells = new string[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            cells[i] = new string[columns.Length];
            for (int j = 0; j < columns.Length; j++)
            {
                cells[i][j] = (rows[i], columns[j]) switch
                {
                    (-1, -1) => "⋱",
                    (-1, _) => "⋮",
                    (_, -1) => "…",
                    (int row, int column) => this[row, column].ToString(format, formatProvider),
                };
            }
        }
        return cells;
    }

    private static int[] Indices(int count, int ends)
        => count <= (2 * ends) + 1
            ? [.. Enumerable.Range(0, count)]
            : [.. Enumerable.Range(0, ends), -1, .. Enumerable.Range(count - ends, ends)];
}
