namespace MiniDnn.Workloads;

/// <summary>The table <c>accumulator</c>: least squares on rows that arrive in blocks, one by one in the extreme; the time is that of a block.</summary>
internal static class Accumulators
{
    /// <summary>Smaller blocks go round so many rows.</summary>
    private const int FewestRows = 1000;

    public static IEnumerable<Workload> All()
        => from block in new[] { 1, 10, 100, 10_000 }
           from columns in new[] { 1, 4, 8, 20, 50, 100 }
           select new Workload($"{block:N0} × {columns}", () => Add(block, columns));

    private static Action<int> Add(int block, int columns)
    {
        var data = new RegressionRows(Math.Max(block, FewestRows), columns);
        var accumulator = new LeastSquaresAccumulator<double>(columns);
        int start = 0;
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                accumulator.Add(data.X.Rows(start..(start + block)), data.Y.AsSpan(start, block));
                start = (start + block) % data.Y.Length;
            }
        };
    }
}
