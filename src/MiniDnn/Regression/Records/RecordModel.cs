using MiniDnn.Files;

namespace MiniDnn;

/// <summary>Predicts from records, and saves and loads models of them.</summary>
public static class RecordModel
{
    /// <summary>Saves the model and the coding of its design as JSON that people can read, but not the expressions of its terms.</summary>
    /// <remarks>
    /// The file is written whole, or, where that fails, not at all, an old file of that name staying as it was.
    /// <see cref="Load{TRecord, TModel}(string, Action{RecordTerms{TRecord}})"/> is given the terms again.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, by custom with the ending <c>.json</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">A name or a level is no valid text.</exception>
    /// <exception cref="NotSupportedException">There is no format for the kind of the model.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public static void Save<TRecord, TModel>(this RecordModel<TRecord, TModel> model, string path)
        where TModel : IFormattable
    {
        ArgumentNullException.ThrowIfNull(model);
        AtomicFile.Write(path, model.Save);
    }

    /// <summary>Writes the model, as <see cref="Save{TRecord, TModel}(RecordModel{TRecord, TModel}, string)"/>, to a stream.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">The stream; it stays open.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A name or a level is no valid text.</exception>
    /// <exception cref="NotSupportedException">There is no format for the kind of the model.</exception>
    public static void Save<TRecord, TModel>(this RecordModel<TRecord, TModel> model, Stream stream)
        where TModel : IFormattable
    {
        ArgumentNullException.ThrowIfNull(model);
        SavedRecordModel.Write(stream, model);
    }

    /// <summary>Loads a model of records that was saved.</summary>
    /// <param name="path">The file.</param>
    /// <param name="terms">Adds the terms of the fit again; the levels of categories come from the file.</param>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <typeparam name="TModel">The kind of the model, such as <c>LinearModel&lt;double&gt;</c>.</typeparam>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, is something else, was made by a newer version, or the model was fitted with other terms.
    /// </exception>
    /// <exception cref="NotSupportedException">There is no format for the kind of the model.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or <paramref name="terms"/> is null.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static RecordModel<TRecord, TModel> Load<TRecord, TModel>(string path, Action<RecordTerms<TRecord>> terms)
        where TModel : IFormattable
    {
        using FileStream stream = File.OpenRead(path);
        return Load<TRecord, TModel>(stream, terms);
    }

    /// <summary>Loads a model of records from a stream, from where it stands to its end; it stays open.</summary>
    /// <inheritdoc cref="Load{TRecord, TModel}(string, Action{RecordTerms{TRecord}})" path="/typeparam"/>
    /// <param name="stream">The stream.</param>
    /// <param name="terms">Adds the terms of the fit again; the levels of categories come from the file.</param>
    /// <exception cref="InvalidDataException">
    /// The contents are damaged, are something else, were made by a newer version, or the model was fitted with other terms.
    /// </exception>
    /// <exception cref="NotSupportedException">There is no format for the kind of the model.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static RecordModel<TRecord, TModel> Load<TRecord, TModel>(Stream stream, Action<RecordTerms<TRecord>> terms)
        where TModel : IFormattable
        => SavedRecordModel.Read<TRecord, TModel>(stream, terms);

    /// <summary>Predicts ŷ for a record.</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentException">
    /// A value is missing or infinite, or a category has a level that was not there when the model was fitted.
    /// </exception>
    public static double Predict<TRecord>(this RecordModel<TRecord, LinearModel<double>> model, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.Predict(model.Design.Row(nameof(Predict), record));
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
        return model.Model.Predict(model.Design.Row(nameof(Predict), record));
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
        return model.Model.ConfidenceInterval(model.Design.Row(nameof(ConfidenceInterval), record), level);
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
        return model.Model.PredictionInterval(model.Design.Row(nameof(PredictionInterval), record), level, weight);
    }

    /// <summary>Predicts the mean μ for a record.</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record.</param>
    /// <param name="offset">The known part of η there; 0 by default.</param>
    /// <inheritdoc cref="Predict{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord)" path="/exception"/>
    public static double Predict<TRecord>(this RecordModel<TRecord, GeneralizedLinearModel> model, TRecord record, double offset = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.Predict(model.Design.Row(nameof(Predict), record), offset);
    }

    /// <summary>Predicts the probability of each class for a record, in the order of the class names.</summary>
    /// <inheritdoc cref="Predict{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord)"/>
    public static double[] Predict<TRecord>(this RecordModel<TRecord, MultinomialModel> model, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.Predict(model.Design.Row(nameof(Predict), record));
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
        return model.Model.ConfidenceInterval(model.Design.Row(nameof(ConfidenceInterval), record), level, offset);
    }

    /// <summary>Computes an interval for the probability of each class at a record, in the order of the class names.</summary>
    /// <inheritdoc cref="ConfidenceInterval{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord, double)" path="/param"/>
    /// <inheritdoc cref="ConfidenceInterval{TRecord}(RecordModel{TRecord, LinearModel{double}}, TRecord, double)" path="/exception"/>
    public static Interval<double>[] ConfidenceInterval<TRecord>(
        this RecordModel<TRecord, MultinomialModel> model, TRecord record, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.ConfidenceInterval(model.Design.Row(nameof(ConfidenceInterval), record), level);
    }

    /// <summary>
    /// Gives the terms with the columns of each, for analyses of variance and deviance, stepwise selection and inflation factors: of a
    /// linear or generalised model.
    /// </summary>
    /// <param name="model">The model.</param>
    public static ModelTerm[] Terms<TRecord, TModel>(this RecordModel<TRecord, TModel> model)
        where TModel : IFormattable
    {
        ArgumentNullException.ThrowIfNull(model);
        int constants = model.Design.HasIntercept ? 1 : 0;
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
}
