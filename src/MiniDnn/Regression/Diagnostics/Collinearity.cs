namespace MiniDnn;

/// <summary>How near the columns of a model are to depending on each other.</summary>
/// <param name="triangle">R of √W·X = Q·R, with no more rows than columns.</param>
/// <param name="inference">B, and which coefficients the data determine.</param>
/// <param name="hasIntercept">Whether the first column is the constant's.</param>
internal sealed class Collinearity(DoubledColumns triangle, Inference inference, bool hasIntercept)
{
    private int First => hasIntercept ? 1 : 0;

    /// <summary>
    /// det R₁₁·det R₂₂/det R for the correlations R of the coefficients beside the constant, those of the term and the others (J. Fox and
    /// G.
    /// Monette, 1992); with V = (XᵀX)⁻¹ that is det(X₁ᵀX₁)·det V₁₁, the X₁ about their means: for one column 1/(1 − R²).
    /// </summary>
    public double Inflation(int[] columns)
    {
        if (triangle.ColumnCount == First + columns.Length)
        {
            return columns.All(inference.IsEstimable) ? 1 : double.NaN;
        }
        int k = columns.Length;
        CovarianceRoot root = inference.Root;
        var rows = new DoubledColumns(root.Width, k);
        for (int j = 0; j < k; j++)
        {
            ReadOnlySpan<DoubleDouble> row = root.Row(columns[j]);
            for (int i = 0; i < row.Length; i++)
            {
                rows[i, j] = row[i];
            }
        }
        DoubleDouble[] spread = Diagonal(rows, k), lengths = CenteredDiagonal(columns);
        DoubleDouble product = DoubleDouble.One;
        for (int j = 0; j < k; j++)
        {
            product *= spread[j] * lengths[j];
        }
        return columns.All(inference.IsEstimable) ? (product * product).High : double.NaN;
    }

    /// <summary>Singular values and vectors of the columns, all of length 1, the constant's among them.</summary>
    public (double[] Values, double[][] Vectors) Decompose()
    {
        DoubledColumns scaled = triangle.Copy();
        for (int j = 0; j < scaled.ColumnCount; j++)
        {
            DoubleDouble length = DoubleDouble.Sqrt(triangle.Dot(j, j, 0));
            for (int i = 0; i < scaled.RowCount; i++)
            {
                scaled[i, j] = length.High > 0 ? triangle[i, j] / length : DoubleDouble.Zero;
            }
        }
        return DoubledJacobi.Decompose(scaled);
    }

    /// <summary>φⱼₖ = vₖⱼ²/σₖ², divided by their sum over k: a row for each coefficient, a column for each singular value.</summary>
    public double[,] Proportions()
    {
        (double[] values, double[][] vectors) = Decompose();
        int p = values.Length;
        var result = new double[p, p];
        for (int j = 0; j < p; j++)
        {
            double[] parts = [.. values.Select((sigma, k) => Math.Pow(vectors[k][j] / sigma, 2))];
            for (int k = 0; k < p; k++)
            {
                result[j, k] = inference.IsEstimable(j) ? parts[k] / parts.Sum() : double.NaN;
            }
        }
        return result;
    }

    /// <summary>What is left of each column beside the constant and those of the columns before it.</summary>
    private DoubleDouble[] CenteredDiagonal(int[] columns)
    {
        var chosen = new DoubledColumns(triangle.RowCount, First + columns.Length);
        for (int j = 0; j < chosen.ColumnCount; j++)
        {
            int source = j < First ? j : columns[j - First];
            for (int i = 0; i < triangle.RowCount; i++)
            {
                chosen[i, j] = triangle[i, source];
            }
        }
        DoubleDouble[] all = Diagonal(chosen, chosen.ColumnCount);
        if (hasIntercept)
        {
            // columns are chosen in any order: the product of all over the constant's length
            DoubleDouble length = DoubleDouble.Sqrt(triangle.Dot(0, 0, 0));
            all[1] *= all[0] / length;
        }
        return all[First..];
    }

    private static DoubleDouble[] Diagonal(DoubledColumns columns, int count)
    {
        DoubledQr qr = DoubledQr.Factor(columns, count, tolerance: 0);
        return [.. Enumerable.Range(0, count).Select(i => i < qr.Rank ? qr.R(i, i) : DoubleDouble.Zero)];
    }
}
