namespace MiniDnn.Workloads;

/// <summary>The table <c>reductions</c>: sums, means and norms.</summary>
internal static class Reductions
{
    public static IEnumerable<Workload> All() => [.. OfType<float>(), .. OfType<double>()];

    private static IEnumerable<Workload> OfType<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach ((int rows, int columns) in new[] { (1000, 10), (1000, 100), (10, 1000), (1_000_000, 1) })
        {
            string suffix = $"{rows:N0}×{columns:N0} {Workload.TypeName<T>()}";
            yield return new($"Sum {suffix}", () => Sum(PlacedMatrix.Random<T>(rows, columns, 1)));
            yield return new($"FrobeniusNorm {suffix}", () => FrobeniusNorm(PlacedMatrix.Random<T>(rows, columns, 1)));
            yield return new($"RowSums {suffix}", () => RowSums(PlacedMatrix.Random<T>(rows, columns, 1), new T[rows]));
            yield return new($"ColumnSums {suffix}", () => ColumnSums(PlacedMatrix.Random<T>(rows, columns, 1), new T[columns]));
            yield return new($"ColumnMeans {suffix}", () => ColumnMeans(PlacedMatrix.Random<T>(rows, columns, 1), new T[columns]));
        }
    }

    private static Action<int> Sum<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                a.Sum();
            }
        };

    private static Action<int> FrobeniusNorm<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                a.FrobeniusNorm();
            }
        };

    private static Action<int> RowSums<T>(Matrix<T> a, T[] sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                a.RowSums(sums);
            }
        };

    private static Action<int> ColumnSums<T>(Matrix<T> a, T[] sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                a.ColumnSums(sums);
            }
        };

    private static Action<int> ColumnMeans<T>(Matrix<T> a, T[] means)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                a.ColumnMeans(means);
            }
        };
}
