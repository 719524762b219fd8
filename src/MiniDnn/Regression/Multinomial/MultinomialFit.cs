namespace MiniDnn;

/// <summary>The maximum of a multinomial likelihood, or what there is in its place.</summary>
internal sealed class MultinomialFit
{
    private MultinomialFit(MultinomialData data, MultinomialProblem problem, MultinomialScoring scoring, MultinomialSeparation? separation)
    {
        (Data, Problem, Scoring, Separation) = (data, problem, scoring, separation);
        Outcome = !scoring.HasConverged ? FitOutcome.NotConverged : separation is null ? FitOutcome.Converged : FitOutcome.Separated;
        Reached = ToUnits(scoring.Point.Theta);
    }

    public MultinomialData Data { get; }

    public MultinomialProblem Problem { get; }

    public MultinomialScoring Scoring { get; }

    /// <summary>Which classes are separated; null where none is.</summary>
    public MultinomialSeparation? Separation { get; }

    public FitOutcome Outcome { get; }

    /// <summary>Coefficients in the user's units, class by class; NaN for those that depend on others.</summary>
    public DoubleDouble[] Reached { get; }

    public double Deviance => -2 * Scoring.Point.LogLikelihood;

    /// <summary>The number of independent coefficients.</summary>
    public int Rank => Problem.ParameterCount;

    public static MultinomialFit Run(MultinomialData data)
    {
        var columns = Standardization.Create(data.Columns, data.Options.Intercept, false);
        int[] others = [.. Enumerable.Range(0, data.ClassCount).Where(k => k != data.Reference)];
        var problem = new MultinomialProblem(columns, data.Labels, data.Weights, others);
        MultinomialScoring scoring = Search(problem, true);
        MultinomialSeparation? separation = null;
        if (IsUndecided(scoring))
        {
            separation = MultinomialSeparation.Find(problem, data.Columns);
            problem = separation is null ? problem : separation.CloseIn(problem);
            scoring = separation is null && scoring.HasConverged ? scoring : Search(problem, false);
        }
        return new(data, problem, scoring, separation);
    }

    /// <summary>A coefficient of standard columns for each of the user's, class by class.</summary>
    public DoubleDouble[] ToUnits(DoubleDouble[] theta)
    {
        int p = Problem.Columns.Count;
        return [.. Problem.Others.SelectMany((_, a) => Problem.Columns.ToUnits(theta.AsSpan(a * p, p), Data.Columns.RowCount))];
    }

    /// <summary>
    /// The sign of a coefficient that has no finite estimate, <see cref="MiniDnn.Separation.EitherWay"/>, or 0 for a finite one; null where
    /// it depends on others.
    /// </summary>
    public int? SignOf(int coefficient)
    {
        int p = Data.Columns.RowCount, column = Array.IndexOf(Problem.Columns.Parameters, coefficient % p);
        return column < 0 ? null : Separation?.Signs[(coefficient / p * Problem.Columns.Count) + column] ?? 0;
    }

    /// <summary>The probabilities of all rows, rows × classes; NaN for those that do not count.</summary>
    public Matrix<double> Probabilities()
    {
        var result = new Matrix<double>(Data.AllLabels.Length, Data.ClassCount);
        result.Fill(double.NaN);
        for (int i = 0; i < Data.Counted.Length; i++)
        {
            for (int k = 0; k < Data.ClassCount; k++)
            {
                result[Data.Counted[i], k] = Scoring.Point.Probabilities[k, i];
            }
        }
        return result;
    }

    /// <summary>1 − P(its class) for each row, without the difference; NaN for those that do not count.</summary>
    public double[] Residuals()
    {
        double[] residuals = new double[Data.AllLabels.Length];
        Array.Fill(residuals, double.NaN);
        for (int i = 0; i < Data.Counted.Length; i++)
        {
            residuals[Data.Counted[i]] = Scoring.Point.Rest(Data.Labels[i], i);
        }
        return residuals;
    }

    /// <summary>Whether the probabilities of a finite fit do not prove that rows overlap.</summary>
    private static bool IsUndecided(MultinomialScoring scoring)
        => !scoring.HasConverged || !(scoring.LargestChange < 0.01)
            || !(scoring.Information!.ConditionEstimate() < 1e8);   // half of the digits left to the proof

    private static MultinomialScoring Search(MultinomialProblem problem, bool stopsAtSuspicion)
    {
        var scoring = new MultinomialScoring(problem);
        scoring.Run(stopsAtSuspicion);
        return scoring;
    }
}
