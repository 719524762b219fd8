namespace MiniDnn.Tests;

/// <summary>A small regression at the edges of what data look like, made from a seed.</summary>
/// <param name="Predictors">The columns.</param>
/// <param name="Y">The target.</param>
/// <param name="Weights">A weight for each row, some of them 0; null for 1.</param>
/// <param name="Intercept">Whether a constant is fitted.</param>
/// <param name="Ridge">λ.</param>
/// <param name="Kinds">What was drawn, for messages.</param>
internal sealed record GeneratedRegression(double[][] Predictors, double[] Y, double[]? Weights, bool Intercept, double Ridge, string Kinds)
{
    private static readonly double[] Offsets = [0, 0, 1, 1e3, 1e6, 1e9, 1e12, 1e14];
    private static readonly double[] Units = [1e-12, 1e-3, 1, 1, 1, 1e6, 1e12];

    // years, Excel's days, Unix seconds and milliseconds, ticks of .NET, Unix nanoseconds: where they begin, and their steps
    private static readonly (double Start, double Step)[] Times = [(1985, 1), (45_000, 1), (1.7e9, 60), (1.7e12, 1000), (6.4e17, 1e7), (1.7e18, 1e4)];

    private enum Column { Count, ZeroOrOne, Normal, Offset, SmallInteger, Timestamp, Leverage, NearlyAnother, Another, Constant, NearlyConstant }

    private enum Target { Offset, Linear, Timestamp, SmallInteger, Constant, NearlyConstant, Exact }

    public int RowCount => Y.Length;

    /// <summary>The columns of the design.</summary>
    public double[][] Columns => Intercept ? [[.. Y.Select(_ => 1.0)], .. Predictors] : Predictors;

    /// <summary>
    /// The same; with ridge, constants beside the intercept are 0: their coefficients are 0 either way, and nothing cancels any more.
    /// </summary>
    public double[][] ColumnsForRidge => Ridge > 0 && Intercept
        ? [Columns[0], .. Predictors.Select(column => IsConstant(column) ? new double[RowCount] : column)] : Columns;

    private bool IsConstant(double[] column)
        => column.Where((_, i) => Weights is null || Weights[i] > 0).Distinct().Count() == 1;

    public Matrix<T> X<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => Matrix.Create(RowCount, Predictors.Length, (i, j) => T.CreateTruncating(Predictors[j][i]));

    public LeastSquaresOptions<T> Options<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => new() { Intercept = Intercept, Weights = Weights?.Select(T.CreateTruncating).ToArray(), Ridge = T.CreateTruncating(Ridge) };

    public double[] Point(int row) => [.. Predictors.Select(column => column[row])];

    /// <summary>The same with every number rounded to float.</summary>
    public GeneratedRegression Rounded() => this with
    {
        Predictors = [.. Predictors.Select(Round)],
        Y = Round(Y),
        Weights = Weights is null ? null : Round(Weights),
        Ridge = Math.Min((float)Ridge, float.MaxValue),
    };

    public static GeneratedRegression Draw(ulong seed, int rowCount = 0, int predictorCount = 0)
    {
        var random = new SeededRandom(seed);
        int p = predictorCount > 0 ? predictorCount : 1 + random.NextInt32(4);
        bool intercept = random.NextInt32(5) > 0;
        int n = rowCount > 0 ? rowCount : CountRows(random, p + (intercept ? 1 : 0));
        var (columns, kinds) = (new List<double[]>(), new List<string>());
        for (int j = 0; j < p; j++)
        {
            Column kind = Pick(random, Enum.GetValues<Column>());
            kind = j == 0 && kind is Column.NearlyAnother or Column.Another ? Column.Normal : kind;
            columns.Add(Draw(kind, random, columns, n));
            kinds.Add($"{kind}");
        }
        Target target = Pick(random, Enum.GetValues<Target>());
        double[]? weights = random.NextInt32(3) == 0 ? [.. Enumerable.Range(0, n).Select(_ => Math.Pow(10, (random.NextDouble() * 24) - 12))] : null;
        if (weights is not null && n > 3 && random.NextInt32(4) == 0)
        {
            weights[random.NextInt32(n)] = 0;
        }
        double ridge = random.NextInt32(5) > 0 ? 0 : Math.Pow(10, random.NextInt32(3) > 0 ? (random.NextDouble() * 24) - 12 : random.NextDouble() * 300);
        string what = $"seed {seed}: {n} rows of {string.Join(", ", kinds)}; {target}{(intercept ? "" : ", no intercept")}{(weights is null ? "" : ", weights")}, ridge {ridge:G3}";
        return new([.. columns], Draw(target, random, columns, n), weights, intercept, ridge, what);
    }

    /// <summary>One row, fewer than parameters, as many, or more.</summary>
    private static int CountRows(SeededRandom random, int parameters) => random.NextInt32(12) switch
    {
        0 => 1,
        1 => 1 + random.NextInt32(parameters),
        2 => parameters,
        _ => parameters + 1 + random.NextInt32(9),
    };

    private static double[] Draw(Column kind, SeededRandom random, List<double[]> before, int n)
    {
        (double offset, double unit, double level) = (Pick(random, Offsets), Pick(random, Units), Math.Pow(10, -random.NextInt32(17)));
        (double start, double step) = Pick(random, Times);
        double[] other = before.Count == 0 ? [] : before[random.NextInt32(before.Count)];
        int last = random.NextInt32(n);
        return [.. Enumerable.Range(0, n).Select(i => kind switch
        {
            Column.Count => i + offset,
            Column.ZeroOrOne => random.NextInt32(2),
            Column.Normal => random.NextNormal() * unit,
            Column.Offset => (offset + (10 * random.NextNormal())) * unit,
            Column.SmallInteger => random.NextInt32(11) - 5,
            Column.Timestamp => start + (step * (i + random.NextInt32(2))),
            Column.Leverage => random.NextNormal() * (i == last ? 1 / level : 1),
            Column.NearlyAnother => (other[i] * (1 + (level * random.NextNormal()))) + (level * random.NextNormal()),
            Column.Another => other[i] * (last % 2 == 0 ? 2 : 1),
            Column.Constant => offset * unit,
            _ => offset == 0 ? (i == last ? unit : 0) : offset * unit * (i == last ? 1 + Math.Max(level, 3e-16) : 1),
        })];
    }

    private static double[] Draw(Target kind, SeededRandom random, List<double[]> columns, int n)
    {
        (double offset, double unit, double level) = (Pick(random, Offsets), Pick(random, Units), Math.Pow(10, -random.NextInt32(17)));
        (double start, double step) = Pick(random, Times);
        double[] coefficients = [.. columns.Select(_ => (double)random.NextInt32(5))];
        int last = random.NextInt32(n);
        double Combination(int i) => coefficients.Select((b, j) => b * columns[j][i]).Sum();
        return [.. Enumerable.Range(0, n).Select(i => kind switch
        {
            Target.Offset => (offset + (10 * random.NextNormal())) * unit,
            Target.Linear => (Combination(i) * (1 + (level * random.NextNormal()))) + random.NextNormal(),
            Target.Timestamp => start + (step * (i + random.NextInt32(2))),
            Target.SmallInteger => random.NextInt32(11) - 5,
            Target.Constant => offset * unit,
            Target.NearlyConstant => (1 + offset) * unit * (i == last ? 1 + Math.Max(level, 3e-16) : 1),
            _ => Combination(i) + 3,
        })];
    }

    private static T Pick<T>(SeededRandom random, T[] values) => values[random.NextInt32(values.Length)];

    private static double[] Round(double[] values) => [.. values.Select(v => (double)(float)v)];
}
