namespace MiniDnn.Tests;

/// <summary>Which shapes fit an operation, and the shape of its result: <c>m×k, k×n → m×n where k &gt; 0</c>.</summary>
/// <remarks>
/// A term for each argument in order, the matrix that a method belongs to first: <c>m×n</c> a matrix; <c>n</c> a vector, or a whole number;
/// <c>?n</c> a vector that may be left out; <c>k&lt;n</c> k whole numbers from 0 to n − 1; <c>&lt;n</c> one such number; <c>..n</c> a range
/// within n. <c>=</c> before a term: it may be exactly the memory of an argument of the same shape. A letter is the same size wherever it
/// stands. Conditions are joined by commas, alternatives by "or".
/// </remarks>
internal sealed class ShapeRule
{
    private readonly string[] _terms;
    private readonly bool[] _sharesMemory;
    private readonly string? _result;
    private readonly string[] _conditions;

    public ShapeRule(string text)
    {
        string[] parts = text.Split(" where ");
        string[] sides = parts[0].Split('→', StringSplitOptions.TrimEntries);
        string[] terms = sides[0].Split(", ", StringSplitOptions.RemoveEmptyEntries);
        _terms = [.. terms.Select(term => term.TrimStart('='))];
        _sharesMemory = [.. terms.Select(term => term.StartsWith('='))];
        _result = sides.Length > 1 ? sides[1] : null;
        _conditions = parts.Length > 1 ? parts[1].Split(", ") : [];
    }

    /// <summary>True where the terms are of the kinds of the arguments: matrices for matrices, vectors or numbers for the others.</summary>
    public bool IsFor(IReadOnlyList<Argument> arguments)
        => arguments.Count == _terms.Length && arguments.Zip(_terms).All(pair => pair.First.IsMatrix == pair.Second.Contains('×'));

    /// <summary>True where the term asks for an index and not for a size.</summary>
    public bool IsIndex(int term) => _terms[term].StartsWith('<');

    /// <summary>True where the argument may be exactly the memory of another.</summary>
    public bool MayShareMemory(int term) => _sharesMemory[term];

    /// <summary>Whether the arguments fit.</summary>
    /// <param name="values">The arguments.</param>
    /// <param name="known">Sizes that the object of the call has; those found are added.</param>
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
        string[] sides = _result?.Split('×') ?? [];
        return sides.Length == 0 ? null
            : sides.Length == 1 ? Extent.Vector((int)Value(sides[0], known))
            : new((int)Value(sides[0], known), (int)Value(sides[1], known));
    }

    private static bool Matches(string term, RuleValue value, Dictionary<string, long> known, bool isFirst)
    {
        Extent extent = value.Extent;
        if (term.StartsWith("..", StringComparison.Ordinal))
        {
            return isFirst || value.IsRangeWithin(Value(term[2..], known));
        }
        if (term.StartsWith('<'))
        {
            return isFirst || value.IsIndexWithin(Value(term[1..], known));
        }
        if (term.StartsWith('?'))
        {
            return extent.Columns == 0 || Matches(term[1..], value, known, isFirst);
        }
        if (term.Split('<') is [var count, var bound])
        {
            bool areIn = isFirst || extent.Columns == 0 || value.IsIndexWithin(Value(bound, known));
            return Is(count, extent.Columns, known, isFirst) && areIn;
        }
        return term.Split('×') is [var rows, var columns]
            ? Is(rows, extent.Rows, known, isFirst) & Is(columns, extent.Columns, known, isFirst)
            : Is(term, value.Role == Role.Number ? value.Number : extent.Columns, known, isFirst);
    }

    /// <summary>Whether a size is what the expression says; at first, letters take their sizes.</summary>
    private static bool Is(string expression, long size, Dictionary<string, long> known, bool isFirst)
    {
        if (size < 0)
        {
            return false;
        }
        bool isLetter = expression.Length == 1 && char.IsLetter(expression[0]);
        return isFirst ? !isLetter || known.TryAdd(expression, size) || known[expression] == size : Value(expression, known) == size;
    }

    private static bool Holds(string condition, Dictionary<string, long> known)
    {
        string[] sides = condition.Split(' ');
        long left = Value(sides[0], known), right = Value(sides[2], known);
        return sides[1] switch
        {
            "=" => left == right,
            ">" => left > right,
            "≥" => left >= right,
            "≤" => left <= right,
            _ => throw new FormatException(condition),
        };
    }

    /// <summary>The value of a sum of products; −1 for a letter without a size.</summary>
    private static long Value(string expression, Dictionary<string, long> known)
        => expression.Split('+').Sum(product => product.Split('·').Aggregate(1L, (value, factor) => value * Factor(factor, known)));

    private static long Factor(string factor, Dictionary<string, long> known)
        => long.TryParse(factor, out long number) ? number : known.GetValueOrDefault(factor, -1);
}
