using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniDnn.Benchmarks;

/// <summary>What the command line of <c>compare</c> asks for.</summary>
internal sealed partial record CompareOptions(string Earlier, IReadOnlyList<string> Tables, string Only, IReadOnlyList<int> Threads, bool Quick, double? Worst, double? Mean)
{
    public const string Usage = """
        compare --to EARLIER [--table matmul,steps] [--only TEXT] [--threads 1,2] [--quick] [--worst 0.92] [--mean 0.98]
          --to       the earlier build: a git revision, the folder of a checkout, or the path of a MiniDnn.dll
          --table    only these of matmul, steps, fits, decompositions, activations, accumulator, reductions, elementwise
          --only     only rows whose name contains the text, for example 64x784 or float
          --threads  only rows that run on so many threads
          --quick    fewer sittings and slices, without the rows that take seconds
          --worst    exit code 1 where the ratio of a row is below
          --mean     exit code 1 where the geometric mean of a table is below
        """;

    /// <summary>A row whose ratio is below this is measured again before it is believed.</summary>
    public double Doubtful => Math.Max(0.95, Worst ?? 0);

    public static CompareOptions? Parse(string[] arguments)
    {
        int[] threads = Environment.ProcessorCount > 1 ? [1, 2] : [1];
        CompareOptions? options = new("", [], "", threads, Quick: false, Worst: null, Mean: null);
        for (int i = 0; i < arguments.Length && options is not null; i++)
        {
            options = arguments[i] == "--quick" ? options with { Quick = true }
                : i + 1 < arguments.Length ? options.With(arguments[i], arguments[++i])
                : null;
        }
        return options is { Earlier.Length: > 0 } ? options : null;
    }

    public bool Includes(string table) => Tables.Count == 0 || Tables.Contains(table);

    public bool IncludesRow(string row) => row.Contains(Only);

    private CompareOptions? With(string name, string value) => name switch
    {
        "--to" => this with { Earlier = value },
        "--table" => this with { Tables = value.Split(',') },
        "--only" => this with { Only = TimesBetweenDigits().Replace(value, "×") },
        "--threads" => this with { Threads = [.. value.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))] },
        "--worst" => this with { Worst = double.Parse(value, CultureInfo.InvariantCulture) },
        "--mean" => this with { Mean = double.Parse(value, CultureInfo.InvariantCulture) },
        _ => null,
    };

    [GeneratedRegex(@"(?<=\d)x(?=\d)")]
    private static partial Regex TimesBetweenDigits();
}
