namespace MiniDnn;

/// <summary>What the statistics of a generalised linear model come from.</summary>
internal sealed class GeneralizedInference : LikelihoodInference
{
    private const double Far = 1e60;

    private readonly LikelihoodFit _fit;
    private readonly Information? _information;
    private readonly DoubleDouble[][] _covariance;

    public GeneralizedInference(GeneralizedData data, LikelihoodFit fit)
    {
        (_fit, Data) = (fit, data);
        int count = data.Likelihood.ParameterCount;
        _information = fit.Outcome is FitOutcome.OnEdge or FitOutcome.NotConverged ? null : fit.ExpectedInformation();
        _covariance = _information is null ? [] : CreateCovariance(fit.Problem, _information, count);
        EffectiveParameters = HasRidge ? Trace() : fit.Rank;
        DegreesOfFreedom = data.RowCount - EffectiveParameters;
        Dispersion = HasKnownDispersion ? 1
            : !(DegreesOfFreedom > 0) ? double.NaN
            : fit.IsExact ? 0 : PearsonStatistic() / DegreesOfFreedom;
        Errors = [.. Enumerable.Range(0, count).Select(j => Math.Sqrt(Covariance(j, j)))];
    }

    public GeneralizedData Data { get; }

    public override DoubleDouble[] Coefficients => _fit.Coefficients;

    public override bool HasKnownDispersion => Data.Likelihood.Likelihood.HasKnownDispersion;

    public override bool HasRidge => Data.Options.Ridge > 0;

    public override bool IsDetermined(int parameter)
        => _covariance.Length > 0 && Array.IndexOf(_fit.Problem.Columns.Parameters, parameter) >= 0
            && (_fit.Separation is not { } separation || separation.Signs[Array.IndexOf(_fit.Parameters, parameter)] == 0);

    public override DoubleDouble UnitCovariance(int i, int j) => _covariance[i][j];

    /// <summary>Whether a coefficient of an exact fit is rounding, beside what its error would be if y were noise.</summary>
    public bool IsRounding(int parameter)
    {
        double size = _fit.Scoring.Point.Deviance / _fit.RelativeDeviance / Data.RowCount;
        double error = IsDetermined(parameter) ? Math.Sqrt(_covariance[parameter][parameter].High * size) : 0;
        // ten times what sums in double, and in doubled precision, leave of a coefficient that is 0
        return _fit.IsExact && Math.Abs(_fit.Coefficients[parameter].High) <= (_fit.Problem.IsLarge ? 1e-11 : 1e-26) * error;
    }

    public override LikelihoodStatistics Statistics() => new()
    {
        Kind = $"Family: {Data.Family}, link: {Data.Link}, dispersion: {Dispersion:G6}{(HasKnownDispersion ? " (known)" : "")}",
        End = $"{_fit.Outcome} after {_fit.Scoring.Iterations} steps",
        LogLikelihood = Data.Likelihood.Likelihood.LogLikelihood(Data.Likelihood.Rows, _fit.Deviance, Data.RowCount),
        Deviance = _fit.Deviance,
        NullDeviance = NullModel.Deviance(Data.Likelihood),
        NullDegreesOfFreedom = Data.RowCount - (Data.Options.Intercept ? 1 : 0),
        RowCount = Data.RowCount,
    };

    /// <summary>√(φ·xᵀ·(XᵀWX)⁻¹·x).</summary>
    /// <param name="row">A value for each parameter, 1 for the intercept.</param>
    public double ErrorOf(ReadOnlySpan<double> row)
    {
        if (_information is null)
        {
            return double.NaN;
        }
        DoubleDouble[] z = _fit.Problem.Columns.FromUnits(row);
        double largest = z.Length == 0 ? 0 : z.Max(v => Math.Abs(v.High));
        int exponent = largest > Far && double.IsFinite(largest) ? Math.ILogB(largest) : 0;   // squares would leave the range
        z = exponent == 0 ? z : [.. z.Select(v => v * Math.ScaleB(1, -exponent))];
        DoubleDouble[] solved = _information.SolveTransposed(z);
        double square = HasRidge ? Shrunk(_information.Solve(z)) : DoubleDouble.Dot(solved, solved).High;
        return Math.ScaleB(Math.Sqrt(square * Dispersion), exponent);
    }

    /// <summary>Wᵢ·zᵢᵀ·(ZᵀWZ + Λ)⁻¹·zᵢ of a row of the problem, and what is left to 1.</summary>
    public (double Taken, double Left) Leverage(int row)
    {
        if (_information is null)
        {
            return (double.NaN, double.NaN);
        }
        StandardColumns columns = _fit.Problem.Columns;
        DoubleDouble[] z = [.. Enumerable.Range(0, columns.Count).Select(j => columns[row, j])];
        DoubleDouble taken = _information.Square(z) * _fit.Rows.Information[row];
        double left = (DoubleDouble.One - taken).High;

        // what rounding of the factor leaves of a row that has a coefficient to itself
        return left > (_fit.Problem.IsLarge ? 1e-12 : 1e-18) ? (taken.High, left) : (1, double.NaN);
    }

    /// <summary>Pearson's χ² = Σ scoreᵢ²/Wᵢ.</summary>
    public double PearsonStatistic()
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int i = 0; i < _fit.Rows.Score.Length; i++)
        {
            double score = _fit.Rows.Score[i];
            sum += score == 0 ? 0 : score * (score / _fit.Rows.Information[i]);
        }
        return sum.High;
    }

    /// <summary>vᵀ·ZᵀWZ·v.</summary>
    private double Shrunk(DoubleDouble[] v)
    {
        double[] products = _fit.Problem.Multiply(v);
        double sum = 0;
        for (int i = 0; i < products.Length; i++)
        {
            sum += _fit.Rows.Information[i] * products[i] * products[i];
        }
        return sum;
    }

    /// <summary>Σ hᵢ, by what the penalty leaves: p − Σ λⱼ·((ZᵀWZ + Λ)⁻¹)ⱼⱼ.</summary>
    private double Trace()
    {
        double sum = _fit.Problem.Columns.Count;
        var unit = new DoubleDouble[_fit.Problem.Columns.Count];
        for (int j = 0; j < unit.Length && _information is not null; j++)
        {
            unit[j] = DoubleDouble.One;
            sum -= _fit.Problem.Penalties[j] * _information.Square(unit).High;
            unit[j] = DoubleDouble.Zero;
        }
        return sum;
    }

    /// <summary>
    /// T·C·Tᵀ for dispersion 1, where T takes coefficients to the user's units and C is (ZᵀWZ + Λ)⁻¹, less what a penalty Λ takes off:
    /// (ZᵀWZ + Λ)⁻¹·ZᵀWZ·(ZᵀWZ + Λ)⁻¹, which leaves the bias out.
    /// </summary>
    private static DoubleDouble[][] CreateCovariance(ScoringProblem problem, Information information, int parameterCount)
    {
        int count = problem.Columns.Count;
        var half = new DoubleDouble[count][];
        for (int k = 0; k < count; k++)
        {
            var unit = new DoubleDouble[count];
            unit[k] = DoubleDouble.One;
            DoubleDouble[] column = information.Solve(unit);
            DoubleDouble[] penalized = information.Solve([.. column.Select((v, j) => v * problem.Penalties[j])]);
            half[k] = problem.Columns.ToUnits([.. column.Select((v, j) => v - penalized[j])], parameterCount);
        }
        return [.. Enumerable.Range(0, parameterCount).Select(i => problem.Columns.ToUnits([.. half.Select(row => row[i])], parameterCount))];
    }
}
