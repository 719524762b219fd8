namespace MiniDnn;

/// <summary>What the rows of a fit say about it: leverage, influence, and errors that trust the rows, not a common variance.</summary>
/// <remarks>With weights, residuals and leverages are those of rows multiplied by √wᵢ, as in R.</remarks>
/// <example><code>
/// var model = LeastSquares.Fit([1, 2, 3, 4, 20], [1, 3, 2, 5, 7]);
/// var diagnostics = model.Diagnostics();
/// Console.WriteLine($"{diagnostics.Leverages[4]:F3}");          // → 0.984
/// Console.WriteLine($"{diagnostics.CooksDistances.Max():F1}");  // → 52.7
/// Console.WriteLine($"{diagnostics.RobustStandardErrors(CovarianceKind.HC3)[1]:F3}");   // → 0.841
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed class LinearModelDiagnostics<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// Below this 1 − h is no longer formed as that difference, which loses a digit for each zero behind the point; hardly more rows than
    /// parameters can have so little.
    /// </summary>
    private const double HighLeverage = 1e-2;

    private readonly LeastSquaresSolution _solution;
    private readonly Inference _inference;
    private readonly ModelShape _shape;
    private readonly Matrix<T> _predictors;

    /// <summary>1 − hᵢ; NaN for a row that has a coefficient to itself.</summary>
    private readonly double[] _left;

    internal LinearModelDiagnostics(Matrix<T> predictors, LeastSquaresSolution solution, Inference inference, ModelShape shape)
    {
        _solution = solution;
        _inference = inference;
        _shape = shape;
        _predictors = predictors;
        int n = predictors.RowCount;
        _left = new double[n];
        var (leverages, standardized, distances) = (new T[n], new T[n], new T[n]);
        double[] taken = MeasureLeverages();
        for (int i = 0; i < n; i++)
        {
            double r = solution.Residuals![i] * Math.Sqrt(solution.Weights[i]) / (inference.Deviation * Math.Sqrt(_left[i]));
            leverages[i] = T.CreateTruncating(taken[i]);
            standardized[i] = T.CreateTruncating(r);
            distances[i] = T.CreateTruncating(r * r * (taken[i] / inference.ModelDegreesOfFreedom) / _left[i]);
        }
        Leverages = leverages;
        StandardizedResiduals = standardized;
        CooksDistances = distances;
    }

    /// <summary>
    /// hᵢ = wᵢ·xᵢᵀ(XᵀWX)⁻¹xᵢ, the pull of row i on its own prediction, between 0 and 1; their sum is the rank. With ridge (XᵀWX + λ)⁻¹ is
    /// in the middle, and the sum is the effective number of parameters.
    /// </summary>
    public IReadOnlyList<T> Leverages { get; }

    /// <summary>
    /// Internally studentised residuals √wᵢ·eᵢ/(s·√(1 − hᵢ)); NaN for a row with leverage 1, without degrees of freedom, or where the fit
    /// is exact.
    /// </summary>
    public IReadOnlyList<T> StandardizedResiduals { get; }

    /// <summary>
    /// Dᵢ = rᵢ²/p·hᵢ/(1 − hᵢ), with rᵢ the standardised residual and p the rank: how far all predictions would move if row i were left out
    /// (R. D. Cook, 1977). NaN where that is.
    /// </summary>
    public IReadOnlyList<T> CooksDistances { get; }

    /// <summary>Computes a covariance matrix of the coefficients that allows the errors' variance to differ from row to row.</summary>
    /// <param name="kind">The estimate; HC3 is the cautious one for small samples.</param>
    /// <returns>
    /// A new matrix, parameters × parameters; with NaN where the kind needs 1 − hᵢ and a row has leverage 1 (HC2, HC3), degrees of
    /// freedom where there are none (HC1), or a coefficient that the data do not determine.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public Matrix<T> RobustCovariance(CovarianceKind kind)
    {
        double[,] scaled = ScaledCovariance(kind);
        int p = _solution.ParameterCount;
        return Matrix.Create(p, p, (i, j) => T.CreateTruncating(Math.ScaleB(scaled[i, j], _solution.CovarianceExponent(i, j))));
    }

    /// <summary>Computes the square roots of the diagonal of <see cref="RobustCovariance"/>.</summary>
    /// <param name="kind">The estimate; HC3 is the cautious one for small samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public T[] RobustStandardErrors(CovarianceKind kind)
    {
        double[,] scaled = ScaledCovariance(kind);
        var result = new T[_solution.ParameterCount];
        for (int j = 0; j < result.Length; j++)
        {
            result[j] = T.CreateTruncating(Math.ScaleB(Math.Sqrt(scaled[j, j]), _solution.CoefficientExponent(j)));
        }
        return result;
    }

    /// <summary>
    /// hᵢ = wᵢ·‖xᵢᵀ·B‖² and 1 − hᵢ, in doubled precision: B's columns cancel where X is ill-conditioned, and 1 − hᵢ where the leverage is
    /// high. 1 and NaN for a row that has a coefficient to itself.
    /// </summary>
    /// <summary>h of each row, and 1 − h into its place.</summary>
    private double[] MeasureLeverages()
    {
        var taken = new double[_left.Length];
        List<RowOfQ> high = [];
        Design<T> design = Design();
        for (int i = 0; i < taken.Length; i++)
        {
            RowOfQ row = RowOfQ.At(i, design, _solution);
            DoubleDouble h = row.Dot(row);
            (taken[i], _left[i]) = (h.High, (DoubleDouble.One - h).High);
            if (_left[i] < HighLeverage)
            {
                high.Add(row);
            }
        }
        if (high.Count > 0)
        {
            MeasureLeftOf(high, design);
        }
        foreach (RowOfQ row in high.Where(row => _left[row.Index] == 0))
        {
            (taken[row.Index], _left[row.Index]) = (1, double.NaN);
        }
        return taken;
    }

    /// <summary>
    /// 1 − hᵢ as ‖(1 − H)·eᵢ‖² + cᵀ·Λ·c, with what ridge leaves besides: of the elements −hᵢₖ only one is a difference, and squares of
    /// rounding are far smaller than rounding. 0 where there is nothing else.
    /// </summary>
    private void MeasureLeftOf(List<RowOfQ> rows, Design<T> design)
    {
        var (sums, noises) = (new double[rows.Count], new double[rows.Count]);
        for (int k = 0; k < _left.Length; k++)
        {
            RowOfQ other = RowOfQ.At(k, design, _solution);
            for (int r = 0; r < sums.Length; r++)
            {
                DoubleDouble h = rows[r].Dot(other);
                double left = rows[r].Index == k ? (DoubleDouble.One - h).High : h.High;
                double rounding = rows[r].RoundingOfDot(other);
                sums[r] += left * left;
                noises[r] += rounding * rounding;
            }
        }
        for (int r = 0; r < sums.Length; r++)
        {
            DoubleDouble[] influence = _solution.Factor.Apply(rows[r].Values);
            _left[rows[r].Index] = (sums[r] > noises[r] ? sums[r] : 0) + Shrinkage(influence);
        }
    }

    /// <summary>cᵀ·Λ·c with c = √wᵢ·(XᵀWX + Λ)⁻¹·xᵢ.</summary>
    private double Shrinkage(DoubleDouble[] influence)
    {
        double sum = 0;
        for (int j = 0; j < _solution.Penalties.Length; j++)
        {
            sum += _solution.Penalties[j] * influence[j].High * influence[j].High;
        }
        return sum;
    }

    private Design<T> Design() => new Design<T>(_predictors, _shape).Scaled(_solution.ColumnExponents);

    /// <summary>Σ gᵢgᵢᵀ with gᵢ = uᵢ·wᵢ·B·Bᵀ·xᵢ, in scaled units.</summary>
    private double[,] ScaledCovariance(CovarianceKind kind)
    {
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such robust covariance.");
        }
        Design<T> design = Design();
        LeastSquaresFactor factor = _solution.Factor;
        var result = new double[_solution.ParameterCount, _solution.ParameterCount];
        for (int i = 0; i < design.RowCount; i++)
        {
            double residual = _solution.Weights[i] == 0 ? 0 : Residual(kind, i);
            DoubleDouble[] influence = residual == 0 ? [] : factor.Apply(factor.ApplyTransposed(design.Row(i)));
            for (int j = 0; j < influence.Length; j++)
            {
                double scaled = residual * influence[j].High;
                for (int k = 0; k <= j; k++)
                {
                    result[j, k] += scaled * (residual * influence[k].High);
                }
            }
        }
        FillSymmetrically(result);
        return result;
    }

    /// <summary>The upper half from the lower one; NaN for coefficients that the data do not determine.</summary>
    private void FillSymmetrically(double[,] covariance)
    {
        for (int j = 0; j < _solution.ParameterCount; j++)
        {
            for (int k = 0; k <= j; k++)
            {
                covariance[j, k] = _inference.IsEstimable(j) && _inference.IsEstimable(k) ? covariance[j, k] : double.NaN;
                covariance[k, j] = covariance[j, k];
            }
        }
    }

    /// <summary>uᵢ·wᵢ.</summary>
    private double Residual(CovarianceKind kind, int row)
    {
        double e = _solution.Residuals![row] * _solution.Weights[row];
        double freedom = _inference.DegreesOfFreedom;
        return kind switch
        {
            CovarianceKind.HC0 => e,
            CovarianceKind.HC1 => freedom > 0 ? e * Math.Sqrt(_solution.RowCount / freedom) : double.NaN,
            CovarianceKind.HC2 => e / Math.Sqrt(_left[row]),
            _ => e / _left[row],
        };
    }
}
