using System.Globalization;
using Spectre.Console;

namespace MiniDnn.Walkthrough;

/// <summary>Prints figures beside what they should be, and counts those that differ.</summary>
internal sealed class Figures
{
    private Table _table = NewTable();

    public int Checked { get; private set; }

    public int Wrong { get; private set; }

    public static void Title(string text)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule($"[bold]{Markup.Escape(text)}[/]").LeftJustified());
    }

    public static void Say(string text) => AnsiConsole.WriteLine(text);

    /// <summary>A figure that must agree to as many decimals as the expected text has, or to 14 significant digits where it has more.</summary>
    public void Check(string name, double actual, string expected)
    {
        int decimals = expected.Contains('.', StringComparison.Ordinal) ? expected.Length - expected.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        double target = double.Parse(expected, CultureInfo.InvariantCulture);
        bool agrees = Math.Abs(actual - target) <= Math.Max(0.6 * Math.Pow(10, -decimals), 1e-14 * Math.Abs(target));
        Add(name, actual.ToString("F" + decimals, CultureInfo.InvariantCulture), expected, agrees);
    }

    public void Check(string name, int actual, int expected)
        => Add(name, actual.ToString("N0", CultureInfo.InvariantCulture), expected.ToString("N0", CultureInfo.InvariantCulture), actual == expected);

    public void Check(string name, IEnumerable<double> actual, params string[] expected)
    {
        foreach ((int i, (double value, string text)) in actual.Zip(expected).Index())
        {
            Check($"{name}{Subscript(i + 1)}", value, text);
        }
    }

    /// <summary>Prints the figures gathered since the last time.</summary>
    public void Print()
    {
        AnsiConsole.Write(_table);
        _table = NewTable();
    }

    private static string Subscript(int number) => string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('₀' + (digit - '0'))));

    private static Table NewTable() => new Table().Border(TableBorder.Simple)
        .AddColumn("quantity").AddColumn(new TableColumn("MiniDnn").RightAligned()).AddColumn(new TableColumn("expected").RightAligned()).AddColumn("");

    private void Add(string name, string actual, string expected, bool agrees)
    {
        Checked++;
        Wrong += agrees ? 0 : 1;
        _table.AddRow(Markup.Escape(name), Markup.Escape(actual), Markup.Escape(expected), agrees ? "[green]✓[/]" : "[red]✗ differs[/]");
    }
}
