namespace MiniDnn;

/// <summary>
/// Robust covariances of the coefficients. Each is B·(Σ vᵢvᵢᵀ)·Bᵀ for some vectors v made of the scores √wᵢ·eᵢ·zᵢ: themselves with factors,
/// their sums over clusters, or their sums over a moving window. So K = B·Tᵀ with T the triangle of the v.
/// </summary>
internal sealed class RobustCovariances(LeastSquaresSolution solution, ModelRows rows, Inference inference)
{
    private const string Heteroscedastic = "robust against unequal variances";

    /// <param name="kind">HC0 to HC4.</param>
    /// <param name="leverages">h and 1 − h of each row of the data.</param>
    public RobustErrors OfKind(CovarianceKind kind, Leverages leverages)
    {
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such robust covariance.");
        }
        var scores = new DoubledColumns(rows.Count, rows.Rank);
        for (int i = 0; i < rows.Count; i++)
        {
            double factor = rows.Residuals[i].High == 0 ? 0 : Factor(kind, leverages, rows.Indices[i]);
            AddScore(i, scores, i, factor);
        }
        return Create($"{kind}, {Heteroscedastic}", scores, inference.DegreesOfFreedom);
    }

    /// <summary>Sums of the scores over each cluster.</summary>
    /// <param name="clusters">The cluster of each row of the data, from 0 on.</param>
    /// <param name="isAdjusted">Whether to multiply by G/(G − 1)·(n − 1)/(n − p).</param>
    public RobustErrors OfClusters(int[] clusters, bool isAdjusted)
    {
        int[] counted = [.. rows.Indices.Select(i => clusters[i])];
        int[] distinct = [.. counted.Distinct()];
        int count = distinct.Length;
        double freedom = inference.DegreesOfFreedom > 0 ? inference.DegreesOfFreedom : double.NaN;
        double adjustment = count / (count - 1.0) * (rows.Count - 1) / freedom;
        double factor = isAdjusted ? Math.Sqrt(adjustment) : 1;
        var places = distinct.Select((cluster, place) => (cluster, place)).ToDictionary();
        var scores = new DoubledColumns(count, rows.Rank);
        for (int i = 0; i < rows.Count; i++)
        {
            AddScore(i, scores, places[counted[i]], factor);
        }
        return Create($"robust within {count} clusters", scores, count - 1);
    }

    /// <summary>
    /// Bartlett's weights 1 − l/(L + 1) are how often two rows that are l apart lie in one window of L + 1 rows: so the estimate is the sum
    /// over all windows, those at the ends included, divided by L + 1.
    /// </summary>
    /// <param name="lag">L.</param>
    /// <param name="isAdjusted">Whether to multiply by n/(n − p).</param>
    public RobustErrors OfWindows(int lag, bool isAdjusted)
    {
        double adjustment = isAdjusted ? rows.Count / (inference.DegreesOfFreedom > 0 ? inference.DegreesOfFreedom : double.NaN) : 1;
        double factor = Math.Sqrt(adjustment / (lag + 1.0));
        int width = Math.Min(lag, rows.Count);
        var scores = new DoubledColumns(rows.Count + width, rows.Rank);
        for (int start = 0; start < scores.RowCount; start++)
        {
            for (int i = Math.Max(0, start - width); i <= Math.Min(start, rows.Count - 1); i++)
            {
                AddScore(i, scores, start, factor);
            }
        }
        return Create($"Newey–West with lag {lag}, robust against serial correlation", scores, inference.DegreesOfFreedom);
    }

    private double Factor(CovarianceKind kind, Leverages leverages, int row) => kind switch
    {
        CovarianceKind.HC0 => 1,
        CovarianceKind.HC1 => inference.DegreesOfFreedom > 0 ? Math.Sqrt(rows.Count / inference.DegreesOfFreedom) : double.NaN,
        CovarianceKind.HC2 => 1 / Math.Sqrt(leverages.Left[row]),
        CovarianceKind.HC3 => 1 / leverages.Left[row],
        _ => Math.Pow(leverages.Left[row], -Math.Min(4, rows.Count * leverages.Taken[row] / inference.ModelDegreesOfFreedom) / 2),
    };

    private void AddScore(int row, DoubledColumns scores, int target, double factor)
    {
        DoubleDouble residual = rows.Residuals[row] * factor;
        for (int j = 0; j < rows.Rank; j++)
        {
            scores[target, j] += rows.Basis[row, j] * residual;
        }
    }

    private RobustErrors Create(string name, DoubledColumns scores, double freedom)
    {
        int p = solution.ParameterCount, rank = rows.Rank;
        // without degrees of freedom residuals are 0 whatever the errors were
        bool isDefined = inference.DegreesOfFreedom > 0 && scores.High.All(double.IsFinite);
        DoubledColumns triangle = isDefined ? DoubledQr.Factor(scores, rank, tolerance: 0).Triangle(targets: 0) : new(1, rank);
        int width = Math.Max(1, triangle.RowCount);
        var root = new DoubleDouble[p * width];
        for (int j = 0; j < p; j++)
        {
            for (int k = 0; k < width; k++)
            {
                DoubleDouble sum = isDefined ? DoubleDouble.Zero : double.NaN;
                for (int i = 0; i < rank && k < triangle.RowCount; i++)
                {
                    sum += solution.Factor.Inverse[(j * rank) + i] * triangle[k, i];
                }
                root[(j * width) + k] = sum;
            }
        }
        return new(name, new(root, width), freedom);
    }
}
