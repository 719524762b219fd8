namespace MiniDnn;

/// <summary>Values for grids of starts.</summary>
internal static class Grid
{
    /// <summary>Values in equal steps, both ends included.</summary>
    public static double[] Linear(double from, double to, int count)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = from + ((to - from) * i / (count - 1));
        }
        return values;
    }

    /// <summary>Values in equal ratios, both ends included.</summary>
    public static double[] Logarithmic(double from, double to, int count)
    {
        double[] values = Linear(Math.Log(from), Math.Log(to), count);
        for (int i = 0; i < count; i++)
        {
            values[i] = Math.Exp(values[i]);
        }
        return values;
    }

    /// <summary>The values and their negatives, in rising order.</summary>
    public static double[] BothSigns(double[] values) => [.. values.Reverse().Select(v => -v), .. values];

    /// <summary>Shapes of two parameters, one after the other: each of the first with each of the second.</summary>
    public static double[] Pairs(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] pairs = new double[2 * first.Length * second.Length];
        int i = 0;
        foreach (double one in first)
        {
            foreach (double other in second)
            {
                (pairs[i++], pairs[i++]) = (one, other);
            }
        }
        return pairs;
    }

    /// <summary>The first positive value of some in rising order; 1 where there is none.</summary>
    public static double FirstPositive(ReadOnlySpan<double> sorted)
    {
        int i = sorted.IndexOfAnyExceptInRange(double.NegativeInfinity, 0);
        return i < 0 ? 1 : sorted[i];
    }
}
