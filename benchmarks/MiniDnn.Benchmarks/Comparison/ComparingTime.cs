namespace MiniDnn.Benchmarks;

/// <summary>How long a row is compared.</summary>
/// <param name="Sittings">How often it is measured, each time with code compiled anew and new memory; even, because who is first takes turns.</param>
/// <param name="MostSittings">So many where the ratio stays doubtful.</param>
/// <param name="Slices">Of a sitting.</param>
internal sealed record ComparingTime(int Sittings, int MostSittings, MeasuringTime Slices)
{
    private const int FewestRounds = 4;

    /// <summary>Seconds of work that needs no calls before it to be warm.</summary>
    private const double LongWork = 0.002;

    public static ComparingTime Full { get; } = new(6, 16, new(Rounds: 40, Slice: 0.0008, Warm: 0.0002));

    public static ComparingTime Quick { get; } = new(4, 12, new(Rounds: 16, Slice: 0.0005, Warm: 0.00015));

    /// <summary>The slices of a row: short, so that few are interrupted on a machine that others use too, and many; fewer where one call takes longer than a slice.</summary>
    /// <param name="threads">Where several share the work, those of the other build are asleep after a rest, and a slice starts when its own are awake.</param>
    /// <param name="seconds">Of a call.</param>
    public MeasuringTime SlicesFor(int threads, double seconds)
    {
        MeasuringTime time = Slices with { Rounds = (int)Math.Clamp(Slices.Rounds * 2 * Slices.Slice / seconds, FewestRounds, Slices.Rounds) };
        if (threads > 1)
        {
            time = time with { Warm = 0.002, Rest = 0.002 };
        }
        return seconds < LongWork ? time : time with { Warm = 0 };
    }
}
