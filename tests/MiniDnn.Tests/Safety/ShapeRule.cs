namespace MiniDnn.Tests;

/// <summary>Which shapes fit an operation, and the shape of its result, as its documentation says: <c>m×k, k×n → m×n where k &gt; 0</c>.</summary>
/// <remarks>
/// A term for each argument in order, the matrix that a method belongs to first: <c>m×n</c> a matrix; <c>n</c> a vector, or a whole number;
/// <c>?n</c> a vector that may be left out; <c>k&lt;n</c> k whole numbers from 0 to n − 1; <c>&lt;n</c> one such number; <c>..n</c> a range within n.
/// <c>=</c> before a term: it may be exactly the memory of an argument of the same shape.
/// A letter is the same size wherever it stands. Conditions are joined by commas, alternatives by "or".
/// </remarks>
internal sealed class ShapeRule
{
    private readonly string[] _terms;
    private readonly string[] _conditions;
    private readonly string? _result;

    private readonly bool[] _sharesMemory;

    private ShapeRule(string[] terms, string? result, string[] conditions)
    {
        _terms = [.. terms.Select(term => term.TrimStart('='))];
        _sharesMemory = [.. terms.Select(term => term.StartsWith('='))];
        _result = result;
        _conditions = conditions;
    }

    public static ShapeRule Parse(string text)
    {
        string[] parts = text.Split(" where ");
        string[] sides = parts[0].Split('→', StringSplitOptions.TrimEntries);
        return new(sides[0].Split(", ", StringSplitOptions.RemoveEmptyEntries), sides.Length > 1 ? sides[1] : null, parts.Length > 1 ? parts[1].Split(", ") : []);
    }

    /// <summary>True where the terms are of the kinds of the arguments: matrices for matrices, vectors or numbers for the others.</summary>
    public bool IsFor(IReadOnlyList<Argument> arguments)
        => arguments.Count == _terms.Length && arguments.Zip(_terms).All(pair => pair.First.IsMatrix == pair.Second.Contains('×'));

    /// <summary>True where the term asks for an index and not for a size.</summary>
    public bool IsIndex(int term) => _terms[term].StartsWith('<');

    /// <summary>True where the argument may be exactly the memory of another.</summary>
    public bool MayShareMemory(int term) => _sharesMemory[term];

    /// <summary>Whether the arguments fit, given the sizes that the object of the call has.</summary>
    /// <param name="values">An <see cref="Extent"/>, a pair of one and the largest of its numbers, an int or a range for each term.</param>
    /// <param name="known">Sizes that are known before; those found are added.</param>
    public bool Fits(ReadOnlySpan<RuleValue> values, Dictionary<string, long> known)
    {
        bool fits = true;
        // sizes that stand alone say what a letter is; what is computed from letters can be compared then
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < _terms.Length; i++)
            {
                fits &= Matches(_terms[i], values[i], known, isFirst: pass == 0);
            }
        }
        return fits && _conditions.All(condition => condition.Split(" or ").Any(part => Holds(part, known)));
    }

    /// <summary>The shape that the result must have; null where the rule says nothing.</summary>
    public Extent? Result(Dictionary<string, long> known)
    {
        if (_result is null)
        {
            return null;
        }
        string[] sides = _result.Split('×');
        return sides.Length == 1 ? Extent.Vector((int)Value(_result, known)) : new((int)Value(sides[0], known), (int)Value(sides[1], known));
    }

    private static bool Matches(string term, RuleValue value, Dictionary<string, long> known, bool isFirst)
    {
        if (term.StartsWith("..", StringComparison.Ordinal))
        {
            return isFirst || value.IsRangeWithin(Value(term[2..], known));
        }
        if (term.StartsWith('<'))
        {
            long count = Value(term[1..], known), index = value.IsIndex && value.Number < 0 ? count + value.Number : value.Number;
            return isFirst || (index >= 0 && index < count);
        }
        if (term.StartsWith('?'))
        {
            return value.Extent.Columns == 0 || Matches(term[1..], value, known, isFirst);
        }
        if (term.Contains('<'))
        {
            string[] numbers = term.Split('<');
            return Is(numbers[0], value.Extent.Columns, known, isFirst)
                && (isFirst || value.Extent.Columns == 0 || (value.Number >= 0 && Value(numbers[1], known) > value.Number));
        }
        string[] sides = term.Split('×');
        return sides.Length == 2 ? Is(sides[0], value.Extent.Rows, known, isFirst) & Is(sides[1], value.Extent.Columns, known, isFirst)
            : Is(term, value.IsNumber ? value.Number : value.Extent.Columns, known, isFirst);
    }

    private static bool Is(string size, long actual, Dictionary<string, long> known, bool isFirst)
    {
        if (actual < 0)
        {
            return false;
        }
        bool isLetter = size.Length == 1 && char.IsLetter(size[0]);
        return isFirst ? !isLetter || known.TryAdd(size, actual) || known[size] == actual : Value(size, known) == actual;
    }

    private static bool Holds(string condition, Dictionary<string, long> known)
    {
        string[] sides = condition.Split(' ');
        long left = Value(sides[0], known), right = Value(sides[2], known);
        return sides[1] switch { "=" => left == right, ">" => left > right, "≥" => left >= right, "≤" => left <= right, _ => throw new FormatException(condition) };
    }

    private static long Value(string expression, Dictionary<string, long> known)
        => expression.Split('+').Sum(sum => sum.Split('·').Aggregate(1L, (product, factor) => product * (long.TryParse(factor, out long number) ? number : known.GetValueOrDefault(factor, -1))));
}

/// <summary>An argument as a rule sees it: a shape, a whole number (of a vector of numbers its largest or worst), or a range.</summary>
internal readonly record struct RuleValue(Extent Extent, int Number, bool IsNumber, bool IsIndex, Range Range)
{
    public bool IsRangeWithin(long count)
    {
        long start = Range.Start.IsFromEnd ? count - Range.Start.Value : Range.Start.Value, end = Range.End.IsFromEnd ? count - Range.End.Value : Range.End.Value;
        return start >= 0 && start <= end && end <= count;
    }

    public override string ToString() => IsNumber ? $"{Number}" : Range.Equals(default) ? Number == 0 ? $"{Extent}" : $"{Extent} with {Number} in the end" : $"{Range}";
}
