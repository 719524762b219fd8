namespace MiniDnn;

public sealed partial class LinearModel<T>
{
    private readonly Lazy<HatValues> _leverages;
    private readonly Lazy<Diagnostics> _diagnostics;

    /// <summary>
    /// hᵢ = wᵢ·xᵢᵀ(XᵀWX)⁻¹xᵢ, the pull of row i on its own prediction, between 0 and 1; their sum is the rank. With ridge (XᵀWX + λ)⁻¹ is
    /// in the middle, and the sum is the effective number of parameters.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The model did not keep the predictors (<see cref="LeastSquaresOptions{T}.KeepData"/>).
    /// </exception>
    public IReadOnlyList<T> Leverages => _diagnostics.Value.Leverages;

    /// <summary>
    /// Internally studentised residuals √wᵢ·eᵢ/(s·√(1 − hᵢ)); NaN for a row with leverage 1, or without degrees of freedom.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The model did not keep the predictors (<see cref="LeastSquaresOptions{T}.KeepData"/>).
    /// </exception>
    public IReadOnlyList<T> StandardizedResiduals => _diagnostics.Value.StandardizedResiduals;

    /// <summary>
    /// Dᵢ = rᵢ²/p·hᵢ/(1 − hᵢ), with rᵢ the standardised residual and p the rank: how far all predictions would move if row i were left out
    /// (R. D. Cook, 1977). NaN for a row with leverage 1.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The model did not keep the predictors (<see cref="LeastSquaresOptions{T}.KeepData"/>).
    /// </exception>
    public IReadOnlyList<T> CooksDistances => _diagnostics.Value.CooksDistances;

    /// <summary>A covariance matrix of the coefficients that allows the errors' variance to differ from row to row.</summary>
    /// <param name="kind">The estimate; HC3 is the cautious one for small samples.</param>
    /// <returns>
    /// A new matrix, parameters × parameters; with NaN where the kind needs 1 − hᵢ and a row has leverage 1 (HC2, HC3), or degrees of
    /// freedom where there are none (HC1).
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model did not keep the predictors (<see cref="LeastSquaresOptions{T}.KeepData"/>).
    /// </exception>
    public Matrix<T> RobustCovariance(RobustCovariance kind)
    {
        double[,] scaled = ScaledRobustCovariance(kind);
        int p = ParameterCount;
        var result = new Matrix<T>(p, p);
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                result[i, j] = T.CreateTruncating(Math.ScaleB(scaled[i, j], _solution.CoefficientExponent(i) + _solution.CoefficientExponent(j)));
            }
        }
        return result;
    }

    /// <summary>The square roots of the diagonal of <see cref="RobustCovariance(MiniDnn.RobustCovariance)"/>.</summary>
    /// <param name="kind">The estimate; HC3 is the cautious one for small samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model did not keep the predictors (<see cref="LeastSquaresOptions{T}.KeepData"/>).
    /// </exception>
    public T[] RobustStandardErrors(RobustCovariance kind)
    {
        double[,] scaled = ScaledRobustCovariance(kind);
        var result = new T[ParameterCount];
        for (int j = 0; j < result.Length; j++)
        {
            result[j] = T.CreateTruncating(Math.ScaleB(Math.Sqrt(scaled[j, j]), _solution.CoefficientExponent(j)));
        }
        return result;
    }

    private Diagnostics ComputeDiagnostics()
    {
        HatValues hat = _leverages.Value;
        int n = hat.Taken.Length;
        var result = new Diagnostics([.. hat.Taken.Select(T.CreateTruncating)], new T[n], new T[n]);
        double parameters = ModelDegreesOfFreedom;
        for (int i = 0; i < n; i++)
        {
            double r = Standardized(i, hat.Left[i]);
            result.StandardizedResiduals[i] = T.CreateTruncating(r);
            result.CooksDistances[i] = T.CreateTruncating(r * r / parameters * hat.Taken[i] / hat.Left[i]);
        }
        return result;
    }

    private double Standardized(int row, double left)
        => _data.Residuals![row] * Math.Sqrt(_data.Weights[row]) / (ScaledDeviation * Math.Sqrt(left));

    private Design<T> KeptDesign()
    {
        Matrix<T> x = _data.X ?? throw new InvalidOperationException("The model did not keep the predictors, which this statistic is computed from; fit with KeepData = true (a model from an accumulator never keeps them).");
        return new Design<T>(x, HasIntercept, Degree).Scaled(_solution.ColumnExponents);
    }

    /// <summary>
    /// hᵢ = wᵢ·‖xᵢᵀ·B‖² and 1 − hᵢ, in doubled precision: B's columns cancel where X is ill-conditioned, and 1 − hᵢ where the leverage is
    /// high.
    /// </summary>
    private HatValues ComputeLeverages()
    {
        Design<T> design = KeptDesign();
        var result = new HatValues(new double[design.RowCount], new double[design.RowCount]);
        double noise = Math.ScaleB(ParameterCount * _solution.Factor.Condition(), -100);
        for (int i = 0; i < result.Taken.Length; i++)
        {
            DoubleDouble sum = DoubleDouble.Zero;
            foreach (DoubleDouble z in _solution.Factor.ApplyTransposed(design.Row(i)))
            {
                sum += z * z;
            }
            DoubleDouble taken = sum * _data.Weights[i];
            double left = (DoubleDouble.One - taken).High;
            (result.Taken[i], result.Left[i]) = left > noise ? (taken.High, left) : (1, double.NaN);
        }
        return result;
    }

    /// <summary>Σ gᵢgᵢᵀ with gᵢ = uᵢ·wᵢ·B·Bᵀ·xᵢ, in scaled units.</summary>
    private double[,] ScaledRobustCovariance(RobustCovariance kind)
    {
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such robust covariance.");
        }
        Design<T> design = KeptDesign();
        HatValues hat = _leverages.Value;
        var result = new double[ParameterCount, ParameterCount];
        for (int i = 0; i < hat.Left.Length; i++)
        {
            double factor = _data.Weights[i] == 0 ? 0 : Influence(kind, i, hat.Left[i]);
            DoubleDouble[] influence = factor == 0 ? [] : _solution.Factor.Apply(_solution.Factor.ApplyTransposed(design.Row(i)));
            for (int j = 0; j < influence.Length; j++)
            {
                double scaled = factor * influence[j].High;
                for (int k = 0; k <= j; k++)
                {
                    result[j, k] += scaled * (factor * influence[k].High);
                }
            }
        }
        FillSymmetrically(result);
        return result;
    }

    /// <summary>The upper half from the lower one; NaN for coefficients that the data do not determine.</summary>
    private void FillSymmetrically(double[,] covariance)
    {
        for (int j = 0; j < ParameterCount; j++)
        {
            for (int k = 0; k <= j; k++)
            {
                covariance[j, k] = _isEstimable[j] && _isEstimable[k] ? covariance[j, k] : double.NaN;
                covariance[k, j] = covariance[j, k];
            }
        }
    }

    /// <summary>uᵢ·wᵢ.</summary>
    /// <param name="kind">The estimate.</param>
    /// <param name="row">i.</param>
    /// <param name="left">1 − hᵢ; NaN where that is 0.</param>
    private double Influence(RobustCovariance kind, int row, double left)
    {
        double e = _data.Residuals![row] * _data.Weights[row];
        return kind switch
        {
            MiniDnn.RobustCovariance.HC0 => e,
            MiniDnn.RobustCovariance.HC1 => DegreesOfFreedom > 0 ? e * Math.Sqrt(RowCount / DegreesOfFreedom) : double.NaN,
            MiniDnn.RobustCovariance.HC2 => e / Math.Sqrt(left),
            _ => e / left,
        };
    }

    /// <summary>hᵢ and 1 − hᵢ of each row; 1 and NaN for a row that its own coefficient follows.</summary>
    private sealed record HatValues(double[] Taken, double[] Left);

    /// <summary>What is told of each row.</summary>
    private sealed record Diagnostics(T[] Leverages, T[] StandardizedResiduals, T[] CooksDistances);
}
