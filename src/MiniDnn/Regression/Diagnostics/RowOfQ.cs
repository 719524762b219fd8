namespace MiniDnn;

/// <summary>Row i of Q in √W·X = Q·C: √wᵢ·Bᵀ·xᵢ. Products of such rows are the elements of the hat matrix H = Q·Qᵀ.</summary>
/// <param name="index">i.</param>
/// <param name="values">Its elements.</param>
/// <param name="rounding">How far rounding may have moved them.</param>
internal sealed class RowOfQ(int index, DoubleDouble[] values, double rounding)
{
    private readonly double _rounding = rounding;
    private readonly double _length = Math.Sqrt(values.Sum(v => v.High * v.High));

    public int Index => index;

    public ReadOnlySpan<DoubleDouble> Values => values;

    public static RowOfQ At<T>(int index, Design<T> design, LeastSquaresSolution solution)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DoubleDouble root = DoubleDouble.Sqrt(solution.Weights[index]);
        DoubleDouble[] x = design.Row(index);
        DoubleDouble[] values = solution.Factor.ApplyTransposed(x);
        for (int k = 0; k < values.Length; k++)
        {
            values[k] *= root;
        }
        double size = 0;
        for (int j = 0; j < x.Length; j++)
        {
            size += Math.Abs(x[j].High) * solution.Factor.RowLength(j);
        }
        return new(index, values, Math.ScaleB(x.Length * size * root.High, -100));   // 2⁻¹⁰⁶ over the products and sums for each coefficient
    }

    public DoubleDouble Dot(RowOfQ other) => DoubleDouble.Dot(values, other.Values);

    /// <summary>How far rounding may have moved the product.</summary>
    public double RoundingOfDot(RowOfQ other) => (_rounding * other._length) + (other._rounding * _length);
}
