namespace MiniDnn;

public sealed partial class LinearModel<T>
{
    private readonly Lazy<double[]> _leverages;
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
        double[] leverages = _leverages.Value;
        var result = new Diagnostics([.. leverages.Select(T.CreateTruncating)], new T[leverages.Length], new T[leverages.Length]);
        double parameters = ModelDegreesOfFreedom;
        for (int i = 0; i < leverages.Length; i++)
        {
            double h = leverages[i];
            double r = Standardized(i, h);
            result.StandardizedResiduals[i] = T.CreateTruncating(r);
            result.CooksDistances[i] = T.CreateTruncating(r * r / parameters * h / (1 - h));
        }
        return result;
    }

    private double Standardized(int row, double leverage)
    {
        double residual = _data.Residuals![row] * Math.Sqrt(_data.Weights[row]);
        return leverage < 1 ? residual / (ScaledDeviation * Math.Sqrt(1 - leverage)) : double.NaN;
    }

    private Design<T> KeptDesign()
    {
        Matrix<T> x = _data.X ?? throw new InvalidOperationException("The model did not keep the predictors, which this statistic is computed from; fit with KeepData = true (a model from an accumulator never keeps them).");
        return new Design<T>(x, HasIntercept, Degree).Scaled(_solution.ColumnExponents);
    }

    /// <summary>hᵢ = wᵢ·‖xᵢᵀ·B‖², in doubled precision, for B's columns cancel where X is ill-conditioned.</summary>
    private double[] ComputeLeverages()
    {
        Design<T> design = KeptDesign();
        var result = new double[design.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            DoubleDouble sum = DoubleDouble.Zero;
            foreach (DoubleDouble z in TimesInverse(design.Row(i)))
            {
                sum += z * z;
            }
            double h = (sum * _data.Weights[i]).High;
            result[i] = 1 - h < 1e-14 ? 1 : h;
        }
        return result;
    }

    private DoubleDouble[] TimesInverse(ReadOnlySpan<DoubleDouble> row)
    {
        var result = new DoubleDouble[Rank];
        for (int k = 0; k < result.Length; k++)
        {
            for (int j = 0; j < row.Length; j++)
            {
                result[k] += row[j] * _solution.Factor.Inverse[(j * Rank) + k];
            }
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
        double[] leverages = _leverages.Value;
        var result = new double[ParameterCount, ParameterCount];
        for (int i = 0; i < leverages.Length; i++)
        {
            double factor = Influence(kind, i, leverages[i]);
            DoubleDouble[] influence = factor == 0 ? [] : _solution.Factor.Apply(TimesInverse(design.Row(i)));
            for (int j = 0; j < influence.Length; j++)
            {
                for (int k = 0; k < influence.Length; k++)
                {
                    result[j, k] += factor * factor * influence[j].High * influence[k].High;
                }
            }
        }
        return result;
    }

    /// <summary>uᵢ·wᵢ.</summary>
    private double Influence(RobustCovariance kind, int row, double leverage)
    {
        double e = _data.Residuals![row] * _data.Weights[row];
        double left = leverage < 1 ? 1 - leverage : double.NaN;
        return kind switch
        {
            MiniDnn.RobustCovariance.HC0 => e,
            MiniDnn.RobustCovariance.HC1 => DegreesOfFreedom > 0 ? e * Math.Sqrt(RowCount / DegreesOfFreedom) : double.NaN,
            MiniDnn.RobustCovariance.HC2 => e / Math.Sqrt(left),
            _ => e / left,
        };
    }

    /// <summary>What is told of each row.</summary>
    private sealed record Diagnostics(T[] Leverages, T[] StandardizedResiduals, T[] CooksDistances);
}
