using Spectre.Console;

namespace MiniDnn.Walkthrough;

internal static class ConfusionTable
{
    public static void Print(ConfusionMatrix confusion, IReadOnlyList<string> names)
    {
        Table table = new Table().Border(TableBorder.Minimal).AddColumn("is \\ read as");
        foreach (string name in names)
        {
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        }
        for (int i = 0; i < names.Count; i++)
        {
            table.AddRow([Markup.Escape(names[i]), .. Enumerable.Range(0, names.Count).Select(j => Cell(i, j, confusion[i, j]))]);
        }
        AnsiConsole.Write(table);
    }

    private static string Cell(int actual, int predicted, int count)
        => actual == predicted ? $"[green]{count}[/]" : count == 0 ? "[grey]·[/]" : $"[red]{count}[/]";
}
