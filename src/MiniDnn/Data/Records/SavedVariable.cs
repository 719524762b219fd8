using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a variable: of a number its name alone.</summary>
internal sealed record SavedVariable
{
    public required string Name { get; init; }

    public required string? Coding { get; init; }

    public required string[]? Levels { get; init; }

    /// <summary>The number of the level without a column in treatment coding.</summary>
    public required int Reference { get; init; }

    /// <summary>For messages.</summary>
    public override string ToString() => Levels is null || Coding is null ? "a number"
        : $"a category with {Excerpt.Of(Coding)} coding, the levels {Excerpt.Of(Levels.Select(level => level ?? "null"))}, "
            + $"the reference {Excerpt.Of(Levels.ElementAtOrDefault(Reference) ?? "null")}";
}
