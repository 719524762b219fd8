namespace MiniDnn;

/// <summary>What the statistics of a multinomial model come from; coefficients are counted class by class.</summary>
internal sealed class MultinomialInference : LikelihoodInference
{
    private readonly MultinomialFit _fit;
    private readonly DoubleDouble[][] _covariance;

    public MultinomialInference(MultinomialFit fit)
    {
        _fit = fit;
        _covariance = fit.Outcome == FitOutcome.NotConverged ? [] : CreateCovariance();
        EffectiveParameters = fit.Rank;
        DegreesOfFreedom = (fit.Data.RowCount * Equations) - fit.Rank;
        Errors = [.. Enumerable.Range(0, fit.Reached.Length).Select(j => Math.Sqrt(Covariance(j, j)))];
    }

    public override DoubleDouble[] Coefficients => _fit.Reached;

    public override bool HasKnownDispersion => true;

    public override bool HasRidge => false;

    private int Equations => _fit.Data.ClassCount - 1;

    public override bool IsDetermined(int parameter) => _covariance.Length > 0 && _fit.SignOf(parameter) == 0;

    public override DoubleDouble UnitCovariance(int i, int j) => _covariance[i][j];

    public override LikelihoodStatistics Statistics() => new()
    {
        Kind = $"Classes: {string.Join(", ", _fit.Data.ClassNames)}; reference: {_fit.Data.ClassNames[_fit.Data.Reference]}",
        End = $"{_fit.Outcome} after {_fit.Scoring.Iterations} steps",
        LogLikelihood = _fit.Scoring.Point.LogLikelihood,
        Deviance = _fit.Deviance,
        NullDeviance = _fit.Data.NullDeviance(),
        NullDegreesOfFreedom = (_fit.Data.RowCount * Equations) - (_fit.Data.Options.Intercept ? Equations : 0),
        RowCount = _fit.Data.RowCount,
    };

    /// <summary>The standard error of Σ gₐ·ηₐ at a row; NaN where that needs a coefficient that is not determined.</summary>
    /// <param name="weights">gₐ for each class.</param>
    /// <param name="row">A value for each parameter of a class, 1 for the intercept.</param>
    public double ErrorOf(double[] weights, double[] row)
    {
        double Weight(int block) => weights[_fit.Problem.Others[block]];
        bool IsOpen(int j) => Weight(j / row.Length) != 0 && row[j % row.Length] != 0 && _fit.SignOf(j) is not (0 or null);
        if (_covariance.Length == 0 || Enumerable.Range(0, _fit.Reached.Length).Any(IsOpen))
        {
            return double.NaN;
        }
        DoubleDouble[] z = _fit.Problem.Columns.FromUnits(row);
        DoubleDouble[] half = _fit.Scoring.Information!.SolveTransposed(
            [.. _fit.Problem.Kept.Select(k => z[k % z.Length] * Weight(k / z.Length))]);
        return Math.Sqrt(DoubleDouble.Dot(half, half).High);
    }

    /// <summary>T·C·Tᵀ, where T takes coefficients to the user's units and C is the inverse of the information.</summary>
    private DoubleDouble[][] CreateCovariance()
    {
        MultinomialProblem problem = _fit.Problem;
        var half = new DoubleDouble[problem.ParameterCount][];
        Array.Fill(half, new DoubleDouble[_fit.Reached.Length]);
        for (int k = 0; k < problem.Kept.Length; k++)
        {
            var unit = new DoubleDouble[problem.Kept.Length];
            unit[k] = DoubleDouble.One;
            half[problem.Kept[k]] = _fit.ToUnits(_fit.Scoring.Expand(_fit.Scoring.Information!.Solve(unit)));
        }
        return [.. Enumerable.Range(0, _fit.Reached.Length).Select(i => _fit.ToUnits([.. half.Select(row => row[i])]))];
    }
}
