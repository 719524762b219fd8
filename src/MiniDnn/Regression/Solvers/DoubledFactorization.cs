namespace MiniDnn;

/// <summary>C and B from a QR factorisation in doubled precision, of full rank or not.</summary>
internal static class DoubledFactorization
{
    /// <summary>2⁻⁶⁰: so much of a row of C·D keeps 13 digits in doubled precision.</summary>
    private const double LeastRowLeft = 1.0 / (1L << 60);

    /// <param name="qr">The factorisation of the scaled columns.</param>
    /// <param name="exponents">The columns' scales: the norm of the coefficients that is made least is the one in the user's units.</param>
    /// <param name="tolerance">The share of a column's length below which it counted as dependent.</param>
    public static LeastSquaresFactor Create(DoubledQr qr, int[] exponents, double tolerance)
        => Create(qr, exponents.Length, tolerance, qr.Rank == exponents.Length ? null : MinimumNormInverse(Transposed(qr), exponents));

    /// <summary>The same where dependent columns have the coefficient 0, whatever the norm.</summary>
    public static LeastSquaresFactor CreateBasic(DoubledQr qr, int parameterCount, double tolerance)
        => Create(qr, parameterCount, tolerance, null);

    private static LeastSquaresFactor Create(DoubledQr qr, int p, double tolerance, DoubleDouble[]? leastNorm) => new()
    {
        ParameterCount = p,
        Rank = qr.Rank,
        Tolerance = Math.Max(tolerance, qr.LargestDroppedShare),
        Triangle = Triangle(qr, p),
        Inverse = leastNorm ?? BasicInverse(qr, p),
        IsBasic = qr.Rank < p && leastNorm is null,
        Dependencies = FindDependencies(qr, p, tolerance),
    };

    private static double[] Triangle(DoubledQr qr, int p)
    {
        var result = new double[qr.Rank * p];
        for (int i = 0; i < qr.Rank; i++)
        {
            for (int k = i; k < p; k++)
            {
                result[(i * p) + qr.Permutation[k]] = qr.R(i, k).High;
            }
        }
        return result;
    }

    /// <summary>B = P·R₁₁⁻¹ on the independent columns, 0 on the others.</summary>
    private static DoubleDouble[] BasicInverse(DoubledQr qr, int p)
    {
        var result = new DoubleDouble[p * qr.Rank];
        var column = new DoubleDouble[qr.Rank];
        for (int k = 0; k < qr.Rank; k++)
        {
            Array.Clear(column);
            column[k] = DoubleDouble.One;
            qr.SolveTriangle(column);
            for (int i = 0; i <= k; i++)
            {
                result[(qr.Permutation[i] * qr.Rank) + k] = column[i];
            }
        }
        return result;
    }

    /// <summary>Cᵀ.</summary>
    private static DoubledColumns Transposed(DoubledQr qr)
    {
        int p = qr.Permutation.Length;
        var result = new DoubledColumns(p, qr.Rank);
        for (int i = 0; i < qr.Rank; i++)
        {
            for (int k = i; k < p; k++)
            {
                result[qr.Permutation[k], i] = qr.Significant(i, k);
            }
        }
        return result;
    }

    /// <summary>
    /// B of the complete orthogonal factorisation: with D the scales and (C·D)ᵀ = Q₂·S, B = D·Q₂·S⁻ᵀ (R. Hanson and C. Lawson, 1969). Null
    /// where the scales are too far apart for 32 digits.
    /// </summary>
    /// <param name="transposed">Cᵀ; overwritten.</param>
    /// <param name="exponents">The columns' scales.</param>
    public static DoubleDouble[]? MinimumNormInverse(DoubledColumns transposed, int[] exponents)
    {
        int rank = transposed.ColumnCount;
        int largest = exponents.Length == 0 ? 0 : exponents.Max();
        for (int j = 0; j < exponents.Length; j++)
        {
            for (int i = 0; i < rank; i++)
            {
                transposed[j, i] = DoubleDouble.ScaleB(transposed[j, i], exponents[j] - largest);
            }
        }
        DoubledQr second = DoubledQr.Factor(transposed, rank, LeastRowLeft);
        return second.Rank < rank ? null : SolveTransposed(second, exponents, largest);
    }

    private static DoubleDouble[] SolveTransposed(DoubledQr second, int[] exponents, int largest)
    {
        int rank = second.Rank;
        var result = new DoubleDouble[exponents.Length * rank];
        for (int k = 0; k < rank; k++)
        {
            // Column k of P₂ᵀ is a unit vector; S⁻ᵀ of it by forward substitution.
            var s = new DoubleDouble[rank];
            for (int i = 0; i < rank; i++)
            {
                DoubleDouble sum = second.Permutation[i] == k ? DoubleDouble.One : DoubleDouble.Zero;
                for (int j = 0; j < i; j++)
                {
                    sum -= second.R(j, i) * s[j];
                }
                s[i] = sum / second.R(i, i);
            }
            DoubleDouble[] column = second.MultiplyByQ(s);
            for (int j = 0; j < exponents.Length; j++)
            {
                result[(j * rank) + k] = DoubleDouble.ScaleB(column[j], exponents[j] - largest);
            }
        }
        return result;
    }

    /// <summary>
    /// Each dependent column as a sum of the independent ones, of which those count that are more than what the tolerance calls noise.
    /// </summary>
    private static (int Column, int[] Others)[] FindDependencies(DoubledQr qr, int p, double tolerance)
    {
        double noise = NoPartOfCombination(tolerance);
        var result = new (int, int[])[p - qr.Rank];
        for (int k = qr.Rank; k < p; k++)
        {
            var c = new DoubleDouble[qr.Rank];
            for (int i = 0; i < qr.Rank; i++)
            {
                c[i] = qr.R(i, k);
            }
            double length = Math.Sqrt(c.Sum(v => v.High * v.High));
            qr.SolveTriangle(c);
            int[] others = [.. Enumerable.Range(0, qr.Rank).Where(i => Math.Abs(c[i].High) > noise * length).Select(i => qr.Permutation[i]).Order()];
            result[k - qr.Rank] = (qr.Permutation[k], length == 0 ? [] : others);
        }
        return [.. result.OrderBy(d => d.Item1)];
    }

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
    public static DoubledQr FactorIndependent(DoubledColumns columns, double[] noise, double tolerance, bool hasIntercept)
    {
        int p = noise.Length;
        double[] limits = [.. noise];
        while (true)
        {
            DoubledQr qr = DoubledQr.Factor(columns.Copy(), p, tolerance: 0, limits);
            if (FindRedundant(qr, columns, tolerance, hasIntercept ? 1 : 0) is not { } redundant)
            {
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
        LeastSquaresFactor factor = CreateBasic(qr, p, tolerance);
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
