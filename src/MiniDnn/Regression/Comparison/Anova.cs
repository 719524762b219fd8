namespace MiniDnn;

/// <summary>Computes analyses of variance.</summary>
/// <param name="model">The fit.</param>
/// <param name="terms">Its terms, which share out its columns.</param>
internal sealed class Anova<T>(FittedModel<T> model, ModelTerm[] terms)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Operation = "Anova";

    private int[] Constant => model.Shape.HasIntercept ? [0] : [];

    public AnovaTable Compute(int type)
    {
        AnovaTerm[] lines = type switch
        {
            1 => Sequential(Fits(model.Columns(model.Solution.Weights))),
            2 => Hierarchical(Fits(model.Columns(model.Solution.Weights))),
            3 => Marginal(),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, $"{Operation}: type is {type}; it must be 1, 2 or 3."),
        };
        double residual = Math.ScaleB(model.Solution.ResidualSumOfSquares.High, model.Solution.SquaresExponent);
        return new(type, lines, residual, model.Inference.DegreesOfFreedom);
    }

    private TermFits Fits(DoubledColumns columns) => new(columns, model.Solution.Factor.Tolerance);

    /// <summary>Each term added to those before it.</summary>
    private AnovaTerm[] Sequential(TermFits fits)
    {
        var lines = new AnovaTerm[terms.Length];
        List<int> columns = [.. Constant];
        for (int t = 0; t < terms.Length; t++)
        {
            int[] before = [.. columns];
            columns.AddRange(terms[t].Columns);
            lines[t] = Line(terms[t].Name, fits, before, columns);
        }
        return lines;
    }

    /// <summary>Each term added to all others but those that contain it.</summary>
    private AnovaTerm[] Hierarchical(TermFits fits) => [.. terms.Select(term =>
    {
        IEnumerable<int> others = terms.Where(other => other != term && !other.Contains(term)).SelectMany(other => other.Columns);
        int[] without = [.. Constant, .. others];
        return Line(term.Name, fits, without, [.. without, .. term.Columns]);
    })];

    /// <summary>
    /// Each term's columns left out of the whole model, with its categories coded so that their columns sum to 0 over the levels.
    /// </summary>
    private AnovaTerm[] Marginal()
    {
        if (model.Solution.Factor.Rank < model.Solution.ParameterCount)
        {
            IEnumerable<string> names = terms.Select(term => term.Name);
            names = Constant.Length > 0 ? names.Prepend("(Intercept)") : names;
            double none = double.NaN;
            return [.. names.Select(name => new AnovaTerm(name, none, none, none, model.Inference.DegreesOfFreedom))];
        }
        TermFits fits = Fits(new TermCoding<T>(model, terms).Recode());
        int[] all = [.. Enumerable.Range(0, model.Solution.ParameterCount)];
        IEnumerable<(string Name, IEnumerable<int> Columns)> lines = terms.Select(term => (term.Name, term.Columns.AsEnumerable()));
        lines = Constant.Length > 0 ? lines.Prepend(("(Intercept)", Constant)) : lines;
        return [.. lines.Select(line => Line(line.Name, fits, [.. all.Except(line.Columns)], all))];
    }

    private AnovaTerm Line(string name, TermFits fits, IEnumerable<int> without, IEnumerable<int> with)
    {
        (DoubleDouble larger, int lowerRank) = fits.Leave(without);
        (DoubleDouble smaller, int rank) = fits.Leave(with);
        int freedom = rank - lowerRank;
        double squares = freedom > 0 ? Math.Max(0, (larger - smaller).High) : 0;
        double f = freedom > 0 ? squares / freedom / model.Inference.Variance : double.NaN;
        return new(name, Math.ScaleB(squares, model.Solution.SquaresExponent), freedom, f, model.Inference.DegreesOfFreedom);
    }
}
