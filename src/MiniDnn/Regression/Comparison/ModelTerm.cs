namespace MiniDnn;

/// <summary>A term of a model: columns that belong together, and the variables that they are made of.</summary>
/// <remarks>
/// An analysis of variance leaves out whole terms, never one column of a category; and it must know which terms contain others, as an
/// interaction contains its main effects. Columns are given by their index among the coefficients: the intercept, if there is one, is 0.
/// </remarks>
/// <example><code>
/// // 1, then size, then two columns for the colours green and red (blue has 0 in both)
/// Matrix&lt;double&gt; x = [[1, 0, 0], [2, 0, 0], [3, 1, 0], [4, 1, 0], [5, 0, 1], [7, 0, 1], [8, 0, 1]];
/// var model = LeastSquares.Fit(x, [1.0, 2.1, 4.2, 4.9, 5.1, 6.8, 8.2]);
/// var table = model.Anova(type: 2, [ModelTerm.Numeric("size", 1), ModelTerm.Category("colour", 2, 3)]);
/// Console.WriteLine(table);          // → colour
/// </code></example>
public sealed class ModelTerm
{
    private ModelTerm(string name, int[] columns, ModelTerm[] factors, bool isCategory)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0 || columns.Any(j => j < 0) || columns.Distinct().Count() < columns.Length)
        {
            Throw.Argument(nameof(columns), $"ModelTerm: term \"{name}\" has columns [{string.Join(", ", columns)}]; there must be one or "
                + "more, none negative and none twice.");
        }
        Name = name;
        Columns = columns;
        IsCategory = isCategory;
        Factors = factors.Length == 0 ? [this] : [.. factors.SelectMany(factor => factor.Factors)];
    }

    /// <summary>The name, for tables.</summary>
    public string Name { get; }

    /// <summary>The indices of its columns among the coefficients.</summary>
    public IReadOnlyList<int> Columns { get; }

    internal bool IsCategory { get; }

    /// <summary>The numbers and categories whose product it is; of one of these itself.</summary>
    internal ModelTerm[] Factors { get; }

    /// <summary>Makes the term of a number, or of several columns made of one: powers, a spline.</summary>
    /// <param name="name">The name.</param>
    /// <param name="columns">The indices of its columns among the coefficients.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no column, a negative one, or one twice.</exception>
    public static ModelTerm Numeric(string name, params int[] columns) => new(name, columns, [], isCategory: false);

    /// <summary>Makes the term of a category with k + 1 levels in k columns, however they are coded.</summary>
    /// <inheritdoc cref="Numeric"/>
    public static ModelTerm Category(string name, params int[] columns) => new(name, columns, [], isCategory: true);

    /// <summary>Makes the interaction of terms, whose columns are the products of theirs.</summary>
    /// <param name="columns">The indices of its columns among the coefficients.</param>
    /// <param name="terms">Two terms or more, each of a number or a category, or interactions of such.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two terms, or there is no column, a negative one, or one twice.</exception>
    public static ModelTerm Interaction(int[] columns, params ModelTerm[] terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Length < 2 || terms.Contains(null!))
        {
            Throw.Argument(nameof(terms), $"Interaction: there are {terms.Length} terms; there must be two or more, none of them null.");
        }
        return new(string.Join(":", terms.Select(term => term.Name)), columns, terms, isCategory: false);
    }

    /// <summary>Whether this term is made of all that another is made of, and more.</summary>
    internal bool Contains(ModelTerm other)
    {
        string[] own = [.. Factors.Select(factor => factor.Name).Distinct()];
        string[] theirs = [.. other.Factors.Select(factor => factor.Name).Distinct()];
        return own.Length > theirs.Length && theirs.All(own.Contains);
    }
}
