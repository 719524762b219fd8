using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace MiniDnn.Walkthrough;

/// <summary>A file of numbers: all columns but the last are inputs, the last is what to predict.</summary>
internal sealed class CsvData
{
    private readonly string[] _targets;

    private CsvData(string path, Matrix<float> inputs, string[] targets, int[] lines)
    {
        Path = path;
        Inputs = inputs;
        Lines = lines;
        _targets = targets;
    }

    public Matrix<float> Inputs { get; }

    private string Path { get; }

    /// <summary>The line of the file that each row came from.</summary>
    private int[] Lines { get; }

    /// <exception cref="CsvFormatException">The file can't be read, is empty or ragged, or holds something that is not a number; the message names the line.</exception>
    public static CsvData Read(string path)
    {
        var rows = new List<float[]>();
        var targets = new List<string>();
        var lines = new List<int>();
        foreach ((int line, string[] cells) in Records(path))
        {
            bool isHeader = rows.Count == 0 && lines.Count == 0 && cells.All(cell => !float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
            if (isHeader)
            {
                continue;
            }
            int expected = rows.Count == 0 ? Math.Max(2, cells.Length) : rows[0].Length + 1;
            if (cells.Length != expected)
            {
                throw new CsvFormatException($"{path}, line {line}: {cells.Length} columns; {expected} are expected, the last of them what to predict.");
            }
            if (cells[^1].Length == 0)
            {
                throw new CsvFormatException($"{path}, line {line}, column {cells.Length}: there is nothing to predict.");
            }
            rows.Add([.. cells[..^1].Select((cell, column) => Number(path, line, column, cell))]);
            targets.Add(cells[^1]);
            lines.Add(line);
        }
        if (rows.Count == 0)
        {
            throw new CsvFormatException($"{path}: there is no line of numbers, separated by commas, semicolons or tabs.");
        }
        return new(path, Matrix.Create<float>([.. rows]), [.. targets], [.. lines]);
    }

    /// <summary>The last column as classes 0, 1, 2, …, in the order of their names (of their values where all are numbers).</summary>
    public int[] ClassLabels(out string[] names)
    {
        string[] distinct = [.. _targets.Distinct()];
        names = distinct.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? [.. distinct.OrderBy(name => double.Parse(name, NumberStyles.Float, CultureInfo.InvariantCulture))]
            : [.. distinct.Order(StringComparer.Ordinal)];
        string[] order = names;
        return [.. _targets.Select(target => Array.IndexOf(order, target))];
    }

    /// <summary>The last column as numbers.</summary>
    public Matrix<float> NumericTargets()
        => Matrix.Create(_targets.Length, 1, (i, _) => Number(Path, Lines[i], Inputs.ColumnCount, _targets[i]));

    private static IEnumerable<(int Line, string[] Cells)> Records(string path)
    {
        using StreamReader reader = Open(path);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            TrimOptions = TrimOptions.Trim,
            BadDataFound = bad => throw new CsvFormatException($"{path}, line {bad.Context.Parser!.RawRow}: a quotation mark is not at the ends of a value."),
        });
        while (parser.Read())
        {
            if (parser.RawRecord.Count('"') % 2 != 0)
            {
                throw new CsvFormatException($"{path}, line {LineOfOpenQuote(path)}: a quotation mark is not closed.");
            }
            yield return (parser.RawRow, parser.Record!);
        }
    }

    /// <summary>The line after the last one up to which every quotation mark has its second.</summary>
    private static int LineOfOpenQuote(string path)
    {
        int line = 0, lastClosed = 0;
        bool open = false;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            open ^= text.Count('"') % 2 != 0;
            lastClosed = open ? lastClosed : line;
        }
        return lastClosed + 1;
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CsvFormatException($"{path} can't be read: {error.Message}");
        }
    }

    private static float Number(string path, int line, int column, string text)
        => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw new CsvFormatException($"{path}, line {line}, column {column + 1}: \"{text}\" is not a finite number.");
}
