namespace MiniDnn;

/// <summary>Puts the terms of a design in R's order: variables, then products of two, then of three, each in the order given.</summary>
internal static class DesignColumns
{
    /// <summary>The terms with their places.</summary>
    /// <param name="operation">The caller's, for messages.</param>
    /// <param name="variables">The variables, whose levels are known.</param>
    /// <param name="interactions">The names of those that are multiplied.</param>
    /// <param name="hasIntercept">
    /// Whether there is a constant; where not, the first category has a column for every level in its own term, as in R.
    /// </param>
    public static DesignTerm[] Arrange(
        string operation, IReadOnlyList<DesignVariable> variables, IReadOnlyList<string[]> interactions, bool hasIntercept)
    {
        var terms = new List<DesignTerm>();
        bool isFull = hasIntercept;
        for (int v = 0; v < variables.Count; v++)
        {
            LevelCoding? coding = variables[v].Coding;
            Append([new(v, coding is null || isFull ? coding : coding with { Coding = null })]);
            isFull |= coding is not null;
        }
        foreach (string[] names in interactions.OrderBy(names => names.Length))
        {
            int[] indices = [.. names.Select(name => IndexOf(operation, variables, name)).Order()];
            Append([.. indices.Select(v => new DesignFactor(v, variables[v].Coding))]);
            RequireParts(operation, terms);
        }
        return [.. terms];

        void Append(DesignFactor[] factors)
        {
            string name = string.Join(':', factors.Select(factor => variables[factor.Variable].Name));
            if (terms.Any(term => term.Name == name))
            {
                throw new ArgumentException($"{operation}: the term {name} is there twice.");
            }
            terms.Add(new(name, factors, terms.Sum(term => term.ColumnCount)));
        }
    }

    /// <summary>A product of three is coded as one beside those of two, without which its columns mean something else.</summary>
    private static void RequireParts(string operation, List<DesignTerm> terms)
    {
        DesignTerm last = terms[^1];
        int pairs = terms.Count(term => term.Factors.Length == 2 && last.Contains(term));
        if (last.Factors.Length == 3 && pairs < 3)
        {
            throw new ArgumentException($"{operation}: the interaction {last.Name} needs those of each two of its terms; add them, too.");
        }
    }

    private static int IndexOf(string operation, IReadOnlyList<DesignVariable> variables, string name)
    {
        int index = variables.ToList().FindIndex(variable => variable.Name == name);
        if (index < 0)
        {
            string names = Files.Excerpt.Of(variables.Select(variable => variable.Name));
            throw new ArgumentException(
                $"{operation}: an interaction names {name}, which is no term; add it, too (the terms are {names}).");
        }
        return index;
    }
}
