using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a design: all but the expressions that read records.</summary>
internal sealed record SavedDesign
{
    public required bool HasIntercept { get; init; }

    public required SavedVariable[] Variables { get; init; }

    /// <summary>For people, and to find terms that are others than those of the fit.</summary>
    public required string[] ColumnNames { get; init; }

    public static SavedDesign From<TRecord>(RecordDesign<TRecord> design) => new()
    {
        HasIntercept = design.HasIntercept,
        Variables = [.. design.Variables.Select(ToSaved)],
        ColumnNames = [.. design.ColumnNames.Select(JsonFile.Checked)],
    };

    /// <summary>The design, with the expressions of the same terms.</summary>
    /// <exception cref="InvalidDataException">The terms are others, or the contents make no sense.</exception>
    public RecordDesign<TRecord> ToDesign<TRecord>(Action<RecordTerms<TRecord>> terms)
    {
        var added = new RecordTerms<TRecord>();
        terms(added);
        IReadOnlyList<DesignVariable<TRecord>> variables = added.Variables;
        string?[] names = [.. Variables.Select(saved => saved?.Name)];
        if (!variables.Select(variable => variable.Name).SequenceEqual(names))
        {
            throw new InvalidDataException($"Load: the terms are {Names(variables.Select(v => v.Name))}; the model was fitted with "
                + $"{Names(names!)}.");
        }
        for (int v = 0; v < variables.Count; v++)
        {
            if (!variables[v].TryRestore(Variables[v]))
            {
                throw new InvalidDataException($"Load: the term {Excerpt.Of(variables[v].Name)} was fitted as {Variables[v]}; it must "
                    + "be added likewise.");
            }
        }
        var design = new RecordDesign<TRecord>("Load", added, HasIntercept);
        return design.ColumnNames.SequenceEqual(ColumnNames) ? design
            : throw new InvalidDataException($"Load: the terms have the columns {Names(design.ColumnNames)}; the model has "
                + $"{Names(ColumnNames)}.");
    }

    private static SavedVariable ToSaved(DesignVariable variable) => new()
    {
        Name = JsonFile.Checked(variable.Name),
        Coding = variable.Coding?.Coding.ToString(),
        Levels = variable.Coding is null ? null : [.. variable.Levels.Select(JsonFile.Checked)],
        Reference = variable.Coding?.Reference ?? 0,
    };

    private static string Names(IEnumerable<string> names) => names.Any() ? Excerpt.Of(names.Select(name => name ?? "null")) : "none";
}
