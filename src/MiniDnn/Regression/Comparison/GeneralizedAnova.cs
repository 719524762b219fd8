namespace MiniDnn;

/// <summary>Computes analyses of deviance of generalised linear models.</summary>
internal static class GeneralizedAnova
{
    private const string Operation = "Anova";

    public static AnovaTable Compute(GeneralizedLinearModel model, ModelTerm[] terms, int type)
    {
        Anova.Check(type);
        GeneralizedLinearModelSummary summary = model.Summary();
        double degrees = summary.ResidualDegreesOfFreedom;
        bool isKnown = model.Data.Likelihood.Likelihood.HasKnownDispersion;
        AnovaTerm Line(string name, double deviance, int freedom)
        {
            double shown = double.IsNaN(deviance) ? double.NaN : freedom;
            double f = freedom > 0 ? deviance / freedom / summary.Dispersion : double.NaN;
            return isKnown ? AnovaTerm.OfDeviance(name, deviance, shown) : AnovaTerm.OfSquares(name, deviance, shown, f, degrees);
        }
        var anova = new Anova(terms, model.Data.Shape.HasIntercept, Line);
        Anova.Fits? fits = type < 3 ? new GeneralizedFits(Operation, model, model.Data.Likelihood).Leave : Recoded(model, terms);
        AnovaTerm[] lines = type switch
        {
            1 => anova.Sequential(fits!),
            2 => anova.Hierarchical(fits!),
            _ => anova.Marginal(fits),
        };
        return new("deviance", "Deviance", type, lines, summary.Deviance, degrees);
    }

    /// <summary>With categories whose columns sum to 0 over the levels; null where columns depend on each other.</summary>
    private static Anova.Fits? Recoded(GeneralizedLinearModel model, ModelTerm[] terms)
    {
        LikelihoodData data = model.Data.Likelihood;
        if (model.Rank < data.ParameterCount)
        {
            return null;
        }
        if (TermCoding.IsNeeded(terms))
        {
            data = data with { Columns = Recode(data, terms) };
        }
        return new GeneralizedFits(Operation, model, data).Leave;
    }

    private static Matrix<double> Recode(LikelihoodData data, ModelTerm[] terms)
    {
        int n = data.Rows.Length, p = data.ParameterCount;
        var columns = new DoubledColumns(n, p);
        for (int j = 0; j < p; j++)
        {
            for (int i = 0; i < n; i++)
            {
                columns[i, j] = data.Columns[j, i];
            }
        }
        DoubledColumns recoded = new TermCoding(terms, columns, [.. Enumerable.Range(0, n)], data.HasIntercept).Recode();
        Matrix<double> result = Matrix.Create(p, n, (j, i) => recoded[i, j].High);
        bool isWhole = Standardization.Create(result, data.HasIntercept, false).Count == p;
        if (!isWhole || !NestedLikelihoods.Spans(data.Columns, data.HasIntercept, result))
        {
            TermCoding.RefuseOtherModel();
        }
        return result;
    }
}
