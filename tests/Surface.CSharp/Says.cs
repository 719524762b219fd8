using System.Globalization;
using System.Runtime.CompilerServices;

namespace MiniDnn.Surface;

/// <summary>Compares what a line gives with what it means, and remembers the lines that differ.</summary>
internal sealed class Says
{
    private int _count;
    private int _wrong;

    public void That(double actual, double expected, double tolerance = 1e-9, [CallerArgumentExpression(nameof(actual))] string line = "")
        => Note(Math.Abs(actual - expected) <= tolerance, line, actual.ToString(CultureInfo.InvariantCulture), expected.ToString(CultureInfo.InvariantCulture));

    public void That(IEnumerable<double> actual, double[] expected, double tolerance = 1e-9, [CallerArgumentExpression(nameof(actual))] string line = "")
    {
        double[] values = [.. actual];
        bool agrees = values.Length == expected.Length && values.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance);
        Note(agrees, line, string.Join(", ", values), string.Join(", ", expected));
    }

    public void That(IEnumerable<int> actual, int[] expected, [CallerArgumentExpression(nameof(actual))] string line = "")
        => Note(actual.SequenceEqual(expected), line, string.Join(", ", actual), string.Join(", ", expected));

    public void That(string? actual, string expected, [CallerArgumentExpression(nameof(actual))] string line = "")
        => Note(actual == expected, line, actual ?? "null", expected);

    public void That(bool actual, [CallerArgumentExpression(nameof(actual))] string line = "") => Note(actual, line, "false", "true");

    /// <summary>The line compiles, and is refused with a sentence when it runs.</summary>
    public void Refuses(Action line, string sentence, [CallerArgumentExpression(nameof(line))] string text = "")
    {
        string message = "no exception";
        try
        {
            line();
        }
        catch (ArgumentException refusal)
        {
            message = refusal.Message;
        }
        Note(message.StartsWith(sentence, StringComparison.Ordinal), text, message, sentence);
    }

    /// <summary>Prints how many lines were checked; 0 where all say what they mean.</summary>
    public int End()
    {
        Console.WriteLine($"{_count} lines, {_wrong} wrong");
        return _wrong == 0 ? 0 : 1;
    }

    private void Note(bool agrees, string line, string actual, string expected)
    {
        _count++;
        if (!agrees)
        {
            _wrong++;
            Console.WriteLine($"{line}\n    gives {actual}\n    means {expected}");
        }
    }
}
