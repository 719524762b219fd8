using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace MiniDnn.Files;

/// <summary>Writes and reads models as JSON that people can read, strict about everything that is not as it was written.</summary>
internal static class JsonFile
{
    /// <summary>Longer files are refused: no model that was saved in text is as long.</summary>
    private const int MaxLength = 1 << 30;

    private const int BlockLength = 1 << 16;

    /// <summary>Messages of the reader quote what they found, however long that is.</summary>
    private const int MaxMessage = 300;

    /// <summary>The settings of every format.</summary>
    public static JsonSerializerOptions Options => new()
    {
        AllowDuplicateProperties = false,
        Converters = { new JsonNumbers(), new JsonWholeNumbers() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // letters of all scripts as they are: never part of a web page
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>Writes to a stream, which stays open.</summary>
    public static void Write<TContent>(Stream stream, SavedFile<TContent> file, JsonTypeInfo<SavedFile<TContent>> type)
    {
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, file, type);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="format">The format that it must have.</param>
    /// <param name="version">The latest version that can be read.</param>
    /// <param name="type">What the contents are.</param>
    /// <exception cref="InvalidDataException">It is something else, damaged, or was made by a newer version.</exception>
    public static TContent Read<TContent>(Stream stream, string format, int version, JsonTypeInfo<SavedFile<TContent>> type)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ReadOnlySpan<byte> bytes = ReadAll(stream);
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;   // editors put it there
        Require(Utf8.IsValid(bytes), $"The file is damaged, or no {format}: it is not text in UTF-8");
        try
        {
            CheckHeader(bytes, format, version);
            // what is of a type argument may be null for the reader
            return JsonSerializer.Deserialize(bytes, type)!.Content ?? throw new JsonException("'content' is null.");
        }
        catch (JsonException exception)
        {
            string found = exception.Message;
            string message = found.Length > MaxMessage ? string.Concat(found.AsSpan(0, MaxMessage), "…") : found;
            throw new InvalidDataException($"The file is damaged, or no {format}: {message}", exception);
        }
    }

    /// <summary>Refuses contents that make no sense.</summary>
    /// <exception cref="InvalidDataException">What must be so is not.</exception>
    public static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidDataException(message + ".");
        }
    }

    /// <summary>Refuses text that a file would give back as another.</summary>
    public static string Checked(string text) => SafeTensorsWriter.IsWellFormed(text)
        ? text
        : throw new InvalidOperationException($"Save: the name '{Excerpt.Of(text)}' has half a surrogate pair, which is no text.");

    /// <summary>
    /// Looks for format and version before anything else is asked of the contents, which a newer version may have changed.
    /// </summary>
    private static void CheckHeader(ReadOnlySpan<byte> bytes, string format, int version)
    {
        var reader = new Utf8JsonReader(bytes);
        string? foundFormat = null;
        int? foundVersion = null;
        bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            (bool isFormat, bool isVersion) = (reader.ValueTextEquals("format"u8), reader.ValueTextEquals("version"u8));
            reader.Read();
            foundFormat = isFormat && reader.TokenType == JsonTokenType.String ? reader.GetString() : foundFormat;
            bool isNumber = isVersion && reader.TokenType == JsonTokenType.Number;
            foundVersion = isNumber && reader.TryGetInt32(out int number) ? number : foundVersion;
            reader.Skip();
        }
        if (foundFormat != format)
        {
            string found = foundFormat is null ? "has no member 'format'" : $"has the format '{Excerpt.Of(foundFormat)}'";
            throw new InvalidDataException($"The file {found}; it must have '{format}'.");
        }
        if (!(foundVersion >= 1 && foundVersion <= version))
        {
            throw new InvalidDataException($"The file has version {(object?)foundVersion ?? "none"} of the format {format}; this "
                + $"version of the library reads 1 to {version}.");
        }
    }

    private static ReadOnlySpan<byte> ReadAll(Stream stream)
    {
        var memory = new MemoryStream();
        byte[] block = new byte[BlockLength];
        for (int count; (count = stream.Read(block)) > 0;)
        {
            memory.Write(block, 0, count);
            if (memory.Length > MaxLength)
            {
                throw new InvalidDataException($"The file is longer than {MaxLength} bytes; no model is.");
            }
        }
        return memory.GetBuffer().AsSpan(0, (int)memory.Length);
    }
}
