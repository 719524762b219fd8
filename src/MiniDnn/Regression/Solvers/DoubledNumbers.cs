using MiniDnn.Files;

namespace MiniDnn;

/// <summary>Numbers in doubled precision as a file holds them: their high parts, and their low parts.</summary>
internal sealed record DoubledNumbers
{
    /// <summary>A low part is half a unit in the last place of the high one; some operations leave one or two.</summary>
    private const double Rounding = 1e-15;

    public required double[] High { get; init; }

    public required double[] Low { get; init; }

    public bool AreNotNegative() => High.All(value => value >= 0);

    public static DoubledNumbers Of(params ReadOnlySpan<DoubleDouble> numbers)
    {
        var result = new DoubledNumbers { High = new double[numbers.Length], Low = new double[numbers.Length] };
        for (int i = 0; i < numbers.Length; i++)
        {
            (result.High[i], result.Low[i]) = (numbers[i].High, numbers[i].Low);
        }
        return result;
    }

    /// <exception cref="InvalidDataException">There are more or fewer of them, or one is no number.</exception>
    public DoubleDouble[] ToArray(string name, long length)
    {
        JsonFile.Require(
            High.Length == length && Low.Length == length, $"'{name}' has {High.Length} and {Low.Length} elements; it must have "
                + $"{length} of each part");
        for (int i = 0; i < High.Length; i++)
        {
            bool isDoubled = double.IsFinite(High[i]) && Math.Abs(Low[i]) <= Rounding * Math.Abs(High[i]);
            JsonFile.Require(
                isDoubled, $"'{name}' has {High[i]} and {Low[i]} as parts of number {i}; the low part must be rounding of the high one");
        }
        return [.. High.Select((value, i) => new DoubleDouble(value, Low[i]))];
    }

    /// <summary>A matrix, column after column.</summary>
    /// <exception cref="InvalidDataException">The numbers do not fill the columns, or one is no number.</exception>
    public DoubledColumns ToColumns(string name, int columnCount)
    {
        ToArray(name, High.Length);
        JsonFile.Require(High.Length % columnCount == 0, $"'{name}' has {High.Length} elements; it must have columns of one length");
        var result = new DoubledColumns(High.Length / columnCount, columnCount);
        High.CopyTo(result.High, 0);
        Low.CopyTo(result.Low, 0);
        return result;
    }
}
