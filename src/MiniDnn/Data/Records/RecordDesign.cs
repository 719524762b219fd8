using MiniDnn.Files;

namespace MiniDnn;

/// <summary>Turns records into the rows of a matrix, in the coding that was learned: for any model, or a network.</summary>
/// <remarks>
/// The columns have the order of R's model.matrix, without the intercept: the terms, then products of two, then of three; in a product
/// the columns of the first term vary fastest. Safe to use from many threads at once, where the expressions are.
/// </remarks>
/// <example><code>
/// (double Area, string? Region)[] houses = [(80, "north"), (120, "south"), (100, "north"), (90, "south")];
/// var design = RecordDesign.Fit(houses, terms =&gt; terms.Add(h =&gt; h.Area).Category(h =&gt; h.Region));
/// Matrix&lt;double&gt; x = design.Encode(houses);
/// Console.WriteLine($"{design.ColumnNames[1]}: {x[1, 1]}");            // → Region[south]: 1
/// double[] row = design.Encode((110, "north"));
/// Console.WriteLine($"{row[0]} {row[1]}");                             // → 110 0
/// </code></example>
/// <typeparam name="TRecord">The type of the records.</typeparam>
public sealed class RecordDesign<TRecord>
{
    /// <summary>So many numbers lie on the stack.</summary>
    private const int OnStack = 128;

    private readonly DesignVariable<TRecord>[] _variables;

    /// <param name="operation">The caller's, for messages.</param>
    /// <param name="terms">The terms, of which the levels are known.</param>
    /// <param name="hasIntercept">Whether the model has a constant of its own.</param>
    internal RecordDesign(string operation, RecordTerms<TRecord> terms, bool hasIntercept)
    {
        _variables = [.. terms.Variables];
        Terms = DesignColumns.Arrange(operation, _variables, terms.Interactions, hasIntercept);
        HasIntercept = hasIntercept;
        ColumnNames = [.. Terms.SelectMany(term => term.ColumnNames(_variables))];
        string? twin = ColumnNames.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twin is not null)
        {
            throw new ArgumentException($"Fit: two columns have the name {twin}; give one of the terms another name.");
        }
    }

    /// <summary>The names of the columns: <c>Area</c>, <c>Age^2</c>, <c>Region[south]</c>, <c>Area:Region[south]</c>.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Which columns belong together, for tests of whole terms.</summary>
    internal DesignTerm[] Terms { get; }

    internal bool HasIntercept { get; }

    internal IReadOnlyList<DesignVariable<TRecord>> Variables => _variables;

    /// <summary>Encodes records.</summary>
    /// <param name="records">The records.</param>
    /// <returns>A new matrix with a row for each record and a column for each of <see cref="ColumnNames"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A value is missing or infinite, or a category has a level that was not there when the design was fitted.
    /// </exception>
    public Matrix<double> Encode(IEnumerable<TRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Encode(nameof(Encode), records.ToList());
    }

    /// <summary>Encodes one record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>A number for each of <see cref="ColumnNames"/>.</returns>
    /// <inheritdoc cref="Encode(TRecord, Span{double})" path="/exception"/>
    public double[] Encode(TRecord record) => Row(nameof(Encode), record);

    /// <summary>Writes one record into a row.</summary>
    /// <param name="record">The record.</param>
    /// <param name="destination">A number for each of <see cref="ColumnNames"/>.</param>
    /// <exception cref="ArgumentException">
    /// A value is missing or infinite, a category has a level that was not there when the design was fitted, or the length is another.
    /// </exception>
    public void Encode(TRecord record, Span<double> destination)
    {
        Throw.IfLengthIsNot(nameof(Encode), nameof(destination), destination.Length, ColumnNames.Count, "one for each column");
        Write(nameof(Encode), record, null, destination);
    }

    /// <summary>The number of columns, and the first of them.</summary>
    public override string ToString() => $"RecordDesign of {ColumnNames.Count} columns: {Excerpt.Of(ColumnNames)}";

    /// <summary>Encodes the records that count.</summary>
    internal Matrix<double> Encode(string operation, RecordSample<TRecord> sample) => Encode(operation, sample.Records, sample.Numbers);

    /// <summary>Encodes records for an operation that messages name.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="records">The records.</param>
    /// <param name="numbers">The numbers that messages give them; null for their places.</param>
    internal Matrix<double> Encode(string operation, IReadOnlyList<TRecord> records, int[]? numbers = null)
    {
        var result = new Matrix<double>(records.Count, ColumnNames.Count);
        for (int i = 0; i < records.Count; i++)
        {
            Write(operation, records[i], numbers?[i] ?? i, result.Row(i));
        }
        return result;
    }

    /// <summary>Encodes one record for an operation that messages name.</summary>
    internal double[] Row(string operation, TRecord record)
    {
        var row = new double[ColumnNames.Count];
        Write(operation, record, null, row);
        return row;
    }

    /// <summary>Writes a row, and refuses what is no number; nothing is written before that is known of all variables.</summary>
    private void Write(string operation, TRecord record, int? number, Span<double> row)
    {
        Span<double> values = _variables.Length <= OnStack ? stackalloc double[_variables.Length] : new double[_variables.Length];
        for (int v = 0; v < values.Length; v++)
        {
            values[v] = _variables[v].Read(record);
            bool isUnknown = _variables[v].Coding is not null && values[v] == DesignVariable.Unknown;
            if (isUnknown || !double.IsFinite(values[v]))
            {
                Refuse(operation, record, number, _variables[v]);
            }
        }
        foreach (DesignTerm term in Terms)
        {
            term.Write(values, row);
        }
    }

    private static void Refuse(string operation, TRecord record, int? number, DesignVariable<TRecord> variable)
    {
        string parameter = number is null ? "record" : "records", place = number is null ? parameter : $"{parameter}[{number}]";
        if (variable.IsMissing(record))
        {
            Throw.Argument(parameter, $"{operation}: {place} has no value for {variable.Name}; every term must have one.");
        }
        if (variable.Coding is null)
        {
            Throw.Argument(
                parameter, $"{operation}: {place} has the value {variable.Show(record)} for {variable.Name}; every number must be finite.");
        }
        Throw.Argument(parameter, $"{operation}: {place} has the level {variable.Show(record)} for {variable.Name}, which the design "
            + $"does not know; it knows {Excerpt.Of(variable.Levels)}.");
    }
}

/// <summary>Makes a <see cref="RecordDesign{TRecord}"/>.</summary>
public static class RecordDesign
{
    /// <summary>Learns the levels of the categories, and with them the columns.</summary>
    /// <param name="records">At least one record.</param>
    /// <param name="terms">Adds the terms.</param>
    /// <param name="hasIntercept">
    /// Whether the model has a constant, or biases, of its own; where not, the first category gets a column for every level.
    /// </param>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> or <paramref name="terms"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no record, a value is missing or infinite, a category has fewer than two levels or none that is its reference, or an
    /// interaction names what is no term.
    /// </exception>
    public static RecordDesign<TRecord> Fit<TRecord>(
        IEnumerable<TRecord> records, Action<RecordTerms<TRecord>> terms, bool hasIntercept = true)
    {
        var sample = RecordSample<TRecord>.Choose(nameof(Fit), records, null, terms);
        var design = new RecordDesign<TRecord>(nameof(Fit), sample.Learn(nameof(Fit)), hasIntercept);
        design.Encode(nameof(Fit), sample);
        return design;
    }
}
