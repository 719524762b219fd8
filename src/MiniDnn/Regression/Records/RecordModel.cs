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
    private readonly string? _remark;

    internal RecordModel(RecordDesign<TRecord> design, TModel model, int droppedRowCount, string? remark)
    {
        (Design, Model, DroppedRowCount) = (design, model, droppedRowCount);
        _remark = remark;
    }

    /// <summary>The model; its predictors are the columns of <see cref="Design"/>.</summary>
    public TModel Model { get; }

    /// <summary>What turns records into rows.</summary>
    public RecordDesign<TRecord> Design { get; }

    /// <summary>How many records were left out because a value was missing.</summary>
    public int DroppedRowCount { get; }

    /// <summary>The model's table, in the current culture, and what was left out.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The model's table, and what was left out.</summary>
    /// <param name="format">A numeric format for estimates, standard errors and t values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string table = Model.ToString(format, formatProvider);
        return _remark is null ? table : $"{table}{Environment.NewLine}Note: {_remark}";
    }
}

/// <summary>Predicts from records.</summary>
public static class RecordModel
{
    /// <summary>Predicts ŷ for a record.</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentException">
    /// A value is missing or infinite, or a category has a level that was not there when the model was fitted.
    /// </exception>
    public static double Predict<TRecord>(this RecordModel<TRecord, LinearModel<double>> model, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.Predict(Row(nameof(Predict), model.Design, record));
    }

    /// <summary>Predicts ŷ for many records.</summary>
    /// <param name="model">The model.</param>
    /// <param name="records">The records.</param>
    /// <inheritdoc cref="Predict{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord)" path="/exception"/>
    public static double[] Predict<TRecord>(this RecordModel<TRecord, LinearModel<double>> model, IEnumerable<TRecord> records)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(records);
        return model.Model.Predict(model.Design.Encode(nameof(Predict), records.ToList()).AsReadOnly());
    }

    /// <inheritdoc cref="Predict{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord)"/>
    public static double Predict<TRecord>(this RecordModel<TRecord, RobustModel> model, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.Predict(Row(nameof(Predict), model.Design, record));
    }

    /// <summary>Computes an interval for the mean of y at a record: ŷ ± t·s·√(xᵀ(XᵀWX)⁻¹x).</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <inheritdoc cref="Predict{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Interval<double> ConfidenceInterval<TRecord>(
        this RecordModel<TRecord, LinearModel<double>> model, TRecord record, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.ConfidenceInterval(Row(nameof(ConfidenceInterval), model.Design, record), level);
    }

    /// <summary>Computes an interval for one new y at a record: ŷ ± t·s·√(1/w + xᵀ(XᵀWX)⁻¹x), with w its weight.</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="weight">The weight that the new y would have in the fit, positive; 1 by default.</param>
    /// <inheritdoc cref="Predict{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or <paramref name="weight"/> is not positive and finite.
    /// </exception>
    public static Interval<double> PredictionInterval<TRecord>(
        this RecordModel<TRecord, LinearModel<double>> model, TRecord record, double level = 0.95, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.PredictionInterval(Row(nameof(PredictionInterval), model.Design, record), level, weight);
    }

    /// <summary>Predicts the mean μ for a record.</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record.</param>
    /// <param name="offset">The known part of η there; 0 by default.</param>
    /// <inheritdoc cref="Predict{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord)" path="/exception"/>
    public static double Predict<TRecord>(this RecordModel<TRecord, GeneralizedLinearModel> model, TRecord record, double offset = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.Predict(Row(nameof(Predict), model.Design, record), offset);
    }

    /// <summary>Computes an interval for the mean μ at a record.</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="offset">The known part of η there; 0 by default.</param>
    /// <inheritdoc cref="Predict{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static Interval<double> ConfidenceInterval<TRecord>(
        this RecordModel<TRecord, GeneralizedLinearModel> model, TRecord record, double level = 0.95, double offset = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.ConfidenceInterval(Row(nameof(ConfidenceInterval), model.Design, record), level, offset);
    }

    /// <summary>
    /// Gives the terms with the columns of each, for <see cref="ModelComparison.Anova"/>, <see cref="ModelComparison.StepwiseByAic"/> and
    /// inflation factors.
    /// </summary>
    /// <param name="model">The model.</param>
    public static ModelTerm[] Terms<TRecord>(this RecordModel<TRecord, LinearModel<double>> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        int constants = model.Model.ParameterCount - model.Design.ColumnNames.Count;
        var single = new Dictionary<int, ModelTerm>();
        var result = new List<ModelTerm>();
        foreach (DesignTerm term in model.Design.Terms)
        {
            int[] columns = [.. Enumerable.Range(term.FirstColumn + constants, term.ColumnCount)];
            DesignFactor first = term.Factors[0];
            ModelTerm made = term.Factors.Length > 1 ? ModelTerm.Interaction(columns, [.. term.Factors.Select(factor => single[factor.Variable])])
                : first.Coding is null ? ModelTerm.Numeric(term.Name, columns) : ModelTerm.Category(term.Name, columns);
            single.TryAdd(first.Variable, made);
            result.Add(made);
        }
        return [.. result];
    }

    private static double[] Row<TRecord>(string operation, RecordDesign<TRecord> design, TRecord record)
    {
        var row = new double[design.ColumnNames.Count];
        design.Write(operation, record, null, row);
        return row;
    }
}
