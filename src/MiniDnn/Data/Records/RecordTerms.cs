using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>The terms of a design, added one after the other: numbers, powers, categories and interactions of a record.</summary>
/// <remarks>
/// A term has the name of the expression that reads it, <c>Area</c> of <c>h => h.Area</c>, or one that is given. A transformation is
/// written as it is: <c>Add(h => Math.Log(h.Area))</c>. A value that is null or NaN is missing. The expressions may be called several
/// times for a record, and must always give the same.
/// </remarks>
/// <example><code>
/// (double Area, string Region)[] houses = [(80, "north"), (120, "south"), (100, "east"), (90, "north")];
/// var design = RecordDesign.Fit(houses, terms =&gt; terms
///     .Add(h =&gt; h.Area).Power(h =&gt; h.Area, 2)
///     .Category(h =&gt; h.Region, reference: "north")
///     .Interaction(h =&gt; h.Area, h =&gt; h.Region));
/// Console.WriteLine(string.Join(", ", design.ColumnNames));
/// // → Area, Area^2, Region[east], Region[south], Area:Region[east], Area:Region[south]
/// </code></example>
/// <typeparam name="TRecord">The type of the records.</typeparam>
public sealed class RecordTerms<TRecord>
{
    /// <summary>As for polynomials: of higher powers not even doubled precision tells apart what they say.</summary>
    private const int LargestExponent = 256;

    private readonly List<DesignVariable<TRecord>> _variables = [];
    private readonly List<string[]> _interactions = [];

    internal RecordTerms()
    {
    }

    internal IReadOnlyList<DesignVariable<TRecord>> Variables => _variables;

    /// <summary>The names of the variables that are multiplied.</summary>
    internal IReadOnlyList<string[]> Interactions => _interactions;

    internal bool DropsMissing { get; private set; }

    /// <summary>Adds a number.</summary>
    /// <param name="value">Reads it from a record.</param>
    /// <param name="name">The term's name; by default what <paramref name="value"/> reads.</param>
    /// <returns>The same terms, for the next one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or already there.</exception>
    public RecordTerms<TRecord> Add(Func<TRecord, double?> value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Add(nameof(Add), new NumberVariable<TRecord>(value, ExpressionName.Of(name)));
    }

    /// <summary>Adds a power of a number, named <c>Age^2</c>. It is that term alone: add the number itself for a parabola.</summary>
    /// <param name="value">Reads the number from a record.</param>
    /// <param name="exponent">From 2 to 256.</param>
    /// <param name="name">The number's name; by default what <paramref name="value"/> reads.</param>
    /// <returns>The same terms, for the next one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exponent"/> is not from 2 to 256.</exception>
    /// <exception cref="ArgumentException">The name is empty or already there.</exception>
    public RecordTerms<TRecord> Power(
        Func<TRecord, double?> value, int exponent, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfLessThan(exponent, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponent, LargestExponent);
        string number = ExpressionName.Of(name);
        return Add(nameof(Power), new NumberVariable<TRecord>(value, number.Length == 0 ? "" : $"{number}^{exponent}", exponent));
    }

    /// <summary>Adds a category, whose levels are told apart by their text.</summary>
    /// <remarks>
    /// The levels are those that occur, in ascending order (names in ordinal order, an enum by its numbers), unless they are given. The
    /// first is the reference of <see cref="CategoryCoding.Treatment"/>, the last is −1 in <see cref="CategoryCoding.Sum"/>.
    /// </remarks>
    /// <param name="level">
    /// Reads the level from a record: a string, an enum, a bool, a whole number, anything whose text is its own.
    /// </param>
    /// <param name="coding">How levels become columns.</param>
    /// <param name="levels">All levels in their order; null for those that occur.</param>
    /// <param name="name">The term's name; by default what <paramref name="level"/> reads.</param>
    /// <typeparam name="TLevel">The type of the levels.</typeparam>
    /// <returns>The same terms, for the next one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="level"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such coding.</exception>
    /// <exception cref="ArgumentException">The name is empty or already there.</exception>
    public RecordTerms<TRecord> Category<TLevel>(
        Func<TRecord, TLevel> level,
        CategoryCoding coding = CategoryCoding.Treatment,
        IReadOnlyList<TLevel>? levels = null,
        [CallerArgumentExpression(nameof(level))] string name = "")
    {
        if (coding is not (CategoryCoding.Treatment or CategoryCoding.Sum))
        {
            throw new ArgumentOutOfRangeException(nameof(coding), coding, "Category: coding must be Treatment or Sum.");
        }
        return AddCategory(level, new(coding, null, Texts(levels)), name);
    }

    /// <summary>Adds a category whose coefficients are differences from a level that is chosen.</summary>
    /// <param name="level">
    /// Reads the level from a record: a string, an enum, a bool, a whole number, anything whose text is its own.
    /// </param>
    /// <param name="reference">The level that gets no column; there must be such records.</param>
    /// <param name="levels">All levels in their order; null for those that occur, in ascending order.</param>
    /// <param name="name">The term's name; by default what <paramref name="level"/> reads.</param>
    /// <typeparam name="TLevel">The type of the levels.</typeparam>
    /// <returns>The same terms, for the next one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="level"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or already there.</exception>
    public RecordTerms<TRecord> Category<TLevel>(
        Func<TRecord, TLevel> level,
        TLevel reference,
        IReadOnlyList<TLevel>? levels = null,
        [CallerArgumentExpression(nameof(level))] string name = "")
        => AddCategory(level, new(CategoryCoding.Treatment, CategoryVariable<TRecord, TLevel>.Text(reference), Texts(levels)), name);

    /// <summary>Adds the product of two terms: of numbers, of a number with each column of a category, or of the columns of both.</summary>
    /// <remarks>The expressions only say which terms are meant, by their names, and are never called.</remarks>
    /// <param name="first">The first term, by the expression with which it was added.</param>
    /// <param name="second">The second term, by the same.</param>
    /// <param name="firstName">Its name, where one was given.</param>
    /// <param name="secondName">Its name, where one was given.</param>
    /// <returns>The same terms, for the next one.</returns>
    /// <exception cref="ArgumentException">Both are the same term.</exception>
    public RecordTerms<TRecord> Interaction(
        Func<TRecord, object?> first,
        Func<TRecord, object?> second,
        [CallerArgumentExpression(nameof(first))] string firstName = "",
        [CallerArgumentExpression(nameof(second))] string secondName = "")
        => Multiply(firstName, secondName);

    /// <summary>Adds the product of three terms, whose products in pairs must be there.</summary>
    /// <param name="first">The first term, by the expression with which it was added.</param>
    /// <param name="second">The second term, by the same.</param>
    /// <param name="third">The third term, by the same.</param>
    /// <param name="firstName">Its name, where one was given.</param>
    /// <param name="secondName">Its name, where one was given.</param>
    /// <param name="thirdName">Its name, where one was given.</param>
    /// <returns>The same terms, for the next one.</returns>
    /// <exception cref="ArgumentException">Two are the same term.</exception>
    public RecordTerms<TRecord> Interaction(
        Func<TRecord, object?> first,
        Func<TRecord, object?> second,
        Func<TRecord, object?> third,
        [CallerArgumentExpression(nameof(first))] string firstName = "",
        [CallerArgumentExpression(nameof(second))] string secondName = "",
        [CallerArgumentExpression(nameof(third))] string thirdName = "")
        => Multiply(firstName, secondName, thirdName);

    /// <summary>Leaves out records with a missing value, and says how many, where otherwise they are refused.</summary>
    /// <returns>The same terms, for the next one.</returns>
    public RecordTerms<TRecord> DropMissing()
    {
        DropsMissing = true;
        return this;
    }

    private static string[]? Texts<TLevel>(IReadOnlyList<TLevel>? levels)
        => levels is null ? null : [.. levels.Select(CategoryVariable<TRecord, TLevel>.Text)];

    private RecordTerms<TRecord> AddCategory<TLevel>(Func<TRecord, TLevel> level, CategorySettings settings, string name)
    {
        ArgumentNullException.ThrowIfNull(level);
        return Add("Category", new CategoryVariable<TRecord, TLevel>(level, settings, ExpressionName.Of(name)));
    }

    private RecordTerms<TRecord> Add(string operation, DesignVariable<TRecord> variable)
    {
        if (variable.Name.Length == 0)
        {
            Throw.Argument("name", $"{operation}: the term has no name; give it one.");
        }
        if (_variables.Any(other => other.Name == variable.Name))
        {
            Throw.Argument("name", $"{operation}: there is a term {variable.Name} already; every term must have a name of its own.");
        }
        _variables.Add(variable);
        return this;
    }

    private RecordTerms<TRecord> Multiply(params string[] arguments)
    {
        string[] names = [.. arguments.Select(ExpressionName.Of)];
        if (names.Distinct().Count() < names.Length)
        {
            throw new ArgumentException($"Interaction: {string.Join(" and ", names)} are not different terms; Power makes a power of one.");
        }
        _interactions.Add(names);
        return this;
    }
}
