namespace MiniDnn.Workloads;

/// <summary>The workloads by table. Only types of the framework are handed out, because two builds, each in a load context of its own, have no other types in common.</summary>
public static class WorkloadTables
{
    private static readonly OrderedDictionary<string, Func<int, IEnumerable<Workload>>> Tables = new()
    {
        ["matmul"] = Products.All,
        ["steps"] = TrainingSteps.All,
        ["fits"] = OnOneThread(Fits.All),
        ["decompositions"] = OnOneThread(Decompositions.All),
        ["activations"] = OnOneThread(Activations.All),
        ["accumulator"] = OnOneThread(Accumulators.All),
        ["reductions"] = OnOneThread(Reductions.All),
        ["elementwise"] = OnOneThread(ElementWiseOperations.All),
    };

    public static IReadOnlyList<string> Names => Tables.Keys;

    /// <summary>The rows of a table that run on so many threads: by name, what prepares their data and returns the action that does their work a number of times.</summary>
    /// <param name="table">One of <see cref="Names"/>.</param>
    /// <param name="threads">The number of threads; most tables have rows for one alone.</param>
    /// <param name="quick">True to leave out rows that take seconds.</param>
    public static IReadOnlyDictionary<string, Func<Action<int>>> Rows(string table, int threads, bool quick)
    {
        var rows = new OrderedDictionary<string, Func<Action<int>>>();
        foreach (Workload workload in Tables[table](threads).Where(w => !quick || !w.IsLong))
        {
            rows.Add(workload.Name, workload.Prepare);
        }
        return rows;
    }

    private static Func<int, IEnumerable<Workload>> OnOneThread(Func<IEnumerable<Workload>> rows) => threads => threads == 1 ? rows() : [];
}
