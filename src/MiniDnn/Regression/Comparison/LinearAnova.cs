namespace MiniDnn;

/// <summary>Computes analyses of variance of linear models, all fits from the triangle of the whole.</summary>
internal static class LinearAnova
{
    public static AnovaTable Compute<T>(FittedModel<T> model, ModelTerm[] terms, int type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Anova.Check(type);
        LeastSquaresSolution solution = model.Solution;
        double degrees = model.Inference.DegreesOfFreedom;
        AnovaTerm Line(string name, double squares, int freedom)
        {
            double f = freedom > 0 ? squares / freedom / model.Inference.Variance : double.NaN;
            bool isNone = double.IsNaN(squares);
            return AnovaTerm.OfSquares(name, Math.ScaleB(squares, solution.SquaresExponent), isNone ? double.NaN : freedom, f, degrees);
        }
        var anova = new Anova(terms, model.Shape.HasIntercept, Line);
        bool isDependent = solution.Factor.Rank < solution.ParameterCount;
        AnovaTerm[] lines = type switch
        {
            1 => anova.Sequential(Fits(model.Columns(solution.Weights))),
            2 => anova.Hierarchical(Fits(model.Columns(solution.Weights))),
            _ => anova.Marginal(isDependent ? null : Fits(TermCoding.Recode(model, terms))),
        };
        return new("variance", "Sum Sq", type, lines, Math.ScaleB(solution.ResidualSumOfSquares.High, solution.SquaresExponent), degrees);

        Anova.Fits Fits(DoubledColumns columns)
        {
            var fits = new TermFits(columns, solution.Factor.Tolerance);
            return fits.Leave;
        }
    }
}
