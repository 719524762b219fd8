namespace MiniDnn;

/// <summary>Multinomial models of records.</summary>
internal static class MultinomialRecords
{
    private const string Operation = "Fit";

    public static RecordModel<TRecord, MultinomialModel> Fit<TRecord, TLabel>(
        IEnumerable<TRecord> records,
        Func<TRecord, TLabel> target,
        string name,
        Action<RecordTerms<TRecord>> terms,
        MultinomialOptions options)
    {
        ArgumentNullException.ThrowIfNull(target);
        RecordFit.RefuseNames(options.PredictorNames);
        if (options.ClassNames is not null)
        {
            Throw.Argument(
                nameof(options), $"{Operation}: ClassNames must be null: the classes have the names that are read from the records.");
        }
        string read = ExpressionName.Of(name);
        var labels = new CategoryVariable<TRecord, TLabel>(
            target, new(CategoryCoding.Treatment, null, null), read.Length == 0 ? "the target" : read);
        return RecordFit.Run(records, labels, terms, options.Intercept, (sample, x, names) =>
        {
            sample.LearnTarget(Operation);
            return MultinomialModel.Fit(x, [.. sample.Target(Operation).Select(label => (int)label)], options with
            {
                ClassNames = labels.Levels,
                PredictorNames = names,
                Weights = sample.Keep(Operation, options.Weights, nameof(options.Weights)),
            });
        });
    }
}
