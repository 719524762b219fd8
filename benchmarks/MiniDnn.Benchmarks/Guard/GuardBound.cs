using System.Text.Json;

namespace MiniDnn.Benchmarks;

/// <summary>What a case must reach, from guard.json: a multiple of the speed of a baseline (operations or bytes in a second), and the bytes that a call may allocate.</summary>
internal sealed record GuardBound(string Case, string Baseline, double LeastRatio, long MostBytes)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static IReadOnlyList<GuardBound> Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "guard.json");
        GuardBound[] bounds = JsonSerializer.Deserialize<GuardBound[]>(File.ReadAllText(path), Options)!;
        foreach (string name in bounds.SelectMany(b => new[] { b.Case, b.Baseline }).Where(name => !GuardCase.All.ContainsKey(name)))
        {
            throw new InvalidDataException($"guard.json names '{name}'; there are: {string.Join(", ", GuardCase.All.Keys)}.");
        }
        return bounds;
    }
}
