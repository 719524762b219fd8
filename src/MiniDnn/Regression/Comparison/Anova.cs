namespace MiniDnn;

/// <summary>Shares out what a model explains among its terms, by fits of some of its columns: of whatever model.</summary>
/// <param name="terms">Its terms, which share out its columns.</param>
/// <param name="hasIntercept">Whether column 0 is no term's.</param>
/// <param name="line">Makes a line of a name, what is more left unexplained without the term, and its degrees of freedom.</param>
internal sealed class Anova(ModelTerm[] terms, bool hasIntercept, Func<string, double, int, AnovaTerm> line)
{
    /// <summary>What columns leave unexplained (beyond some constant), and how many of them are independent.</summary>
    public delegate (DoubleDouble Left, int Rank) Fits(IEnumerable<int> columns);

    private int[] Constant => hasIntercept ? [0] : [];

    /// <summary>Refuses types that there are not.</summary>
    public static void Check(int type)
    {
        if (type is < 1 or > 3)
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, $"Anova: type is {type}; it must be 1, 2 or 3.");
        }
    }

    /// <summary>Each term added to those before it.</summary>
    public AnovaTerm[] Sequential(Fits fits)
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
    public AnovaTerm[] Hierarchical(Fits fits) => [.. terms.Select(term =>
    {
        IEnumerable<int> others = terms.Where(other => other != term && !other.Contains(term)).SelectMany(other => other.Columns);
        int[] without = [.. Constant, .. others];
        return Line(term.Name, fits, without, [.. without, .. term.Columns]);
    })];

    /// <summary>Each term's columns left out of the whole model.</summary>
    /// <param name="fits">
    /// With categories coded so that their columns sum to 0 over the levels; null where columns depend on each other.
    /// </param>
    public AnovaTerm[] Marginal(Fits? fits)
    {
        IEnumerable<(string Name, IEnumerable<int> Columns)> lines = terms.Select(term => (term.Name, term.Columns.AsEnumerable()));
        lines = hasIntercept ? lines.Prepend(("(Intercept)", Constant)) : lines;
        if (fits is null)
        {
            return [.. lines.Select(term => line(term.Name, double.NaN, 0))];
        }
        int[] all = [.. Constant, .. terms.SelectMany(term => term.Columns).Order()];
        return [.. lines.Select(term => Line(term.Name, fits, [.. all.Except(term.Columns)], all))];
    }

    private AnovaTerm Line(string name, Fits fits, IEnumerable<int> without, IEnumerable<int> with)
    {
        (DoubleDouble larger, int lowerRank) = fits(without);
        (DoubleDouble smaller, int rank) = fits(with);
        int freedom = rank - lowerRank;
        return line(name, freedom > 0 ? Math.Max(0, (larger - smaller).High) : 0, freedom);
    }
}
