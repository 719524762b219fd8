using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>The right values that lie beside the tests, in the folder Data.</summary>
internal static class TestData
{
    public static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", file))).RootElement;
}
