using MiniDnn.Files;

namespace MiniDnn;

/// <summary>Records for a fit: those that have all values, and what is to be said of the others.</summary>
internal sealed class RecordSample<TRecord>
{
    private readonly RecordTerms<TRecord> _terms;
    private readonly DesignVariable<TRecord>? _target;
    private readonly List<TRecord> _kept = [];
    private readonly List<int> _numbers = [];
    private readonly Dictionary<string, int> _missing = [];

    private RecordSample(RecordTerms<TRecord> terms, DesignVariable<TRecord>? target) => (_terms, _target) = (terms, target);

    /// <summary>The number of records that were given.</summary>
    public int Count { get; private set; }

    public int DroppedCount => Count - _kept.Count;

    /// <summary>What was dropped, in a sentence; null where nothing was.</summary>
    public string? Remark => DroppedCount == 0 ? null
        : $"{DroppedCount} of {Count} records were left out, for they have missing values: "
            + string.Join(", ", _missing.Select(entry => $"{entry.Key} in {entry.Value}")) + ".";

    /// <summary>Reads through the records; those without all values are refused, or left out where the terms say so.</summary>
    public static RecordSample<TRecord> Choose(
        string operation, IEnumerable<TRecord> records, DesignVariable<TRecord>? target, Action<RecordTerms<TRecord>> terms)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(terms);
        var added = new RecordTerms<TRecord>();
        terms(added);
        var sample = new RecordSample<TRecord>(added, target);
        sample.Take(operation, records);
        return sample;
    }

    /// <summary>The records that count.</summary>
    public IReadOnlyList<TRecord> Records => _kept;

    /// <summary>Their places among all.</summary>
    public int[] Numbers => [.. _numbers];

    /// <summary>The variables of a design and the products of some, with the levels that occur in the records that count.</summary>
    public RecordTerms<TRecord> Learn(string operation)
    {
        foreach (DesignVariable<TRecord> variable in _terms.Variables)
        {
            variable.Learn(operation, _kept);
        }
        return _terms;
    }

    /// <summary>Learns which classes of the target occur in the records that count.</summary>
    public void LearnTarget(string operation) => _target!.Learn(operation, _kept);

    /// <summary>What the target is in the records that count.</summary>
    public double[] Target(string operation)
    {
        var result = new double[_kept.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = _target!.Read(_kept[i]);
            if (!double.IsFinite(result[i]))
            {
                string place = $"{_target.Name} of records[{_numbers[i]}]";
                Throw.Argument("target", $"{operation}: {place} is {result[i]}; every value must be finite.");
            }
        }
        return result;
    }

    /// <summary>Of values that were given for all records, those of the records that count; null where none were given.</summary>
    public T[]? Keep<T>(string operation, IReadOnlyList<T>? values, string parameter)
    {
        if (values is null)
        {
            return null;
        }
        Throw.IfLengthIsNot(operation, parameter, values.Count, Count, "one for each record");
        return [.. _numbers.Select(i => values[i])];
    }

    private void Take(string operation, IEnumerable<TRecord> records)
    {
        DesignVariable<TRecord>[] needed = _target is null ? [.. _terms.Variables] : [.. _terms.Variables, _target];
        foreach (TRecord record in records)
        {
            if (record is null)
            {
                Throw.Argument(nameof(records), $"{operation}: records[{Count}] is null; every record must be one.");
            }
            string[] missing = [.. needed.Where(variable => variable.IsMissing(record)).Select(variable => variable.Name)];
            if (missing.Length == 0)
            {
                _kept.Add(record);
                _numbers.Add(Count);
            }
            else if (!_terms.DropsMissing)
            {
                Throw.Argument(nameof(records), $"{operation}: records[{Count}] has no value for {Excerpt.Of(missing)}; give one, or leave "
                    + "out such records with DropMissing.");
            }
            Array.ForEach(missing, name => _missing[name] = _missing.GetValueOrDefault(name) + 1);
            Count++;
        }
        if (_kept.Count == 0)
        {
            Throw.Argument(nameof(records), Count == 0 ? $"{operation}: there is no record; there must be one at least."
                : $"{operation}: all {Count} records have missing values; there must be one without at least.");
        }
    }
}
