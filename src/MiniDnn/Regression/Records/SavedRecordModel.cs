using System.Text.Json.Serialization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a model of records: the coding of its design, and the model.</summary>
/// <typeparam name="TSaved">What a file holds of the model.</typeparam>
internal sealed record SavedRecordModel<TSaved>
{
    public required SavedDesign Design { get; init; }

    public required int DroppedRowCount { get; init; }

    public required string? Remark { get; init; }

    public required TSaved Model { get; init; }
}

/// <summary>Saves and loads models of records, by the kind of the model: another kind adds a line to each of both.</summary>
internal static class SavedRecordModel
{
    private const string Linear = "MiniDnn.RecordModel.Linear", Robust = "MiniDnn.RecordModel.Robust";
    private const string Generalized = "MiniDnn.RecordModel.Generalized", Multinomial = "MiniDnn.RecordModel.Multinomial";
    private const int Version = 1;

    private static readonly SavedRecordModelJson Types = SavedRecordModelJson.Strict;

    /// <summary>Writes to a stream.</summary>
    /// <exception cref="NotSupportedException">There is no format for such models.</exception>
    public static void Write<TRecord, TModel>(Stream stream, RecordModel<TRecord, TModel> model)
        where TModel : IFormattable
    {
        switch (model.Model)
        {
            case LinearModel<double> linear:
                JsonFile.Write(stream, ToFile(Linear, model, linear.ToSaved()), Types.SavedFileSavedRecordModelSavedLinearModel);
                break;
            case RobustModel robust:
                JsonFile.Write(stream, ToFile(Robust, model, robust.ToSaved()), Types.SavedFileSavedRecordModelSavedRobustModel);
                break;
            case GeneralizedLinearModel generalized:
                SavedFile<SavedRecordModel<SavedGeneralizedModel>> file = ToFile(Generalized, model, generalized.ToSaved());
                JsonFile.Write(stream, file, Types.SavedFileSavedRecordModelSavedGeneralizedModel);
                break;
            case MultinomialModel multinomial:
                var classes = ToFile(Multinomial, model, multinomial.ToSaved());
                JsonFile.Write(stream, classes, Types.SavedFileSavedRecordModelSavedMultinomialModel);
                break;
            default:
                throw new NotSupportedException($"Save: there is no format for records with a {typeof(TModel).Name}.");
        }
    }

    /// <exception cref="InvalidDataException">
    /// It is something else, damaged, made by a newer version, or fitted with other terms.
    /// </exception>
    /// <exception cref="NotSupportedException">There is no format for such models.</exception>
    public static RecordModel<TRecord, TModel> Read<TRecord, TModel>(Stream stream, Action<RecordTerms<TRecord>> terms)
        where TModel : IFormattable
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (typeof(TModel) == typeof(LinearModel<double>))
        {
            var saved = JsonFile.Read(stream, Linear, Version, Types.SavedFileSavedRecordModelSavedLinearModel);
            var model = LinearModel<double>.Restore(Checked(saved));
            return ToModel<TRecord, TModel, SavedLinearModel>(saved, terms, model, model.ParameterNames);
        }
        if (typeof(TModel) == typeof(RobustModel))
        {
            var saved = JsonFile.Read(stream, Robust, Version, Types.SavedFileSavedRecordModelSavedRobustModel);
            var model = RobustModel.Restore(Checked(saved));
            return ToModel<TRecord, TModel, SavedRobustModel>(saved, terms, model, model.ParameterNames);
        }
        if (typeof(TModel) == typeof(GeneralizedLinearModel))
        {
            var saved = JsonFile.Read(stream, Generalized, Version, Types.SavedFileSavedRecordModelSavedGeneralizedModel);
            var model = GeneralizedLinearModel.Restore(Checked(saved));
            return ToModel<TRecord, TModel, SavedGeneralizedModel>(saved, terms, model, model.ParameterNames);
        }
        if (typeof(TModel) == typeof(MultinomialModel))
        {
            var saved = JsonFile.Read(stream, Multinomial, Version, Types.SavedFileSavedRecordModelSavedMultinomialModel);
            var model = MultinomialModel.Restore(Checked(saved));
            return ToModel<TRecord, TModel, SavedMultinomialModel>(saved, terms, model, model.Data.Shape.ParameterNames);
        }
        throw new NotSupportedException($"Load: there is no format for records with a {typeof(TModel).Name}.");
    }

    private static SavedFile<SavedRecordModel<TSaved>> ToFile<TRecord, TModel, TSaved>(
        string format, RecordModel<TRecord, TModel> model, TSaved saved)
        where TModel : IFormattable
        => new()
        {
            Format = format,
            Version = Version,
            Content = new()
            {
                Design = SavedDesign.From(model.Design),
                DroppedRowCount = model.DroppedRowCount,
                Remark = model.Remark is null ? null : JsonFile.Checked(model.Remark),
                Model = saved,
            },
        };

    /// <summary>What is of a type argument may be null for the reader.</summary>
    private static TSaved Checked<TSaved>(SavedRecordModel<TSaved> saved)
        => saved.Model ?? throw new InvalidDataException("'model' is null.");

    private static RecordModel<TRecord, TModel> ToModel<TRecord, TModel, TSaved>(
        SavedRecordModel<TSaved> saved, Action<RecordTerms<TRecord>> terms, IFormattable model, IReadOnlyList<string> names)
        where TModel : IFormattable
    {
        RecordDesign<TRecord> design = saved.Design.ToDesign(terms);
        int constants = design.HasIntercept ? 1 : 0;
        bool isSame = names.Count == constants + design.ColumnNames.Count && names.Skip(constants).SequenceEqual(design.ColumnNames);
        JsonFile.Require(isSame, "The model's predictors must be the columns of its design");
        JsonFile.Require(saved.DroppedRowCount >= 0, "'droppedRowCount' must be 0 or more");
        return new(design, (TModel)model, saved.DroppedRowCount, saved.Remark);
    }
}

/// <summary>The serialisation of every kind of such files; another kind adds its line.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SavedFile<SavedRecordModel<SavedLinearModel>>))]
[JsonSerializable(typeof(SavedFile<SavedRecordModel<SavedGeneralizedModel>>))]
[JsonSerializable(typeof(SavedFile<SavedRecordModel<SavedMultinomialModel>>))]
[JsonSerializable(typeof(SavedFile<SavedRecordModel<SavedRobustModel>>))]
internal sealed partial class SavedRecordModelJson : JsonSerializerContext
{
    public static readonly SavedRecordModelJson Strict = new(JsonFile.Options);
}
