namespace MiniDnn.Tests;

/// <summary>Least squares in exact fractions: what the doubles that are given say, rounded once at the end.</summary>
internal sealed class ExactRegression
{
    private readonly BigInteger[] _rotated;
    private readonly BigInteger[,] _adjoint;
    private readonly BigInteger _determinant, _squares;
    private readonly int[] _exponents;
    private readonly int _targetExponent, _weightExponent, _freedom;

    /// <param name="columns">The columns of the design, the constant among them.</param>
    /// <param name="y">The target.</param>
    /// <param name="weights">A weight for each row; null for 1.</param>
    public ExactRegression(double[][] columns, double[] y, double[]? weights)
    {
        int p = columns.Length;
        _freedom = y.Length - p;
        (BigInteger[] target, _targetExponent) = Whole(y);
        (BigInteger[] w, _weightExponent) = Whole(weights ?? [.. y.Select(_ => 1.0)]);
        (BigInteger[] Values, int Exponent)[] whole = [.. columns.Select(Whole)];
        _exponents = [.. whole.Select(c => c.Exponent)];
        var normal = new BigInteger[p, p];
        var right = new BigInteger[p];
        for (int i = 0; i < p; i++)
        {
            right[i] = Sum(w, whole[i].Values, target);
            for (int j = 0; j < p; j++)
            {
                normal[i, j] = Sum(w, whole[i].Values, whole[j].Values);
            }
        }
        (_adjoint, _determinant) = Adjoint(normal);
        _rotated = [.. Enumerable.Range(0, p).Select(i => Enumerable.Range(0, p).Aggregate(BigInteger.Zero, (sum, j) => sum + (_adjoint[i, j] * right[j])))];
        _squares = (_determinant * Sum(w, target, target)) - Enumerable.Range(0, p).Aggregate(BigInteger.Zero, (sum, j) => sum + (right[j] * _rotated[j]));
    }

    public bool IsSingular => _determinant.IsZero;

    public double ResidualSumOfSquares => Divide(_squares, _determinant, (2 * _targetExponent) + _weightExponent);

    public double Coefficient(int j) => Divide(_rotated[j], _determinant, _targetExponent - _exponents[j]);

    public double StandardError(int j) => Math.Sqrt(Divide(_squares * _adjoint[j, j], _determinant * _determinant * _freedom, 2 * (_targetExponent - _exponents[j])));

    public double T(int j) => Math.Sign(_rotated[j].Sign) * Math.Sqrt(Divide(_rotated[j] * _rotated[j] * _freedom, _squares * _adjoint[j, j], 0));

    /// <summary>The prediction at a row of the design, and its standard error.</summary>
    public (double Mean, double Error) At(double[] row)
    {
        int p = row.Length;
        (BigInteger Values, int Exponent)[] x = [.. row.Select((v, j) => (Whole([v]).Values[0], Whole([v]).Exponent - _exponents[j]))];
        int least = x.Min(v => v.Exponent);
        BigInteger[] scaled = [.. x.Select(v => v.Values << (v.Exponent - least))];
        BigInteger mean = 0, square = 0;
        for (int i = 0; i < p; i++)
        {
            mean += scaled[i] * _rotated[i];
            for (int j = 0; j < p; j++)
            {
                square += scaled[i] * _adjoint[i, j] * scaled[j];
            }
        }
        double error = Math.Sqrt(Divide(_squares * square, _determinant * _determinant * _freedom, 2 * (_targetExponent + least)));
        return (Divide(mean, _determinant, _targetExponent + least), error);
    }

    private static BigInteger Sum(BigInteger[] a, BigInteger[] b, BigInteger[] c)
        => Enumerable.Range(0, a.Length).Aggregate(BigInteger.Zero, (sum, i) => sum + (a[i] * b[i] * c[i]));

    /// <summary>Integers and an exponent e with values = integers·2^e.</summary>
    private static (BigInteger[] Values, int Exponent) Whole(double[] values)
    {
        int exponent = values.Min(v => v == 0 ? int.MaxValue : Math.ILogB(v) - 52);
        return exponent == int.MaxValue ? ([.. values.Select(_ => BigInteger.Zero)], 0)
            : ([.. values.Select(v => v == 0 ? BigInteger.Zero : new BigInteger(Math.ScaleB(v, 52 - Math.ILogB(v))) << (Math.ILogB(v) - 52 - exponent))], exponent);
    }

    /// <summary>The adjoint and the determinant, by their definition: there are four columns at most.</summary>
    private static (BigInteger[,] Adjoint, BigInteger Determinant) Adjoint(BigInteger[,] matrix)
    {
        int p = matrix.GetLength(0);
        var adjoint = new BigInteger[p, p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                adjoint[j, i] = Minor(matrix, i, j) * (((i + j) & 1) == 0 ? 1 : -1);
            }
        }
        return (adjoint, Enumerable.Range(0, p).Aggregate(BigInteger.Zero, (sum, j) => sum + (matrix[0, j] * adjoint[j, 0])));
    }

    private static BigInteger Minor(BigInteger[,] matrix, int row, int column)
    {
        int[] rows = [.. Enumerable.Range(0, matrix.GetLength(0)).Where(i => i != row)], columns = [.. Enumerable.Range(0, matrix.GetLength(0)).Where(j => j != column)];
        return Determinant(matrix, rows, columns);
    }

    private static BigInteger Determinant(BigInteger[,] matrix, int[] rows, int[] columns)
        => rows.Length == 0 ? 1 : columns.Select((c, j) => (j % 2 == 0 ? 1 : -1) * matrix[rows[0], c] * Determinant(matrix, rows[1..], [.. columns.Where(other => other != c)])).Aggregate(BigInteger.Zero, (a, b) => a + b);

    /// <summary>a/b·2^exponent, rounded.</summary>
    private static double Divide(BigInteger a, BigInteger b, int exponent)
    {
        int shift = 120 - (int)(a.GetBitLength() - b.GetBitLength());
        BigInteger quotient = shift >= 0 ? (a << shift) / b : a / (b << -shift);
        return Math.ScaleB((double)quotient, exponent - shift);
    }
}
