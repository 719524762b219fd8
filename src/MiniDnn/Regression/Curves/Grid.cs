namespace MiniDnn;

/// <summary>Values for grids of starts.</summary>
internal static class Grid
{
    /// <summary>Values in equal steps, both ends included.</summary>
    public static double[] Linear(double from, double to, int count)
        => [.. Enumerable.Range(0, count).Select(i => from + ((to - from) * i / (count - 1)))];

    /// <summary>Values in equal ratios, both ends included.</summary>
    public static double[] Logarithmic(double from, double to, int count)
        => [.. Linear(Math.Log(from), Math.Log(to), count).Select(Math.Exp)];

    /// <summary>The values and their negatives, in rising order.</summary>
    public static double[] BothSigns(double[] values) => [.. values.Reverse().Select(v => -v), .. values];

    /// <summary>Shapes of one parameter, each a group of its own.</summary>
    public static IEnumerable<double[][]> OneByOne(double[] values) => values.Select(value => new double[][] { [value] });
}
