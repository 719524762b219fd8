namespace MiniDnn;

/// <summary>Powers of 2 that bring data near 1; multiplying by them is exact.</summary>
internal static class Scaling
{
    /// <summary>The e for which |value|·2^−e lies in [½, 1); 0 for 0.</summary>
    public static int ExponentOf(double value) => value == 0 ? 0 : Math.ILogB(value) + 1;

    public static double LargestMagnitude<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T largest = T.Zero;
        foreach (T value in values)
        {
            largest = T.Max(largest, T.Abs(value));
        }
        return double.CreateTruncating(largest);
    }

    /// <summary>The values as doubles, multiplied by 2^−exponent.</summary>
    public static double[] Scale<T>(ReadOnlySpan<T> values, int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new double[values.Length];
        double factor = Math.ScaleB(1, -exponent / 2);
        double rest = Math.ScaleB(1, -exponent - (-exponent / 2));
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = double.CreateTruncating(values[i]) * factor * rest;
        }
        return result;
    }
}
