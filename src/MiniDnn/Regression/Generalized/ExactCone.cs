namespace MiniDnn;

/// <summary>A row with the sign that it has in a cone.</summary>
internal readonly record struct SignedRow(int Row, int Sign);

/// <summary>Whether a vector is a sum of rows with coefficients ≥ 0, by the first phase of the simplex method in whole numbers.</summary>
/// <remarks>
/// The basis is kept as a matrix of whole numbers over their common determinant (J. Edmonds, 1967), the row that leaves it chosen
/// lexicographically, so that the search ends (G. Dantzig, A. Orden and P. Wolfe, 1955). Rows come in by products in double, where these
/// are certain; the last answer is exact in any case. It starts where a search in double ended, which is nearly always the end.
/// </remarks>
internal sealed class ExactCone
{
    private readonly ExactRows _rows;
    private readonly SignedRow[] _generators;

    /// <summary>determinant·B⁻¹, and beside it determinant·B⁻¹·target.</summary>
    private readonly BigInteger[][] _inverse;

    private readonly BigInteger[] _values;
    private readonly bool[] _isArtificial;
    private BigInteger _determinant = BigInteger.One;

    private ExactCone(ExactRows rows, SignedRow[] generators, BigInteger[] target)
    {
        (_rows, _generators) = (rows, generators);
        int p = rows.Dimension;
        _inverse = [.. Enumerable.Range(0, p).Select(i => Unit(p, i, target[i].Sign < 0 ? -1 : 1))];
        _values = [.. target.Select(BigInteger.Abs)];
        _isArtificial = [.. Enumerable.Repeat(true, p)];
    }

    /// <summary>
    /// A direction d with ±xᵢᵀd ≤ 0 for all generators and targetᵀd &gt; 0 (J. Farkas, 1902); null where the target is in the cone.
    /// </summary>
    public static BigInteger[]? Separate(ExactRows rows, SignedRow[] generators, BigInteger[] target)
    {
        var near = new ExactCone(rows, generators, target);
        int steps = 20 + (4 * rows.Dimension);   // from there lexicographic steps might go in circles
        bool isFound = near.TryStart(ConeGuess.Find(rows, generators, target));
        BigInteger[]? direction = null;
        isFound = isFound && near.TryRun(steps, out direction);
        return isFound || new ExactCone(rows, generators, target).TryRun(int.MaxValue, out direction) ? direction : null;
    }

    /// <summary>Goes to a basis; false where it is none, or the target lies outside of it.</summary>
    private bool TryStart(SignedRow?[] basis)
    {
        for (int place = 0; place < basis.Length; place++)
        {
            if (basis[place] is not { } generator)
            {
                continue;
            }
            BigInteger[] entering = Signed(generator), column = [.. _inverse.Select(row => ExactRows.Product(row, entering))];
            int leaving = -1;
            for (int i = 0; i < column.Length && leaving < 0; i++)
            {
                leaving = _isArtificial[i] && basis[i] is not null && !column[i].IsZero ? i : -1;
            }
            if (leaving < 0)
            {
                return false;
            }
            Exchange(column, leaving);
        }
        return Array.TrueForAll(_values, value => value.Sign >= 0);
    }

    /// <summary>Searches; false where it takes more steps than it may.</summary>
    private bool TryRun(int steps, out BigInteger[]? direction)
    {
        for (direction = null; steps > 0; steps--)
        {
            bool isIn = true;
            BigInteger[] dual = [.. Enumerable.Repeat(BigInteger.Zero, _rows.Dimension)];
            for (int i = 0; i < _values.Length; i++)
            {
                if (_isArtificial[i])
                {
                    isIn &= _values[i].IsZero;
                    for (int j = 0; j < dual.Length; j++)
                    {
                        dual[j] += _inverse[i][j];
                    }
                }
            }
            if (isIn)
            {
                return true;
            }
            if (Entering(dual) is not { } generator)
            {
                direction = dual;
                return true;
            }
            Exchange(Signed(generator));
        }
        return false;
    }

    private BigInteger[] Signed(SignedRow generator) => [.. _rows.Whole(generator.Row).Select(v => v * generator.Sign)];

    /// <summary>The generator whose product with the dual is largest, if one is positive.</summary>
    private SignedRow? Entering(BigInteger[] dual)
    {
        double[] direction = _rows.ToDoubles(dual);
        SignedRow? best = null;
        double largest = 0;
        List<SignedRow> uncertain = [];
        foreach (SignedRow generator in _generators)
        {
            double product = generator.Sign * _rows.Estimate(generator.Row, direction, out double bound);
            if (product > bound && product > largest)
            {
                (best, largest) = (generator, product);
            }
            else if (Math.Abs(product) <= bound)
            {
                uncertain.Add(generator);
            }
        }
        if (best is null)
        {
            foreach (SignedRow generator in uncertain)
            {
                if (ExactRows.Product(_rows.Whole(generator.Row), dual).Sign * generator.Sign > 0)
                {
                    return generator;
                }
            }
        }
        return best;
    }

    private void Exchange(BigInteger[] entering)
    {
        BigInteger[] column = [.. _inverse.Select(row => ExactRows.Product(row, entering))];
        int leaving = -1;
        for (int i = 0; i < column.Length; i++)
        {
            if (column[i].Sign > 0 && (leaving < 0 || IsBefore(i, leaving, column)))
            {
                leaving = i;
            }
        }
        Exchange(column, leaving);
    }

    private void Exchange(BigInteger[] column, int leaving)
    {
        BigInteger pivot = column[leaving];
        for (int i = 0; i < column.Length; i++)
        {
            if (i == leaving)
            {
                continue;
            }
            for (int j = 0; j < column.Length; j++)
            {
                _inverse[i][j] = ((pivot * _inverse[i][j]) - (column[i] * _inverse[leaving][j])) / _determinant;
            }
            _values[i] = ((pivot * _values[i]) - (column[i] * _values[leaving])) / _determinant;
        }
        _determinant = pivot;
        _isArtificial[leaving] = false;
        if (pivot.Sign < 0)
        {
            _determinant = -pivot;
            Array.ForEach([.. _inverse, _values], Negate);
        }
    }

    /// <summary>Whether value i/column i, then inverse i/column i, come lexicographically before those of k.</summary>
    private bool IsBefore(int i, int k, BigInteger[] column)
    {
        int order = (_values[i] * column[k]).CompareTo(_values[k] * column[i]);
        for (int j = 0; j < column.Length && order == 0; j++)
        {
            order = (_inverse[i][j] * column[k]).CompareTo(_inverse[k][j] * column[i]);
        }
        return order < 0;
    }

    private static void Negate(BigInteger[] values)
    {
        for (int j = 0; j < values.Length; j++)
        {
            values[j] = -values[j];
        }
    }

    private static BigInteger[] Unit(int length, int index, int value)
    {
        BigInteger[] unit = [.. Enumerable.Repeat(BigInteger.Zero, length)];
        unit[index] = value;
        return unit;
    }
}
