namespace MiniDnn;

/// <summary>The coefficients of a model, with all that a summary says of each of them.</summary>
internal sealed record Estimates<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public required IReadOnlyList<string> Names { get; init; }

    public required IReadOnlyList<T> Coefficients { get; init; }

    public required IReadOnlyList<T> StandardErrors { get; init; }

    public required IReadOnlyList<T> TestStatistics { get; init; }

    public required IReadOnlyList<T> PValues { get; init; }

    /// <summary>t, or z where the dispersion is known.</summary>
    public char Statistic { get; init; } = 't';

    public required double ResidualDegreesOfFreedom { get; init; }

    /// <summary>Of tests and intervals: infinite where the dispersion is known.</summary>
    public required double TestDegreesOfFreedom { get; init; }

    /// <summary>How many of the coefficients the data determine.</summary>
    public required int Rank { get; init; }

    /// <summary>What is unusual about the fit.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}
