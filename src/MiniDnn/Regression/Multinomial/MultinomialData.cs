using System.Globalization;

namespace MiniDnn;

/// <summary>The checked data of a multinomial model: all rows, and those that count.</summary>
internal sealed class MultinomialData
{
    private const string Operation = "Fit";

    public MultinomialData(Matrix<double> x, int[] labels, MultinomialOptions options)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        Throw.IfLengthIsNot(Operation, nameof(labels), labels.Length, x.RowCount, "one for each row of x");
        (Options, AllLabels) = (options, [.. labels]);
        AllWeights = GeneralizedRows.Copy(
            options.Weights, nameof(options.Weights), labels.Length, 1, "0 or more, and finite", w => w >= 0 && double.IsFinite(w));
        Counted = [.. Enumerable.Range(0, labels.Length).Where(i => AllWeights[i] > 0)];
        if (Counted.Length == 0)
        {
            Throw.Argument(nameof(x), $"{Operation}: none of {x.RowCount} rows counts; there must be some of each class.");
        }
        if (x.ColumnCount == 0 && !options.Intercept)
        {
            Throw.Argument(nameof(x), $"{Operation}: x has no columns and there is no intercept; there is nothing to fit.");
        }
        ClassNames = NamesOf(labels, options.ClassNames);
        CheckClasses();
        Reference = options.Reference is null ? 0 : Array.IndexOf(ClassNames, options.Reference);
        if (Reference < 0)
        {
            Throw.Argument(nameof(options), $"{Operation}: Reference is \"{Files.Excerpt.Of(options.Reference!)}\"; it must be one of the "
                + $"classes, {Files.Excerpt.Of(ClassNames)}.");
        }
        ModelShape.CheckNames(Operation, options.PredictorNames, x.ColumnCount, nameof(options.PredictorNames));
        Shape = new(x.ColumnCount, 1, options.Intercept, options.PredictorNames);
        CoefficientNames =
            [.. ClassNames.Where((_, k) => k != Reference).SelectMany(name => Shape.ParameterNames.Select(of => $"{name}: {of}"))];
        Columns = GeneralizedRows.Design(x, options.Intercept, Counted);
        (Labels, Weights) = ([.. Counted.Select(i => labels[i])], [.. Counted.Select(i => AllWeights[i])]);
        RowCount = options.WeightsAreFrequencies ? Weights.Sum() : Counted.Length;
    }

    public MultinomialOptions Options { get; }

    public string[] ClassNames { get; }

    public int ClassCount => ClassNames.Length;

    /// <summary>The class that the others are compared with.</summary>
    public int Reference { get; }

    public ModelShape Shape { get; }

    /// <summary>The labels of all rows.</summary>
    public int[] AllLabels { get; }

    /// <summary>The weights of all rows, 1 where none were given.</summary>
    public double[] AllWeights { get; }

    /// <summary>The rows of a positive weight.</summary>
    public int[] Counted { get; }

    /// <summary>How many observations they stand for.</summary>
    public double RowCount { get; }

    /// <summary>A row for each parameter of a class, a column for each row that counts.</summary>
    public Matrix<double> Columns { get; }

    /// <summary>The labels of the rows that count.</summary>
    public int[] Labels { get; }

    /// <summary>Their weights.</summary>
    public double[] Weights { get; }

    /// <summary>The names of all coefficients, class by class.</summary>
    public string[] CoefficientNames { get; }

    /// <summary>The deviance of the constants alone; without them all classes are as likely.</summary>
    public double NullDeviance()
    {
        double all = Weights.Sum(), sum = 0;
        for (int k = 0; k < ClassCount; k++)
        {
            double own = 0;
            for (int i = 0; i < Labels.Length; i++)
            {
                own += Labels[i] == k ? Weights[i] : 0;
            }
            sum += own * (Options.Intercept ? Math.Log(all / own) : Math.Log(ClassCount));
        }
        return 2 * sum;
    }

    private static string[] NamesOf(int[] labels, IReadOnlyList<string>? names)
    {
        int bad = Array.FindIndex(labels, label => label < 0 || (names is not null && label >= names.Count));
        if (bad >= 0)
        {
            string range = names is null ? "0 or more" : $"from 0 to {names.Count - 1}, for there are {names.Count} class names";
            Throw.Argument(nameof(labels), $"{Operation}: labels[{bad}] is {labels[bad]}; it must be {range}.");
        }
        if (names is null)
        {
            // a class without rows is refused, so there can't be more classes than rows: no memory for a label of a thousand million
            int count = Math.Min(labels.Max(), labels.Length) + 1;
            return [.. Enumerable.Range(0, count).Select(k => k.ToString(CultureInfo.InvariantCulture))];
        }
        ModelShape.CheckNames(Operation, names, names.Count, nameof(MultinomialOptions.ClassNames), "class");
        return [.. names];
    }

    private void CheckClasses()
    {
        bool[] occurs = new bool[Math.Max(2, ClassCount)];
        foreach (int i in Counted)
        {
            occurs[Math.Min(AllLabels[i], ClassCount - 1)] = true;
        }
        int missing = Array.IndexOf(occurs, false);
        if (missing >= 0 || AllLabels.Max() >= ClassCount)
        {
            string name = missing >= 0 && missing < ClassCount ? $" \"{Files.Excerpt.Of(ClassNames[missing])}\"" : "";
            string range = $"the labels go from {AllLabels.Min()} to {AllLabels.Max()}";
            Throw.Argument("labels", $"{Operation}: {range}; there must be two classes or more, "
                + $"from 0, each in a row that counts{(missing >= 0 ? $": class {missing}{name} is in none" : "")}.");
        }
    }
}
