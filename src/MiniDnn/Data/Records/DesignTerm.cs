namespace MiniDnn;

/// <summary>A variable in a term: a number itself, or a category by its coding.</summary>
internal readonly record struct DesignFactor(int Variable, LevelCoding? Coding)
{
    public int ColumnCount => Coding?.ColumnCount ?? 1;

    /// <summary>The element of one column.</summary>
    /// <param name="value">The variable: a number, or that of a level.</param>
    /// <param name="column">The column.</param>
    public double Value(double value, int column) => Coding is null ? value : Coding.Value((int)value, column);
}

/// <summary>A term of a design: a variable or the product of some, and the columns that it takes.</summary>
internal sealed class DesignTerm(string name, DesignFactor[] factors, int firstColumn)
{
    public string Name => name;

    /// <summary>In the order of the variables; the first varies fastest from column to column.</summary>
    public DesignFactor[] Factors => factors;

    public int FirstColumn => firstColumn;

    public int ColumnCount { get; } = factors.Aggregate(1, (count, factor) => count * factor.ColumnCount);

    /// <summary>Whether the other term is a part of this one, as a is of a:b: what an analysis of variance takes out together.</summary>
    public bool Contains(DesignTerm other)
        => other.Factors.Length < factors.Length && other.Factors.All(part => factors.Any(factor => factor.Variable == part.Variable));

    /// <summary>Writes the term's columns of one row.</summary>
    /// <param name="values">A number for each variable of the design.</param>
    /// <param name="row">The whole row.</param>
    public void Write(ReadOnlySpan<double> values, Span<double> row)
    {
        for (int column = 0; column < ColumnCount; column++)
        {
            double product = 1;
            int rest = column;
            foreach (DesignFactor factor in factors)
            {
                product *= factor.Value(values[factor.Variable], rest % factor.ColumnCount);
                rest /= factor.ColumnCount;
            }
            row[firstColumn + column] = product;
        }
    }

    /// <summary>The names of the columns: <c>Area</c>, <c>Region[south]</c>, <c>Area:Region[south]</c>.</summary>
    /// <param name="variables">The names of the variables, and their levels.</param>
    public IEnumerable<string> ColumnNames(IReadOnlyList<DesignVariable> variables)
    {
        for (int column = 0; column < ColumnCount; column++)
        {
            int rest = column;
            var parts = new string[factors.Length];
            for (int k = 0; k < parts.Length; k++)
            {
                DesignVariable variable = variables[factors[k].Variable];
                int own = rest % factors[k].ColumnCount;
                parts[k] = factors[k].Coding is { } coding ? $"{variable.Name}[{variable.Levels[coding.LevelOf(own)]}]" : variable.Name;
                rest /= factors[k].ColumnCount;
            }
            yield return string.Join(':', parts);
        }
    }
}
