namespace MiniDnn;

/// <summary>Chooses the columns that count where some depend on each other.</summary>
internal static class IndependentColumns
{
    /// <summary>
    /// What of a combination of columns counts as no part of it: rounding of the data moves it by more than it leaves of a column, and a
    /// thousandth is no rounding, whatever tolerance was asked for.
    /// </summary>
    public static double NoPartOfCombination(double tolerance) => Math.Clamp(100 * tolerance, 1e-9, 1e-3);

    /// <summary>
    /// The factor of the columns of which more than a share of their length is left beside all others. Of those that depend on each other
    /// the one goes that the targets miss least: so no fit is worse than that without one of its columns.
    /// </summary>
    /// <param name="columns">[X Y].</param>
    /// <param name="noise">For each column of X a length that rounding may have left of it.</param>
    /// <param name="tolerance">The share.</param>
    /// <param name="hasIntercept">True where the first column is a constant: it stays, for no one thinks of it as dependent.</param>
    public static DoubledQr Factor(DoubledColumns columns, double[] noise, double tolerance, bool hasIntercept)
    {
        int p = noise.Length;
        double[] limits = [.. noise];
        while (true)
        {
            DoubledQr qr = DoubledQr.Factor(columns.Copy(), p, tolerance: 0, limits);
            if (FindRedundant(qr, columns, tolerance, hasIntercept ? 1 : 0) is not { } redundant)
            {
                qr.Tolerance = tolerance;
                return qr;
            }
            limits[redundant] = double.PositiveInfinity;
        }
    }

    /// <summary>
    /// Row j of B has the length 1/(what is left of column j beside all others); without column j the sum of squared residuals grows by
    /// (bⱼ·left)².
    /// </summary>
    private static int? FindRedundant(DoubledQr qr, DoubledColumns columns, double tolerance, int first)
    {
        int p = qr.Permutation.Length;
        LeastSquaresFactor factor = DoubledFactorization.CreateBasic(qr, p);
        DoubleDouble[][] coefficients = [.. Enumerable.Range(0, columns.ColumnCount - p).Select(t => factor.Apply(qr.Rotated(t)))];
        int? best = null;
        double leastCost = double.PositiveInfinity;
        for (int j = first; j < p; j++)
        {
            double inverse = factor.RowLength(j);
            bool isRedundant = inverse > 0 && 1 <= tolerance * columns.Length(j) * inverse;
            double cost = Math.Sqrt(coefficients.Sum(b => b[j].High * b[j].High)) / inverse;
            if (isRedundant && cost < leastCost)
            {
                (best, leastCost) = (j, cost);
            }
        }
        return best;
    }
}
