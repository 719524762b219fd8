namespace MiniDnn;

/// <summary>
/// Which rows and coefficients are separated: where the likelihood grows without end along some direction of the coefficients.
/// </summary>
/// <remarks>
/// A direction d separates where xᵢᵀd ≥ 0 for all rows that pull up, ≤ 0 for those that pull down, 0 for the others, and one of them is
/// strict (A. Albert and J. Anderson, 1984). Whether there is one is decided in whole numbers: either it is found, or −Σ ±xᵢ is a sum of
/// the ±xᵢ with coefficients ≥ 0, so that Σ aᵢ·(±xᵢ) = 0 with all aᵢ ≥ 1, which no direction can have. Rows that one separates are set
/// aside, and the question is asked again for the others.
/// </remarks>
internal sealed class Separation
{
    private Separation(bool[] isSeparated, int[] signs) => (IsSeparated, Signs) = (isSeparated, signs);

    /// <summary>A coefficient that may go either way.</summary>
    public const int EitherWay = 2;

    /// <summary>Whether a row is strictly separated by some direction.</summary>
    public bool[] IsSeparated { get; }

    /// <summary>
    /// For each coefficient: 0 where it stays finite, 1 where its estimate is +∞, −1 where it is −∞, <see cref="EitherWay"/>.
    /// </summary>
    public int[] Signs { get; }

    /// <summary>Whether every row is separated.</summary>
    public bool IsComplete => IsSeparated.All(s => s);

    /// <summary>Writes what coefficients go to: ±∞, or NaN where that may be either.</summary>
    /// <param name="coefficients">The coefficients of all columns.</param>
    /// <param name="parameters">The columns that the signs belong to.</param>
    public void SetLimits(double[] coefficients, int[] parameters)
    {
        for (int k = 0; k < parameters.Length; k++)
        {
            coefficients[parameters[k]] = Signs[k] switch
            {
                0 => coefficients[parameters[k]],
                EitherWay => double.NaN,
                int sign => sign * double.PositiveInfinity,
            };
        }
    }

    /// <summary>Finds the separation of a design with independent columns; null where there is none.</summary>
    /// <param name="columns">A row for each column.</param>
    /// <param name="pulls">+1, −1 or 0 for each row.</param>
    public static Separation? Find(Matrix<double> columns, int[] pulls)
    {
        if (Array.TrueForAll(pulls, pull => pull == 0) || columns.RowCount == 0)
        {
            return null;
        }
        var rows = new ExactRows(columns);
        bool[] isSeparated = new bool[pulls.Length];
        while (Separate(rows, pulls, isSeparated))
        {
        }
        return Array.IndexOf(isSeparated, true) < 0 ? null : new(isSeparated, FindSigns(rows, pulls, isSeparated));
    }

    /// <summary>Sets aside the rows that one more direction separates, if there is one.</summary>
    private static bool Separate(ExactRows rows, int[] pulls, bool[] isSeparated)
    {
        BigInteger[] target = [.. Enumerable.Repeat(BigInteger.Zero, rows.Dimension)];
        List<SignedRow> generators = [];
        for (int i = 0; i < pulls.Length; i++)
        {
            if (isSeparated[i])
            {
                continue;
            }
            AddGenerators(generators, i, pulls[i]);
            BigInteger[] row = pulls[i] == 0 ? [] : rows.Whole(i);
            for (int j = 0; j < row.Length; j++)
            {
                target[j] -= pulls[i] * row[j];
            }
        }
        if (ExactCone.Separate(rows, [.. generators], target) is not { } direction)
        {
            return false;
        }
        double[] approximate = rows.ToDoubles(direction);
        for (int i = 0; i < pulls.Length; i++)
        {
            isSeparated[i] |= pulls[i] != 0 && rows.Sign(i, direction, approximate) != 0;
        }
        return true;
    }

    /// <summary>
    /// A coefficient's sign is that of all directions where ± its unit vector is a sum of the rows with coefficients ≥ 0, those that are
    /// not separated of either sign.
    /// </summary>
    private static int[] FindSigns(ExactRows rows, int[] pulls, bool[] isSeparated)
    {
        List<SignedRow> overlapped = [], all = [];
        for (int i = 0; i < pulls.Length; i++)
        {
            AddGenerators(isSeparated[i] ? all : overlapped, i, isSeparated[i] ? pulls[i] : 0);
        }
        SignedRow[] overlappedRows = [.. overlapped], allRows = [.. overlapped, .. all];
        int[] signs = new int[rows.Dimension];
        for (int j = 0; j < signs.Length; j++)
        {
            BigInteger[] up = [.. Enumerable.Range(0, signs.Length).Select(k => k == j ? BigInteger.One : BigInteger.Zero)];
            BigInteger[] down = [.. up.Select(v => -v)];
            signs[j] = ExactCone.Separate(rows, overlappedRows, up) is null ? 0
                : ExactCone.Separate(rows, allRows, up) is null ? 1
                : ExactCone.Separate(rows, allRows, down) is null ? -1 : EitherWay;
        }
        return signs;
    }

    private static void AddGenerators(List<SignedRow> generators, int row, int pull)
    {
        if (pull >= 0)
        {
            generators.Add(new(row, 1));
        }
        if (pull <= 0)
        {
            generators.Add(new(row, -1));
        }
    }
}
