using Spectre.Console;

namespace MiniDnn.Walkthrough;

/// <summary>Digits drawn in the terminal.</summary>
internal static class DigitPictures
{
    private const int Side = 8;
    private const int AtMost = 4;
    private const string Shades = " ░▒▓█";

    public static void PrintMisread(Matrix<float> inputs, Matrix<float> probabilities, int[] labels)
    {
        int[] predictions = probabilities.RowArgMax();
        int[] misread = [.. Enumerable.Range(0, labels.Length).Where(i => predictions[i] != labels[i]).Take(AtMost)];
        if (misread.Length == 0)
        {
            return;
        }
        var grid = new Grid();
        foreach (int _ in misread)
        {
            grid.AddColumn(new GridColumn().NoWrap().PadRight(3));
        }
        grid.AddRow([.. misread.Select(i => new Markup($"[green]{labels[i]}[/] read as [red]{predictions[i]}[/]"))]);
        for (int row = 0; row < Side; row++)
        {
            grid.AddRow([.. misread.Select(i => new Text(Line(inputs.Row(i).Slice(row * Side, Side))))]);
        }
        AnsiConsole.WriteLine("Some of those it misread:");
        AnsiConsole.Write(grid);
    }

    private static string Line(ReadOnlySpan<float> pixels)
    {
        Span<char> line = stackalloc char[2 * Side];
        for (int j = 0; j < pixels.Length; j++)
        {
            char shade = Shades[(int)Math.Round(pixels[j] * (Shades.Length - 1))];
            line[2 * j] = line[(2 * j) + 1] = shade;
        }
        return line.ToString();
    }
}
