namespace MiniDnn;

/// <summary>The leverages of all rows of the data.</summary>
/// <param name="Taken">h.</param>
/// <param name="Left">1 − h; NaN for a row that has a coefficient to itself.</param>
internal sealed record Leverages(double[] Taken, double[] Left);

/// <summary>Computes the leverages of the rows of a fit.</summary>
internal sealed class Leverage<T>(LeastSquaresSolution solution)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// Below this 1 − h is no longer formed as that difference, which loses a digit for each zero behind the point; hardly more rows than
    /// parameters can have so little.
    /// </summary>
    private const double High = 1e-2;

    /// <summary>
    /// hᵢ = ‖qᵢ‖² with qᵢ = √wᵢ·Bᵀ·xᵢ, and 1 − hᵢ, in doubled precision: B's columns cancel where X is ill-conditioned, and 1 − hᵢ where
    /// the leverage is high. 1 and NaN for a row that has a coefficient to itself.
    /// </summary>
    public Leverages Measure(Design<T> design)
    {
        var result = new Leverages(new double[design.RowCount], new double[design.RowCount]);
        List<RowOfQ> high = [];
        for (int i = 0; i < design.RowCount; i++)
        {
            RowOfQ row = RowOfQ.At(i, design, solution);
            DoubleDouble h = row.Dot(row);
            (result.Taken[i], result.Left[i]) = (h.High, (DoubleDouble.One - h).High);
            if (result.Left[i] < High)
            {
                high.Add(row);
            }
        }
        if (high.Count > 0)
        {
            MeasureLeftOf(high, design, result.Left);
        }
        foreach (RowOfQ row in high.Where(row => result.Left[row.Index] == 0))
        {
            (result.Taken[row.Index], result.Left[row.Index]) = (1, double.NaN);
        }
        return result;
    }

    /// <summary>
    /// 1 − hᵢ as ‖(1 − H)·eᵢ‖² + cᵀ·Λ·c, with what ridge leaves besides: of the elements −hᵢₖ only one is a difference, and squares of
    /// rounding are far smaller than rounding. 0 where there is nothing else.
    /// </summary>
    private void MeasureLeftOf(List<RowOfQ> rows, Design<T> design, double[] left)
    {
        var (sums, noises) = (new double[rows.Count], new double[rows.Count]);
        for (int k = 0; k < design.RowCount; k++)
        {
            RowOfQ other = RowOfQ.At(k, design, solution);
            for (int r = 0; r < sums.Length; r++)
            {
                DoubleDouble h = rows[r].Dot(other);
                double element = rows[r].Index == k ? (DoubleDouble.One - h).High : h.High;
                double rounding = rows[r].RoundingOfDot(other);
                sums[r] += element * element;
                noises[r] += rounding * rounding;
            }
        }
        for (int r = 0; r < sums.Length; r++)
        {
            DoubleDouble[] influence = solution.Factor.Apply(rows[r].Values);
            left[rows[r].Index] = (sums[r] > noises[r] ? sums[r] : 0) + Shrinkage(influence);
        }
    }

    /// <summary>cᵀ·Λ·c with c = √wᵢ·(XᵀWX + Λ)⁻¹·xᵢ.</summary>
    private double Shrinkage(DoubleDouble[] influence)
    {
        double sum = 0;
        for (int j = 0; j < solution.Penalties.Length; j++)
        {
            sum += solution.Penalties[j] * influence[j].High * influence[j].High;
        }
        return sum;
    }
}
