namespace MiniDnn;

/// <summary>Checks lists of terms against a model.</summary>
internal static class ModelTerms
{
    /// <summary>The terms, or one for each coefficient but the intercept if there are none; their columns must be the model's.</summary>
    public static ModelTerm[] Complete(string operation, IReadOnlyList<ModelTerm>? terms, ModelShape shape)
    {
        int first = shape.HasIntercept ? 1 : 0, count = shape.ParameterNames.Length;
        if (terms is null)
        {
            return [.. Enumerable.Range(first, count - first).Select(j => ModelTerm.Numeric(shape.ParameterNames[j], j))];
        }
        for (int t = 0; t < terms.Count; t++)
        {
            if (terms[t] is null)
            {
                Throw.Argument(nameof(terms), $"{operation}: terms[{t}] is null.");
            }
            if (terms[t].Columns.FirstOrDefault(j => j < first || j >= count, -1) is >= 0 and int column)
            {
                string range = first == 1 ? $"1 to {count - 1}, for 0 is the intercept's" : $"0 to {count - 1}";
                Throw.Argument(nameof(terms), $"{operation}: term \"{terms[t].Name}\" has column {column}; the model has columns {range}.");
            }
        }
        return [.. terms];
    }

    /// <summary>The same where each column but the intercept's must belong to one term.</summary>
    public static ModelTerm[] Partition(string operation, IReadOnlyList<ModelTerm>? terms, ModelShape shape)
    {
        ModelTerm[] all = Complete(operation, terms, shape);
        for (int j = shape.HasIntercept ? 1 : 0; j < shape.ParameterNames.Length; j++)
        {
            int count = all.Count(term => term.Columns.Contains(j));
            if (count != 1)
            {
                Throw.Argument(
                    nameof(terms), $"{operation}: column {j} ({shape.ParameterNames[j]}) is in {count} terms; it must be in one.");
            }
        }
        return all;
    }
}
