namespace MiniDnn;

/// <summary>The way from records to a model of any kind: choose rows, learn the coding, encode, fit.</summary>
internal static class RecordFit
{
    private const string Operation = "Fit";

    /// <summary>The target of a fit, read from a record.</summary>
    public static DesignVariable<TRecord> Target<TRecord>(Func<TRecord, double?> target, string name)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new NumberVariable<TRecord>(target, TargetName(name));
    }

    /// <summary>The target of a fit that is one of several classes.</summary>
    public static CategoryVariable<TRecord, TLabel> Labels<TRecord, TLabel>(Func<TRecord, TLabel> target, string name)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new(target, new(CategoryCoding.Treatment, null, null), TargetName(name));
    }

    /// <summary>Names are the terms' affair.</summary>
    public static void RefuseNames(IReadOnlyList<string>? names)
    {
        if (names is not null)
        {
            Throw.Argument("options", "Fit: PredictorNames must be null: columns have the names of the terms, which can be given one by "
                + "one.");
        }
    }

    /// <summary>What every kind of model has in common.</summary>
    /// <param name="records">The records.</param>
    /// <param name="target">What is predicted.</param>
    /// <param name="terms">Adds the terms.</param>
    /// <param name="hasIntercept">Whether the model has a constant.</param>
    /// <param name="fit">Fits a model to the rows that count; with the names of the columns.</param>
    public static RecordModel<TRecord, TModel> Run<TRecord, TModel>(
        IEnumerable<TRecord> records,
        DesignVariable<TRecord> target,
        Action<RecordTerms<TRecord>> terms,
        bool hasIntercept,
        Func<RecordSample<TRecord>, Matrix<double>, IReadOnlyList<string>, TModel> fit)
        where TModel : IFormattable
    {
        var sample = RecordSample<TRecord>.Choose(Operation, records, target, terms);
        var design = new RecordDesign<TRecord>(Operation, sample.Learn(Operation), hasIntercept);
        TModel model = fit(sample, design.Encode(Operation, sample), design.ColumnNames);
        return new(design, model, sample.DroppedCount, sample.Remark);
    }

    private static string TargetName(string name) => ExpressionName.Of(name) is { Length: > 0 } read ? read : "the target";
}
