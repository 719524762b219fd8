using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>A linear model whose tests and diagnostics were computed with 45 digits and more.</summary>
internal sealed class DiagnosticsCase
{
    private static readonly JsonElement Root
        = TestData.Read("diagnostics-cases.json");

    private readonly JsonElement _case;
    private readonly Dictionary<string, string[]> _levels;

    private DiagnosticsCase(JsonElement element)
    {
        _case = element;
        _levels = element.GetProperty("levels").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Select(v => v.GetString()!).ToArray());
        Terms = MakeTerms();
    }

    public static IEnumerable<string> Names => Root.GetProperty("linear").EnumerateArray().Select(c => c.GetProperty("id").GetString()!);

    public JsonElement Values => _case.GetProperty("values");

    public bool HasIntercept => _case.GetProperty("intercept").GetBoolean();

    public ModelTerm[] Terms { get; }

    /// <summary>The names of the terms as the case has them.</summary>
    public string[] TermNames => [.. _case.GetProperty("terms").EnumerateArray().Select(v => v.GetString()!)];

    public double[]? Weights => _case.GetProperty("weights").GetString() is { } weights ? Column(weights.Split(' ')[1]) : null;

    public double[] Y => Column(_case.GetProperty("formula").GetString()!.Split(' ')[0]);

    public Matrix<double> X => Design(Column, Labels);

    public static DiagnosticsCase Named(string name)
        => new(Root.GetProperty("linear").EnumerateArray().First(c => c.GetProperty("id").GetString() == name));

    public LinearModel<double> Fit() => Fit(X);

    /// <summary>The fit of some of the terms.</summary>
    public LinearModel<double> Fit(params string[] terms)
    {
        int first = HasIntercept ? 1 : 0;
        int[] columns = [.. Terms.Where((_, t) => terms.Contains(TermNames[t])).SelectMany(term => term.Columns).Order().Select(j => j - first)];
        Matrix<double> x = X;
        return Fit(Matrix.Create(x.RowCount, columns.Length, (i, j) => x[i, columns[j]]));
    }

    /// <summary>A column as labels, for clusters.</summary>
    public string[] Labels(string column)
        => [.. DataSet.GetProperty(column).EnumerateArray().Select(v => v.ToString())];

    /// <summary>The predictors of the new rows that the case has, or none.</summary>
    public Matrix<double>? NewRows()
    {
        if (!Values.GetProperty("simultaneous").TryGetProperty("newRows", out JsonElement rows))
        {
            return null;
        }
        JsonElement[] all = [.. rows.EnumerateArray()];
        return Design(
            name => [.. all.Select(row => row.GetProperty(name).GetDouble())], name => [.. all.Select(row => row.GetProperty(name).GetString()!)]);
    }

    private JsonElement DataSet => Root.GetProperty("datasets").GetProperty(_case.GetProperty("dataset").GetString()!);

    private double[] Column(string name) => [.. DataSet.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private LinearModel<double> Fit(Matrix<double> x) => LeastSquares.Fit(x, Y, new() { Intercept = HasIntercept, Weights = Weights });

    private Matrix<double> Design(Func<string, double[]> numbers, Func<string, string[]> labels)
    {
        double[][] columns = [.. TermNames.SelectMany(term => Columns(term, numbers, labels))];
        return Matrix.Create(columns[0].Length, columns.Length, (i, j) => columns[j][i]);
    }

    /// <summary>Treatment coding with the first level as the base; products with the first factor varying fastest.</summary>
    private double[][] Columns(string term, Func<string, double[]> numbers, Func<string, string[]> labels) => term.Split(':').Select(
        name => _levels.TryGetValue(name, out string[]? levels)
            ? levels[1..].Select(level => labels(name).Select(label => label == level ? 1.0 : 0.0).ToArray()).ToArray() : [numbers(name)])
        .Aggregate((left, right) => [.. right.SelectMany(b => left.Select(a => a.Select((v, i) => v * b[i]).ToArray()))]);

    private ModelTerm[] MakeTerms()
    {
        int next = HasIntercept ? 1 : 0;
        Dictionary<string, ModelTerm> made = [];
        foreach (string term in TermNames)
        {
            int[] columns = [.. Enumerable.Range(next, Columns(term, Column, Labels).Length)];
            next += columns.Length;
            made[term] = term.Contains(':') ? ModelTerm.Interaction(columns, [.. term.Split(':').Select(name => made[name])])
                : _levels.ContainsKey(term) ? ModelTerm.Category(term, columns) : ModelTerm.Numeric(term, columns);
        }
        return [.. made.Values];
    }
}
