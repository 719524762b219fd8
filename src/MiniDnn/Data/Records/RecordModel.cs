namespace MiniDnn;

/// <summary>A model of records: the fitted model, and the design that turns records into its predictors.</summary>
/// <remarks>
/// It predicts by the methods of <see cref="RecordModel"/>, as far as the model does; whatever else the model knows it is asked for
/// itself, with rows from <see cref="RecordDesign{TRecord}.Encode(TRecord)"/>. Safe to use from many threads at once.
/// </remarks>
/// <example><code>
/// (double Area, string? Region, double Price)[] houses =
///     [(80, "north", 240), (120, "south", 300), (100, "north", 290), (90, "south", 240), (70, "north", 215), (60, null, 200)];
/// var model = LeastSquares.Fit(houses, h =&gt; h.Price, terms =&gt; terms
///     .Add(h =&gt; h.Area).Category(h =&gt; h.Region, reference: "north").DropMissing());
/// Console.WriteLine(model.DroppedRowCount);                               // → 1
/// Console.WriteLine($"{model.Predict((110, "south", 0)):F1}");            // → 281.3
/// Console.WriteLine($"{model.Model.Summary().RSquared:F3}");              // → 0.989
/// Console.WriteLine(model);                                               // → Region[south]
/// </code></example>
/// <typeparam name="TRecord">The type of the records.</typeparam>
/// <typeparam name="TModel">The type of the model.</typeparam>
public sealed class RecordModel<TRecord, TModel> : IFormattable
    where TModel : IFormattable
{
    internal RecordModel(RecordDesign<TRecord> design, TModel model, int droppedRowCount, string? remark)
    {
        (Design, Model, DroppedRowCount) = (design, model, droppedRowCount);
        Remark = remark;
    }

    /// <summary>The model; its predictors are the columns of <see cref="Design"/>.</summary>
    public TModel Model { get; }

    /// <summary>What turns records into rows.</summary>
    public RecordDesign<TRecord> Design { get; }

    /// <summary>How many records were left out because a value was missing.</summary>
    public int DroppedRowCount { get; }

    /// <summary>What was left out, in a sentence; null where nothing was.</summary>
    internal string? Remark { get; }

    /// <summary>The model's table, in the current culture, and what was left out.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The model's table, and what was left out.</summary>
    /// <param name="format">A numeric format for estimates, standard errors and t values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string table = Model.ToString(format, formatProvider);
        return Remark is null ? table : $"{table}{Environment.NewLine}Note: {Remark}";
    }
}
