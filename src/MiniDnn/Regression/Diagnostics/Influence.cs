namespace MiniDnn;

/// <summary>What leaving a row out would change (D. Belsley, E. Kuh and R. Welsch, "Regression Diagnostics", 1980).</summary>
/// <remarks>
/// All arrays have a place for each row of the data. A row of weight 0 changes nothing: its values are 0, its covariance ratio 1. The
/// variance without a row is formed in doubled precision, for of an outlier far out only its 17th digit may be left of the sum of squares.
/// </remarks>
internal sealed class Influence
{
    private readonly LeastSquaresSolution _solution;
    private readonly Inference _inference;
    private readonly ModelRows _rows;
    private readonly double[] _taken, _left;
    private readonly double[] _studentized;

    /// <param name="solution">What the fit found.</param>
    /// <param name="inference">What statistics come from.</param>
    /// <param name="rows">The rows that count.</param>
    /// <param name="leverages">h and 1 − h of each row of the data.</param>
    public Influence(LeastSquaresSolution solution, Inference inference, ModelRows rows, Leverages leverages)
    {
        (_solution, _inference, _rows) = (solution, inference, rows);
        (_taken, _left) = (leverages.Taken, leverages.Left);
        _studentized = new double[_left.Length];
        for (int k = 0; k < rows.Count; k++)
        {
            int i = rows.Indices[k];
            _studentized[i] = rows.Residuals[k].High / (DeviationWithout(k) * Math.Sqrt(_left[i]));
        }
    }

    /// <summary>√wᵢ·eᵢ/(s₍ᵢ₎·√(1 − hᵢ)).</summary>
    public IReadOnlyList<double> Studentized => _studentized;

    private int Freedom => _rows.Count - _rows.Rank - 1;

    /// <summary>tᵢ·√(hᵢ/(1 − hᵢ)).</summary>
    public double[] Dffits() => [.. _studentized.Select((t, i) => t * Math.Sqrt(_taken[i] / _left[i]))];

    /// <summary>1/((1 − hᵢ)·((n − p − 1 + tᵢ²)/(n − p))^p).</summary>
    public double[] CovarianceRatios()
    {
        double[] result = [.. Enumerable.Repeat(1.0, _left.Length)];
        foreach (int i in _rows.Indices)
        {
            double change = ((_studentized[i] * _studentized[i]) - 1) / (Freedom + 1);
            result[i] = Math.Pow(1 + change, -_rows.Rank) / _left[i];
        }
        return result;
    }

    /// <summary>(b − b₍ᵢ₎)ⱼ/(s₍ᵢ₎·√Vⱼⱼ), a row for each row of the data; NaN for coefficients that the data do not determine.</summary>
    public double[,] Dfbetas()
    {
        var result = new double[_left.Length, _solution.ParameterCount];
        for (int k = 0; k < _rows.Count; k++)
        {
            int i = _rows.Indices[k];
            double factor = _rows.Residuals[k].High / (_left[i] * DeviationWithout(k));
            DoubleDouble[] change = _solution.Factor.Apply(Row(k));
            for (int j = 0; j < change.Length; j++)
            {
                double length = _inference.IsEstimable(j) ? _inference.Root.Length(j) : double.NaN;
                result[i, j] = change[j].High / length * factor;
            }
        }
        return result;
    }

    /// <summary>Σ (√wᵢ·eᵢ/(1 − hᵢ))², in scaled units.</summary>
    public DoubleDouble Press()
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int k = 0; k < _rows.Count; k++)
        {
            DoubleDouble deleted = _rows.Residuals[k] / _left[_rows.Indices[k]];
            sum += deleted * deleted;
        }
        return sum;
    }

    public OutlierTest FindOutlier()
    {
        int row = -1, tests = 0;
        double largest = double.NaN;
        foreach (int i in _rows.Indices)
        {
            double size = Math.Abs(_studentized[i]);
            tests += double.IsNaN(size) ? 0 : 1;
            (row, largest) = size > largest || (row < 0 && !double.IsNaN(size)) ? (i, size) : (row, largest);
        }
        double p = row < 0 ? double.NaN : StudentTDistribution.TwoSidedTail(largest, Freedom);
        return new(row, row < 0 ? double.NaN : _studentized[row], Freedom, p, tests);
    }

    /// <summary>
    /// s₍ᵢ₎² = (Σ e² − eᵢ²/(1 − hᵢ))/(n − p − 1); NaN without degrees of freedom, or where the fit is exact without the row.
    /// </summary>
    private double DeviationWithout(int k)
    {
        DoubleDouble residual = _rows.Residuals[k];
        DoubleDouble rest = _solution.ResidualSumOfSquares - (residual * residual / Left(k));
        // what rounding leaves of a sum of squares, were it 0
        double noise = Math.ScaleB(_solution.ResidualSumOfSquares.High, -46);
        bool isDefined = Freedom > 0 && (_left[_rows.Indices[k]] < 1e-6 ? rest.High > noise : rest.High > Math.ScaleB(noise, -40));
        return isDefined ? Math.Sqrt(rest.High / Freedom) : double.NaN;
    }

    /// <summary>1 − hᵢ with all digits where that difference has them.</summary>
    private DoubleDouble Left(int k)
    {
        double left = _left[_rows.Indices[k]];
        // with less than that left, what is subtracted here has lost more digits than what is stored
        if (!(left >= 1e-6))
        {
            return left;
        }
        DoubleDouble sum = DoubleDouble.One;
        foreach (DoubleDouble z in Row(k))
        {
            sum -= z * z;
        }
        return sum;
    }

    private DoubleDouble[] Row(int k) => [.. Enumerable.Range(0, _rows.Rank).Select(j => _rows.Basis[k, j])];
}
