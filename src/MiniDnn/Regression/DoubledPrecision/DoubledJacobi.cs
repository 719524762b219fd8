namespace MiniDnn;

/// <summary>Singular values of a small matrix in doubled precision, by one-sided Jacobi rotations (M. Hestenes, 1958).</summary>
internal sealed class DoubledJacobi
{
    /// <summary>Each sweep squares what is left; ten are more than any matrix takes.</summary>
    private const int MaxSweeps = 40;

    /// <summary>2⁻⁹⁶: the cosine between columns that counts as rounding.</summary>
    private const double Orthogonal = 1.0 / (1L << 48) / (1L << 48);

    private readonly DoubledColumns _columns, _vectors;

    private DoubledJacobi(DoubledColumns columns)
    {
        _columns = columns;
        _vectors = new(columns.ColumnCount, columns.ColumnCount);
        for (int j = 0; j < columns.ColumnCount; j++)
        {
            _vectors[j, j] = DoubleDouble.One;
        }
    }

    /// <summary>The singular values, the largest first, and for each its right singular vector.</summary>
    /// <param name="columns">The matrix; overwritten.</param>
    public static (double[] Values, double[][] Vectors) Decompose(DoubledColumns columns)
    {
        var jacobi = new DoubledJacobi(columns);
        for (int sweep = 0; sweep < MaxSweeps && jacobi.Sweep(); sweep++)
        {
        }
        int k = columns.ColumnCount;
        double[] lengths = [.. Enumerable.Range(0, k).Select(j => columns.Length(j))];
        int[] order = [.. Enumerable.Range(0, k).OrderByDescending(j => lengths[j])];
        return ([.. order.Select(j => lengths[j])], [.. order.Select(j => jacobi._vectors.HighPart(j).ToArray())]);
    }

    /// <summary>Rotates every pair of columns once; true while one of them was not orthogonal.</summary>
    private bool Sweep()
    {
        bool hasRotated = false;
        for (int i = 0; i < _columns.ColumnCount; i++)
        {
            for (int j = i + 1; j < _columns.ColumnCount; j++)
            {
                hasRotated |= Rotate(i, j);
            }
        }
        return hasRotated;
    }

    private bool Rotate(int i, int j)
    {
        DoubleDouble a = _columns.Dot(i, i, 0), b = _columns.Dot(j, j, 0), c = _columns.Dot(i, j, 0);
        if (Math.Abs(c.High) <= Orthogonal * Math.Sqrt(a.High) * Math.Sqrt(b.High))
        {
            return false;
        }
        DoubleDouble zeta = (b - a) / (c * 2);
        DoubleDouble root = DoubleDouble.Sqrt((zeta * zeta) + DoubleDouble.One);
        DoubleDouble t = DoubleDouble.One / (zeta.High >= 0 ? zeta + root : zeta - root);
        DoubleDouble cosine = DoubleDouble.One / DoubleDouble.Sqrt((t * t) + DoubleDouble.One);
        Apply(_columns, i, j, cosine, cosine * t);
        Apply(_vectors, i, j, cosine, cosine * t);
        return true;
    }

    private static void Apply(DoubledColumns columns, int i, int j, DoubleDouble cosine, DoubleDouble sine)
    {
        for (int row = 0; row < columns.RowCount; row++)
        {
            (DoubleDouble x, DoubleDouble y) = (columns[row, i], columns[row, j]);
            columns[row, i] = (x * cosine) - (y * sine);
            columns[row, j] = (x * sine) + (y * cosine);
        }
    }
}
