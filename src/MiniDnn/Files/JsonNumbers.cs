using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniDnn.Files;

/// <summary>
/// Arrays of numbers in one line each, with all their digits; NaN and infinities by their names, for JSON has no numbers for them.
/// </summary>
internal sealed class JsonNumbers : JsonConverter<double[]>
{
    public override double[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        List<double> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(Number(ref reader));
        }
        return [.. numbers];
    }

    public override void Write(Utf8JsonWriter writer, double[] value, JsonSerializerOptions options)
        => writer.WriteRawValue(Line(value.Select(Text)), skipInputValidation: true);

    /// <summary>An array in one line.</summary>
    public static string Line(IEnumerable<string> elements) => new StringBuilder("[").AppendJoin(", ", elements).Append(']').ToString();

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException();
        }
    }

    private static string Text(double number)
        => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture)
            : double.IsNaN(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"";

    private static double Number(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String when reader.ValueTextEquals("NaN"u8) => double.NaN,
        JsonTokenType.String when reader.ValueTextEquals("Infinity"u8) => double.PositiveInfinity,
        JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8) => double.NegativeInfinity,
        _ => throw new JsonException(),
    };
}

/// <summary>The same for whole numbers.</summary>
internal sealed class JsonWholeNumbers : JsonConverter<int[]>
{
    public override int[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonNumbers.Expect(ref reader, JsonTokenType.StartArray);
        List<int> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            bool isNumber = reader.TokenType == JsonTokenType.Number;
            numbers.Add(isNumber && reader.TryGetInt32(out int number) ? number : throw new JsonException());
        }
        return [.. numbers];
    }

    public override void Write(Utf8JsonWriter writer, int[] value, JsonSerializerOptions options)
        => writer.WriteRawValue(JsonNumbers.Line(value.Select(Text)), skipInputValidation: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
