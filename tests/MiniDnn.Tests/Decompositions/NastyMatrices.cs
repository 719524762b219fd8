namespace MiniDnn.Tests;

/// <summary>200 and more matrices that decompositions are tested on: random ones of many shapes, and those that break careless code.</summary>
internal static class NastyMatrices<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly (int Rows, int Columns)[] Shapes =
    [
        (1, 1), (2, 1), (1, 2), (2, 2), (3, 2), (2, 3), (3, 3), (4, 4), (5, 4), (4, 5), (5, 5), (7, 7), (8, 8), (9, 9), (15, 15), (16, 16), (17, 17),
        (31, 31), (32, 32), (33, 33), (36, 35), (40, 40), (63, 63), (65, 65), (1, 17), (17, 1), (1, 200), (200, 1), (33, 7), (7, 33), (64, 20), (20, 64),
        (100, 3), (3, 100), (100, 37), (37, 100), (257, 5), (300, 11), (513, 2), (600, 4), (1100, 3), (70, 69), (69, 70), (90, 60), (60, 90),
    ];

    public static IEnumerable<TestCaseData> All() => Random().Concat(RankDeficient()).Concat(Graded()).Concat(Famous()).Concat(Extremes());

    /// <summary>Those of at most 320 rows and columns: a full factor of the others has a million elements, and its check a thousand times as many steps.</summary>
    public static IEnumerable<TestCaseData> Moderate() => All().Where(test => test.Arguments[0] is Matrix<T> { RowCount: <= 320, ColumnCount: <= 320 });

    private static IEnumerable<TestCaseData> Random()
    {
        int seed = 1;
        foreach ((int rows, int columns) in Shapes)
        {
            int s = seed++;
            yield return Case("uniform", rows, columns, Values(s));
            yield return Case("normal times column scales", rows, columns, Scaled(s, columns));
        }
    }

    private static IEnumerable<TestCaseData> RankDeficient()
    {
        foreach ((int rows, int columns, int rank) in new[]
        {
            (4, 4, 2), (6, 5, 3), (5, 6, 3), (10, 10, 1), (10, 10, 9), (33, 20, 7), (20, 33, 7), (40, 40, 39), (50, 50, 25), (300, 9, 4), (9, 300, 4), (65, 64, 32),
        })
        {
            Func<int, int, double> left = Values(rows + rank);
            Func<int, int, double> right = Values(1000 + columns + rank);
            yield return Case($"rank {rank}", rows, columns, (i, j) => Enumerable.Range(0, rank).Sum(k => left(i, k) * right(k, j)));
        }
        foreach (int n in new[] { 2, 5, 16, 37 })
        {
            yield return Case("all ones", n, n, (_, _) => 1);
            yield return Case("two equal columns", n + 2, n, (i, j) => Values(n)(i, j == n - 1 ? 0 : j));
            yield return Case("a zero column", n + 1, n, (i, j) => j == n / 2 ? 0 : Values(n)(i, j));
            yield return Case("a zero row", n, n, (i, j) => i == n / 2 ? 0 : Values(n)(i, j));
            yield return Case("nilpotent shift", n, n, (i, j) => j == i + 1 ? 1 : 0);
        }
    }

    private static IEnumerable<TestCaseData> Graded()
    {
        double range = typeof(T) == typeof(float) ? 15 : 150;
        foreach (int n in new[] { 2, 5, 16, 33 })
        {
            double step = 2 * range / Math.Max(1, n - 1);
            Func<int, int, double> values = Values(n);
            yield return Case("graded columns, falling", n + 3, n, (i, j) => values(i, j) * Math.Pow(10, range - (step * j)));
            yield return Case("graded columns, rising", n + 3, n, (i, j) => values(i, j) * Math.Pow(10, (step * j) - range));
            yield return Case("graded rows, falling", n, n, (i, j) => values(i, j) * Math.Pow(10, range - (step * i)));
            yield return Case("graded rows, rising", n, n, (i, j) => values(i, j) * Math.Pow(10, (step * i) - range));
            yield return Case("graded both ways", n, n, (i, j) => values(i, j) * Math.Pow(10, range - (step * (i + j) / 2)));
            yield return Case("graded diagonal", n, n, (i, j) => i == j ? Math.Pow(10, range - (step * i)) : 0);
        }
    }

    private static IEnumerable<TestCaseData> Famous()
    {
        foreach (int n in new[] { 2, 3, 5, 8, 12, 20, 35 })
        {
            yield return Case("Hilbert", n, n, (i, j) => 1.0 / (i + j + 1));
            yield return Case("Vandermonde", n + 2, n, (i, j) => Math.Pow((i + 1.0) / (n + 2), j));
            yield return Case("Kahan", n, n, (i, j) => j < i ? 0 : Math.Pow(Math.Sin(1.2), i) * (i == j ? 1 : -Math.Cos(1.2)));
            yield return Case("Läuchli", n + 1, n, (i, j) => i == 0 ? 1 : i == j + 1 ? 1e-10 : 0);
            yield return Case("Wilkinson", n, n, (i, j) => i == j ? Math.Abs((n / 2) - i) : Math.Abs(i - j) == 1 ? 1 : 0);
        }
    }

    private static IEnumerable<TestCaseData> Extremes()
    {
        double near = typeof(T) == typeof(float) ? 1e36 : 1e305;
        double tiny = typeof(T) == typeof(float) ? 1e-37 : 1e-306;
        foreach ((int rows, int columns) in new[] { (1, 1), (1, 6), (6, 1), (5, 5), (20, 9), (9, 20) })
        {
            yield return Case("zero", rows, columns, (_, _) => 0);
            yield return Case("identity", rows, columns, (i, j) => i == j ? 1 : 0);
            yield return Case("near overflow", rows, columns, (i, j) => near * Values(rows)(i, j));
            yield return Case("near underflow", rows, columns, (i, j) => tiny * Values(rows)(i, j));
        }
    }

    private static Func<int, int, double> Values(int seed) => (i, j) => (Hash(seed, i, j) / (double)uint.MaxValue * 2) - 1;

    private static Func<int, int, double> Scaled(int seed, int columns) => (i, j) => Values(seed + 500)(i, j) * Math.Pow(10, 6.0 * ((j * 7) % columns) / columns);

    private static uint Hash(int seed, int i, int j)
    {
        ulong h = ((ulong)seed * 0x9E3779B97F4A7C15) ^ ((ulong)i * 0xBF58476D1CE4E5B9) ^ ((ulong)j * 0x94D049BB133111EB);
        h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9;
        h = (h ^ (h >> 27)) * 0x94D049BB133111EB;
        return (uint)(h >> 32);
    }

    private static TestCaseData Case(string name, int rows, int columns, Func<int, int, double> element)
    {
        var matrix = new Matrix<T>(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                matrix[i, j] = T.CreateChecked(element(i, j));
            }
        }
        return new TestCaseData(matrix).SetArgDisplayNames(name, $"{rows}×{columns}");
    }
}
