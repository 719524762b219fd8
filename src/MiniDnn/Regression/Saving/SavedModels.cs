using System.Text.Json.Serialization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>Every kind of file of a model; another kind adds its line.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SavedFile<SavedLinearModel>))]
[JsonSerializable(typeof(SavedFile<SavedRobustModel>))]
[JsonSerializable(typeof(SavedFile<SavedNonlinearModel>))]
[JsonSerializable(typeof(SavedFile<SavedGeneralizedModel>))]
[JsonSerializable(typeof(SavedFile<SavedMultinomialModel>))]
[JsonSerializable(typeof(SavedFile<SavedRecordModel<SavedLinearModel>>))]
[JsonSerializable(typeof(SavedFile<SavedRecordModel<SavedGeneralizedModel>>))]
[JsonSerializable(typeof(SavedFile<SavedRecordModel<SavedMultinomialModel>>))]
[JsonSerializable(typeof(SavedFile<SavedRecordModel<SavedRobustModel>>))]
internal sealed partial class SavedModels : JsonSerializerContext
{
    /// <summary>With the settings of every format.</summary>
    public static readonly SavedModels Strict = new(JsonFile.Options);
}
