namespace MiniDnn;

public sealed partial class Matrix<T>
{
    /// <summary>A matrix of independent numbers from the uniform distribution on [low, high).</summary>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <param name="random">The source: <c>new SeededRandom(42)</c>.</param>
    /// <param name="low">The lower end; 0 by default.</param>
    /// <param name="high">The upper end, which is never reached (unless both ends are the same number in <typeparamref name="T"/>); 1 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or an end is not finite in <typeparamref name="T"/>, or <paramref name="high"/> is less than <paramref name="low"/>, or their difference overflows.</exception>
    public static Matrix<T> RandomUniform(int rowCount, int columnCount, SeededRandom random, double low = 0, double high = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        T lowest = T.CreateChecked(low);
        T bound = T.CreateChecked(high);
        if (!T.IsFinite(lowest) || !T.IsFinite(bound) || !double.IsFinite(high - low) || high < low)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, $"RandomUniform: the interval is [{low}, {high}); its ends must be finite and in order, and so must their difference.");
        }
        var result = new Matrix<T>(rowCount, columnCount);
        foreach (ref T value in result.AsSpan())
        {
            do
            {
                value = T.CreateChecked(low + ((high - low) * random.NextDouble()));
            }
            while (value >= bound && lowest < bound);   // rounding to T can reach the bound: draw again
        }
        return result;
    }

    /// <summary>A matrix of independent numbers from the normal distribution.</summary>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <param name="random">The source: <c>new SeededRandom(42)</c>.</param>
    /// <param name="mean">The mean; 0 by default.</param>
    /// <param name="standardDeviation">The standard deviation, 0 or more; 1 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the mean is not finite, or the standard deviation is negative or not finite.</exception>
    public static Matrix<T> RandomNormal(int rowCount, int columnCount, SeededRandom random, double mean = 0, double standardDeviation = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "RandomNormal: the mean must be finite.");
        }
        if (!double.IsFinite(standardDeviation) || standardDeviation < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "RandomNormal: the standard deviation must be finite and not negative.");
        }
        var result = new Matrix<T>(rowCount, columnCount);
        foreach (ref T value in result.AsSpan())
        {
            value = T.CreateChecked(mean + (standardDeviation * random.NextNormal()));
        }
        return result;
    }
}
