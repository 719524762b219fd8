namespace MiniDnn;

/// <summary>The leverages of all rows of the data.</summary>
/// <param name="Taken">h.</param>
/// <param name="Left">1 − h; NaN for a row that has a coefficient to itself.</param>
internal sealed record Leverages(double[] Taken, double[] Left);

/// <summary>Computes the leverages of the rows of a fit.</summary>
internal sealed class Leverage<T>(LeastSquaresSolution solution)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Below this 1 − h is no longer formed as that difference; no more rows than parameters can have so little.</summary>
    private const double High = 1e-6;

    public Leverages Measure(Design<T> design)
    {
        var (taken, left) = (new double[design.RowCount], new double[design.RowCount]);
        for (int i = 0; i < taken.Length; i++)
        {
            (taken[i], left[i]) = At(design, i);
        }
        return new(taken, left);
    }

    /// <summary>
    /// hᵢ = wᵢ·‖xᵢᵀ·B‖² and 1 − hᵢ, in doubled precision: B's columns cancel where X is ill-conditioned, and 1 − hᵢ where the leverage is
    /// high. 1 and NaN for a row that has a coefficient to itself.
    /// </summary>
    private (double Taken, double Left) At(Design<T> design, int row)
    {
        DoubleDouble[] z = solution.Factor.ApplyTransposed(design.Row(row));
        DoubleDouble sum = DoubleDouble.Zero;
        foreach (DoubleDouble value in z)
        {
            sum += value * value;
        }
        DoubleDouble taken = sum * solution.Weights[row];
        double left = (DoubleDouble.One - taken).High;
        if (left < High)
        {
            DoubleDouble[] influence = solution.Factor.Apply(z);
            left = LeftOfHigh(design, influence, row) + Shrinkage(influence, solution.Weights[row]);
        }
        return left > 0 ? (taken.High, left) : (1, double.NaN);
    }

    /// <summary>
    /// ‖(1 − H)·eᵢ‖², which without ridge is 1 − hᵢ: of its elements −hᵢₖ only one is a difference, and squares of rounding are far smaller
    /// than rounding. 0 where there is nothing else.
    /// </summary>
    /// <param name="design">X.</param>
    /// <param name="influence">(XᵀWX + Λ)⁻¹·xᵢ.</param>
    /// <param name="row">i.</param>
    private double LeftOfHigh(Design<T> design, DoubleDouble[] influence, int row)
    {
        double sum = 0, noise = 0;
        for (int k = 0; k < design.RowCount; k++)
        {
            DoubleDouble taken = DoubleDouble.Zero;
            double size = 0;
            DoubleDouble[] x = design.Row(k);
            for (int j = 0; j < x.Length; j++)
            {
                DoubleDouble term = x[j] * influence[j];
                taken += term;
                size += Math.Abs(term.High);
            }
            double weight = solution.Weights[row], both = Math.Sqrt(weight * solution.Weights[k]);
            double left = k == row ? (DoubleDouble.One - (taken * weight)).High : both * taken.High;
            double rounding = Math.ScaleB(x.Length * both * size, -100);   // 2⁻¹⁰⁶ over the products and sums for each coefficient
            sum += left * left;
            noise += rounding * rounding;
        }
        return sum > noise ? sum : 0;
    }

    /// <summary>cᵀ·Λ·c with c = √wᵢ·(XᵀWX + Λ)⁻¹·xᵢ: what ridge leaves besides.</summary>
    private double Shrinkage(DoubleDouble[] influence, double weight)
    {
        double sum = 0;
        for (int j = 0; j < solution.Penalties.Length; j++)
        {
            sum += solution.Penalties[j] * influence[j].High * influence[j].High * weight;
        }
        return sum;
    }
}
