namespace MiniDnn;

/// <summary>
/// The powers of 2 by which an accumulator divides columns, target and weights. They grow with the data, and the triangle follows.
/// </summary>
internal sealed class AccumulatorScales(TriangularFactor triangle)
{
    /// <summary>eⱼ of the columns, and behind them e of the target.</summary>
    public int[] Exponents { get; } = new int[triangle.ColumnCount];

    public int[] Columns => Exponents[..^1];

    public int Target => Exponents[^1];

    /// <summary>f, an even number.</summary>
    public int WeightExponent { get; private set; }

    /// <summary>The exponent of a column that is 0, which fits every scale.</summary>
    public const int OfZero = int.MinValue;

    /// <summary>The exponents, but <see cref="OfZero"/> for a column without a value other than 0.</summary>
    public int[] Occupied => [.. Exponents.Select((e, j) => IsZero(j) ? OfZero : e)];

    /// <summary>The exponent of a largest magnitude.</summary>
    public static int ExponentOf(double magnitude) => magnitude == 0 ? OfZero : Scaling.ExponentOf(magnitude);

    /// <summary>Makes room for values and weights of these exponents.</summary>
    public void Grow(ReadOnlySpan<int> exponents, int weightExponent, bool isEmpty)
    {
        int newWeight = isEmpty ? weightExponent : Math.Max(weightExponent, WeightExponent);
        for (int j = 0; j < Exponents.Length; j++)
        {
            int grown = exponents[j] == OfZero ? Exponents[j] : IsZero(j) ? exponents[j] : Math.Max(exponents[j], Exponents[j]);
            triangle.ScaleColumn(j, Exponents[j] - grown + ((WeightExponent - newWeight) / 2));
            Exponents[j] = grown;
        }
        WeightExponent = newWeight;
    }

    /// <summary>A copy of another triangle in these units, which are no smaller than its own.</summary>
    public TriangularFactor Match(TriangularFactor other, AccumulatorScales scales)
    {
        var result = new TriangularFactor(other.ColumnCount);
        other.Values.CopyTo(result.Values);
        for (int j = 0; j < Exponents.Length; j++)
        {
            result.ScaleColumn(j, scales.Exponents[j] - Exponents[j] + ((scales.WeightExponent - WeightExponent) / 2));
        }
        return result;
    }

    public void Restore(ReadOnlySpan<int> exponents, int weightExponent)
    {
        exponents.CopyTo(Exponents);
        WeightExponent = weightExponent;
    }

    private bool IsZero(int column)
    {
        for (int i = 0; i <= column; i++)
        {
            if (triangle[i, column] != 0)
            {
                return false;
            }
        }
        return true;
    }
}
