namespace MiniDnn.Workloads;

/// <summary>Something that the library does, to be timed: a row of a table.</summary>
/// <param name="Name">What it does, with sizes and number type; of one meaning in its table.</param>
/// <param name="Prepare">Makes the data and the action. The action does its work as often as its argument says, in a loop of its own: a delegate for each piece would blur work of nanoseconds.</param>
internal sealed record Workload(string Name, Func<Action<int>> Prepare)
{
    /// <summary>True where it takes so long that a quick run leaves it out.</summary>
    public bool IsLong { get; init; }

    public static string TypeName<T>() => typeof(T) == typeof(float) ? "float" : "double";

    public static string ThreadsText(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";
}
