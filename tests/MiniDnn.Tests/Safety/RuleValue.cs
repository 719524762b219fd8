namespace MiniDnn.Tests;

/// <summary>An argument as a rule sees it: a shape, with the last one of whole numbers; a whole number; or a range.</summary>
internal readonly record struct RuleValue(Extent Extent, int Number, Role Role, bool IsIndex, Range Range)
{
    public static RuleValue Shape(Extent extent, int lastNumber = 0) => new(extent, lastNumber, Role.Shape, false, default);

    /// <summary>The shapes that an argument can have: a matrix with memory of its own has no gaps.</summary>
    public static RuleValue[] For(Argument argument, IEnumerable<Extent> extents)
        => [.. extents.Where(extent => extent.Gap == 0 || !argument.IsObject).Select(extent => Shape(extent))];

    /// <summary>A size, or an index where one below 0 counts from the end.</summary>
    public static RuleValue Of(int number, bool isIndex = false) => new(default, number, Role.Number, isIndex, default);

    public static RuleValue Of(Range range) => new(default, 0, Role.Range, false, range);

    /// <summary>True for an index of one of so many.</summary>
    public bool IsIndexWithin(long count)
    {
        long index = IsIndex && Number < 0 ? count + Number : Number;
        return index >= 0 && index < count;
    }

    /// <summary>True for a range of so many.</summary>
    public bool IsRangeWithin(long count)
    {
        long start = Range.Start.IsFromEnd ? count - Range.Start.Value : Range.Start.Value;
        long end = Range.End.IsFromEnd ? count - Range.End.Value : Range.End.Value;
        return start >= 0 && start <= end && end <= count;
    }

    public override string ToString() => Role switch
    {
        Role.Number => $"{Number}",
        Role.Range => $"{Range}",
        _ => Number == 0 ? $"{Extent}" : $"{Extent} with {Number} in the end",
    };
}
