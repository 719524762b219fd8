using System.Globalization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>A category of each record. Levels are told apart by their text, so that a saved design can find them again.</summary>
internal sealed class CategoryVariable<TRecord, TLevel>(Func<TRecord, TLevel> level, CategorySettings settings, string name)
    : DesignVariable<TRecord>(name)
{
    private readonly Dictionary<string, int> _numbers = [];
    private string[] _levels = [];
    private LevelCoding? _coding;

    public override IReadOnlyList<string> Levels => _levels;

    public override LevelCoding? Coding => _coding;

    // without the constant of double, NaN would be a level
    public override bool IsMissing(TRecord record) => level(record) is null or double.NaN or float.NaN;

    public override double Read(TRecord record)
        => IsMissing(record) ? double.NaN : _numbers.TryGetValue(Text(level(record)), out int number) ? number : Unknown;

    public override string Show(TRecord record) => $"\"{Excerpt.Of(Text(level(record)))}\"";

    public override void Learn(string operation, IEnumerable<TRecord> records)
    {
        string[] levels = settings.Levels ?? [.. InOrder(records.Select(level).Distinct()).Select(Text).Distinct()];
        if (levels.Length < 2)
        {
            throw new ArgumentException($"{operation}: category {Name} has {levels.Length} level{(levels.Length == 1 ? "" : "s")}"
                + $"{(levels.Length == 1 ? $", \"{Excerpt.Of(levels[0])}\"," : "")} in the rows that count; there must be two or more.");
        }
        int reference = settings.Reference is null ? 0 : Array.IndexOf(levels, settings.Reference);
        if (reference < 0)
        {
            throw new ArgumentException($"{operation}: the reference \"{Excerpt.Of(settings.Reference!)}\" is no level of {Name}; the "
                + $"levels are {Excerpt.Of(levels)}.");
        }
        SetLevels(operation, levels, reference);
    }

    public override bool TryRestore(SavedVariable saved)
    {
        bool isSame = saved.Coding == settings.Coding.ToString() && saved.Levels is { Length: > 1 } levels
            && (settings.Levels?.SequenceEqual(levels) ?? true) && levels.Distinct().Count() == levels.Length
            && !levels.Contains(null)
            && (uint)saved.Reference < levels.Length && (settings.Reference is null || settings.Reference == levels[saved.Reference]);
        if (isSame)
        {
            SetLevels("Load", saved.Levels!, saved.Reference);
        }
        return isSame;
    }

    private void SetLevels(string operation, string[] levels, int reference)
    {
        for (int i = 0; i < levels.Length; i++)
        {
            if (!_numbers.TryAdd(levels[i], i))
            {
                throw new ArgumentException($"{operation}: category {Name} is given the level \"{Excerpt.Of(levels[i])}\" twice.");
            }
        }
        _levels = levels;
        _coding = new(settings.Coding, levels.Length, reference);
    }

    /// <summary>
    /// Names in ordinal order, the same in every culture; others by their own order, or as they come where they have none.
    /// </summary>
    private static IEnumerable<TLevel> InOrder(IEnumerable<TLevel> levels)
    {
        bool isOrdered = typeof(TLevel).IsAssignableTo(typeof(IComparable)) || typeof(TLevel).IsAssignableTo(typeof(IComparable<TLevel>))
            || Nullable.GetUnderlyingType(typeof(TLevel)) is not null;
        return isOrdered ? levels.Order(StringComparer.Ordinal as IComparer<TLevel>) : levels;
    }

    /// <summary>A level in the invariant culture.</summary>
    public static string Text(TLevel value)
        => (value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString()) ?? "";
}

/// <summary>What the user says of a category.</summary>
internal sealed record CategorySettings(CategoryCoding Coding, string? Reference, string[]? Levels);
