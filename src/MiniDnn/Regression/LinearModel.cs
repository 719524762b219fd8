namespace MiniDnn;

/// <summary>A fitted linear model: its coefficients, its predictions, and the statistics that say how far to trust them.</summary>
/// <remarks>
/// <para>
/// Statistics are computed in double and doubled precision and rounded to <typeparamref name="T"/> at the end. The parameters that
/// information criteria count are the coefficients and the variance.
/// </para>
/// <para>
/// A statistic that has no meaning for the data (R² of a constant target, a standard error without degrees of freedom) is NaN, and <see cref="Remarks"/> says why.
/// </para>
/// <para>Safe to use from many threads at once.</para>
/// </remarks>
/// <example><code>
/// var model = LeastSquares.Fit([20.0, 30, 40], [30.0, 50, 80]);
/// Console.WriteLine($"{model.Slope:F3}");            // → 2.500
/// Console.WriteLine($"{model.RSquared:F5}");         // → 0.98684
/// Console.WriteLine(model.PredictionInterval(45));   // → [9.50149, 172.165]
/// Console.WriteLine(model);                          // → Estimate
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed partial class LinearModel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LeastSquaresSolution _solution;
    private readonly ModelShape _shape;
    private readonly ModelData<T> _data;
    private readonly T[] _coefficients;
    private readonly LinearFunction<T> _function;
    private readonly Lazy<T[]> _residuals;
    private readonly Estimability _estimability;
    private readonly bool[] _isEstimable;

    /// <summary>False where a coefficient leaves the range of the number type.</summary>
    private readonly bool _keepsDigits;

    internal LinearModel(LeastSquaresSolution solution, ModelShape shape, ModelData<T> data)
    {
        _solution = solution;
        _shape = shape;
        _data = data;
        _coefficients = [.. solution.Coefficients.Select((b, j) => Rounded(b, solution.CoefficientExponent(j)))];
        _keepsDigits = _coefficients.Select((b, j) => T.IsNormal(b) || solution.Coefficients[j].High == 0).All(kept => kept);
        _function = new(solution, shape);
        _estimability = new(solution.Factor);
        _isEstimable = _estimability.OfCoefficients();
        _residuals = new(() => ScaledResiduals(nameof(Residuals)));
        _inference = new(ComputeInference);
        _leverages = new(ComputeLeverages);
        _diagnostics = new(ComputeDiagnostics);
        DependentColumns = [.. solution.Factor.Dependencies.SelectMany(d => d.Others.Append(d.Column)).Distinct().Order().Select(j => shape.ParameterNames[j])];
        Remarks = FindRemarks();
    }

    /// <summary>The number of predictors that <see cref="Predict(ReadOnlySpan{T})"/> takes.</summary>
    public int PredictorCount => _shape.PredictorCount;

    /// <summary>The number of coefficients, the intercept included.</summary>
    public int ParameterCount => _solution.ParameterCount;

    /// <summary>The highest power of x: 1, or the degree of a polynomial.</summary>
    public int Degree => _shape.Degree;

    /// <summary>The number of rows that were fitted; rows of weight 0 are not counted.</summary>
    public long RowCount => _solution.RowCount;

    /// <summary>True where a constant was fitted.</summary>
    public bool HasIntercept => _shape.HasIntercept;

    /// <summary>
    /// The coefficients: the intercept first if there is one, then one for each predictor or power. A value beyond the number type's range
    /// is infinite.
    /// </summary>
    public IReadOnlyList<T> Coefficients => _coefficients;

    /// <summary>The names of the coefficients, in their order.</summary>
    public IReadOnlyList<string> ParameterNames => _shape.ParameterNames;

    /// <summary>The constant; 0 where none was fitted.</summary>
    public T Intercept => HasIntercept ? _coefficients[0] : T.Zero;

    /// <summary>The coefficient of the only predictor.</summary>
    /// <exception cref="InvalidOperationException">The model is not a straight line in one predictor.</exception>
    public T Slope
    {
        get
        {
            RequireLine(nameof(Slope));
            return _coefficients[^1];
        }
    }

    /// <summary>
    /// The number of columns of the design that are independent; where it is less than <see cref="ParameterCount"/>, the coefficients are
    /// those of least norm, or <see cref="Remarks"/> say that dependent columns have 0.
    /// </summary>
    public int Rank => _solution.Factor.Rank;

    /// <summary>The names of the columns that depend on each other linearly; none where the rank is full.</summary>
    public IReadOnlyList<string> DependentColumns { get; }

    /// <summary>
    /// In words, what is unusual about the fit: dependent columns, statistics that are not defined and why, an exact fit, ridge.
    /// </summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>yᵢ − ŷᵢ for each row that was fitted.</summary>
    /// <exception cref="InvalidOperationException">The model comes from an accumulator, which keeps no rows.</exception>
    public IReadOnlyList<T> Residuals => _residuals.Value;

    /// <summary>
    /// κ₂(X) = σ₁/σₚ of the design in its own units, the column of ones included; infinite where the rank is not full. With weights or
    /// ridge, that of the problem that was solved.
    /// </summary>
    public T ConditionNumber => T.CreateTruncating(ComputeConditionNumber());

    internal ModelData<T> Data => _data;

    private static T Rounded(DoubleDouble value, int exponent)
        => T.CreateTruncating(Math.ScaleB(value.High, exponent));

    private void RequireLine(string operation)
    {
        if (PredictorCount != 1 || Degree != 1)
        {
            throw new InvalidOperationException($"{operation}: the model has {PredictorCount} predictors and degree {Degree}; it must be a straight line in one predictor.");
        }
    }

    private T[] ScaledResiduals(string operation)
    {
        double[] residuals = _data.Residuals ?? throw new InvalidOperationException($"{operation}: the model comes from an accumulator, which keeps no rows; subtract Predict(x) from y.");
        return [.. residuals.Select(r => Rounded(r, _solution.TargetExponent))];
    }

    /// <summary>The largest singular value of X times the largest of its inverse: each is accurate, however ill-conditioned X is.</summary>
    private double ComputeConditionNumber()
    {
        int rank = Rank;
        if (rank < ParameterCount)
        {
            return double.PositiveInfinity;
        }
        int[] exponents = _solution.ColumnExponents;
        int largest = exponents.Max();
        int smallest = exponents.Min();
        var triangle = new Matrix<double>(rank, rank);
        var inverse = new Matrix<double>(rank, rank);
        for (int j = 0; j < rank; j++)
        {
            for (int k = 0; k < rank; k++)
            {
                triangle[k, j] = Math.ScaleB(_solution.Factor.Triangle[(k * rank) + j], exponents[j] - largest);
                inverse[j, k] = Math.ScaleB(_solution.Factor.Inverse[(j * rank) + k].High, smallest - exponents[j]);
            }
        }
        double product = SingularValueDecomposition<double>.Create(triangle).SingularValues[0] * SingularValueDecomposition<double>.Create(inverse).SingularValues[0];
        return Math.ScaleB(product, largest - smallest);
    }
}
