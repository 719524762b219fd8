namespace MiniDnn;

/// <summary>What the statistics of a multinomial model come from.</summary>
internal sealed class MultinomialInference
{
    private readonly MultinomialFit _fit;
    private readonly DoubleDouble[][] _covariance;

    public MultinomialInference(MultinomialFit fit)
    {
        _fit = fit;
        _covariance = fit.Outcome == FitOutcome.NotConverged ? [] : CreateCovariance();
        Errors = [.. Enumerable.Range(0, fit.Reached.Length).Select(j => Math.Sqrt(Covariance(j, j)))];
    }

    /// <summary>Class by class; NaN for coefficients that have none.</summary>
    public double[] Errors { get; }

    /// <summary>The covariance of two coefficients, counted class by class.</summary>
    public double Covariance(int i, int j) => IsDetermined(i) && IsDetermined(j) ? _covariance[i][j].High : double.NaN;

    private bool IsDetermined(int coefficient) => _covariance.Length > 0 && _fit.SignOf(coefficient) == 0;

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
