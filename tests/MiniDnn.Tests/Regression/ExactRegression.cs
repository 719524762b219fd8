namespace MiniDnn.Tests;

/// <summary>
/// Least squares in exact fractions: what the doubles that are given say, rounded once at the end. With ridge λ too, which no constant pays.
/// </summary>
internal sealed class ExactRegression
{
    private readonly BigInteger[] _rotated;
    private readonly BigInteger[,] _adjoint, _covariance;
    private readonly BigInteger _determinant, _squares, _total, _totalWeight, _freedom, _trace;
    private readonly (BigInteger[] Values, int Exponent)[] _columns;
    private readonly BigInteger[] _target, _weights;
    private readonly int _targetExponent, _weightExponent, _rowCount;
    private readonly bool _hasConstant;

    /// <param name="columns">The columns of the design, the constant among them.</param>
    /// <param name="y">The target.</param>
    /// <param name="weights">A weight for each row; null for 1.</param>
    /// <param name="ridge">λ, in units of the columns.</param>
    /// <param name="hasConstant">Whether the first column is a constant.</param>
    public ExactRegression(double[][] columns, double[] y, double[]? weights, double ridge = 0, bool hasConstant = true)
    {
        int p = columns.Length;
        _hasConstant = hasConstant;
        _rowCount = weights?.Count(w => w != 0) ?? y.Length;
        (_target, _targetExponent) = Whole(y);
        (_weights, _weightExponent) = Whole(weights ?? [.. y.Select(_ => 1.0)]);
        _columns = [.. columns.Select(Whole)];
        (BigInteger[] penalties, int raised) = Penalties(ridge);
        _weights = [.. _weights.Select(w => w << raised)];
        _weightExponent -= raised;
        var (normal, right, whole) = (new BigInteger[p, p], new BigInteger[p], new BigInteger[p, p]);
        for (int i = 0; i < p; i++)
        {
            right[i] = Sum(_weights, _columns[i].Values, _target);
            for (int j = 0; j <= i; j++)
            {
                normal[i, j] = normal[j, i] = Sum(_weights, _columns[i].Values, _columns[j].Values);
                whole[i, j] = whole[j, i] = normal[i, j] + (i == j ? penalties[i] : 0);
            }
        }
        (_adjoint, _determinant) = Adjoint(whole);
        _rotated = Multiply(_adjoint, right);
        BigInteger targetSquares = Sum(_weights, _target, _target);
        _squares = (_determinant * _determinant * targetSquares) - (2 * _determinant * Dot(_rotated, right)) + Dot(_rotated, Multiply(normal, _rotated));
        _covariance = ridge == 0 ? Scaled(_adjoint, _determinant) : Multiply(Multiply(_adjoint, normal), _adjoint);
        BigInteger trace = Enumerable.Range(0, p).Aggregate(BigInteger.Zero, (sum, i) => sum + Dot(Row(_adjoint, i), Row(normal, i)));
        _trace = trace;
        _freedom = (_rowCount * _determinant) - trace;
        _totalWeight = hasConstant ? _weights.Aggregate((a, b) => a + b) : 1;
        BigInteger mean = hasConstant ? _weights.Zip(_target, (w, v) => w * v).Aggregate((a, b) => a + b) : 0;
        _total = (targetSquares * _totalWeight) - (mean * mean);
    }

    public bool IsSingular => _determinant.IsZero;

    public bool IsExact => _squares.IsZero;

    public int ParameterCount => _columns.Length;

    public double ResidualSumOfSquares => Divide(_squares, _determinant * _determinant, (2 * _targetExponent) + _weightExponent);

    public double TotalSumOfSquares => Divide(_total, _totalWeight, (2 * _targetExponent) + _weightExponent);

    /// <summary>Rows less the trace of the hat matrix.</summary>
    public double Freedom => Divide(_freedom, _determinant, 0);

    public double RSquared => Divide(Explained, _total * _determinant * _determinant, 0);

    /// <summary>The trace of the hat matrix.</summary>
    public double EffectiveParameters => Divide(_trace, _determinant, 0);

    /// <summary>The largest of ‖xⱼ‖²·(XᵀWX + λ)⁻¹: how much smaller than a column what decides its coefficient may be, squared.</summary>
    public double Amplification => Enumerable.Range(0, ParameterCount).Max(j => Divide(_adjoint[j, j] * Sum(_weights, _columns[j].Values, _columns[j].Values), _determinant, 0));

    /// <summary>1 − RSS/freedom/(TSS/its freedom).</summary>
    public double AdjustedRSquared
    {
        get
        {
            BigInteger share = _squares * _totalWeight * (_rowCount - Constants), whole = _total * _determinant * _freedom;
            return Divide(whole - share, whole, 0);
        }
    }

    /// <summary>F where there is no ridge.</summary>
    public double F => Divide(Explained * _freedom, _squares * _totalWeight * _determinant * (ParameterCount - Constants), 0);

    private int Constants => _hasConstant ? 1 : 0;

    /// <summary>TSS − RSS, times what both are divided by.</summary>
    private BigInteger Explained => (_total * _determinant * _determinant) - (_squares * _totalWeight);

    public double Coefficient(int j) => Divide(_rotated[j], _determinant, _targetExponent - _columns[j].Exponent);

    public double StandardError(int j) => Root(_squares * _covariance[j, j], _determinant * _determinant * _determinant * _freedom, _targetExponent - _columns[j].Exponent);

    public double T(int j) => _rotated[j].Sign * Math.Sqrt(Divide(_rotated[j] * _rotated[j] * _determinant * _freedom, _squares * _covariance[j, j], 0));

    /// <summary>What is left of column j beside all others, as a share of its length, without ridge.</summary>
    public double Share(int j) => Math.Sqrt(Divide(_determinant, _adjoint[j, j] * Sum(_weights, _columns[j].Values, _columns[j].Values), 0));

    /// <summary>Of what size the terms are that y − X·b is made of, over √RSS: so many digits the residuals lose.</summary>
    public double Cancellation => Math.Sqrt(Largest(_weights, _weightExponent)) * Size / Math.Sqrt(ResidualSumOfSquares);

    /// <summary>How far coefficient j moves when the data move by a share of their size.</summary>
    public double Sensitivity(int j) => Math.Sqrt(Largest(_weights, _weightExponent)) * Size * Math.Sqrt(Divide(_adjoint[j, j], _determinant, -(2 * _columns[j].Exponent) - _weightExponent));

    /// <summary>s·√((XᵀWX + λ)⁻¹) of coefficient j: without ridge its standard error.</summary>
    public double Uncertainty(int j) => Root(_squares * _adjoint[j, j], _determinant * _determinant * _freedom, _targetExponent - _columns[j].Exponent);

    /// <summary>Σ |bⱼ·xⱼ|.</summary>
    public double SizeAt(double[] row) => row.Select((x, j) => Math.Abs(Coefficient(j) * x)).Sum();

    /// <summary>
    /// How far rounding of doubled precision, 2⁻¹⁰⁴ an operation, may move the residual of row i: reflections that begin with the largest
    /// row move each row by rounding of its own largest element, in units that make columns equally long (A. Cox and N. Higham, 1998).
    /// </summary>
    public double RowNoise(int i)
    {
        double root = Math.Sqrt(Divide(_weights[i], 1, _weightExponent)), largest = 0, size = Length(_target, _targetExponent);
        for (int j = 0; j < ParameterCount; j++)
        {
            double length = Length(_columns[j].Values, _columns[j].Exponent);
            largest = Math.Max(largest, length == 0 ? 0 : root * Math.Abs(Divide(_columns[j].Values[i], 1, _columns[j].Exponent)) / length);
            size += Math.Abs(Coefficient(j)) * length;
        }
        return root == 0 ? 0 : Math.ScaleB(_rowCount * ParameterCount * largest * size / root, -104);
    }

    /// <summary>√Σ w·v².</summary>
    private double Length(BigInteger[] values, int exponent) => Math.ScaleB(Math.Sqrt(Divide(Sum(_weights, values, values), 1, _weightExponent)), exponent);

    /// <summary>max |y| + Σ |bⱼ|·max |xⱼ|.</summary>
    public double Size => Largest(_target, _targetExponent) + Enumerable.Range(0, ParameterCount).Sum(j => Math.Abs(Coefficient(j)) * Largest(_columns[j].Values, _columns[j].Exponent));

    private static double Largest(BigInteger[] values, int exponent) => Divide(values.Max(BigInteger.Abs), 1, exponent);

    /// <summary>The residual of row i, its leverage h and 1 − h.</summary>
    public (double Residual, double Taken, double Left) AtRow(int i)
    {
        BigInteger[] row = [.. _columns.Select(c => c.Values[i])];
        BigInteger taken = _weights[i] * Dot(row, Multiply(_adjoint, row));
        double residual = Divide((_determinant * _target[i]) - Dot(row, _rotated), _determinant, _targetExponent);
        return (residual, Divide(taken, _determinant, 0), Divide(_determinant - taken, _determinant, 0));
    }

    /// <summary>The prediction at a row of the design, its standard error, and that of a new target there.</summary>
    public (double Mean, double Error, double ErrorOfNew) At(double[] row)
    {
        (BigInteger Value, int Exponent)[] x = [.. row.Select((v, j) => (Whole([v]).Values[0], Whole([v]).Exponent - _columns[j].Exponent))];
        int least = x.Where(v => !v.Value.IsZero).Select(v => v.Exponent).DefaultIfEmpty(0).Min();
        BigInteger[] scaled = [.. x.Select(v => v.Value.IsZero ? v.Value : v.Value << (v.Exponent - least))];
        BigInteger square = Dot(scaled, Multiply(_covariance, scaled)), one = _determinant * _determinant;
        BigInteger divisor = one * _determinant * _freedom;
        double error = Root(_squares * square, divisor, _targetExponent + least);
        double own = Math.Sqrt(Divide(_squares, _determinant * _freedom, (2 * _targetExponent) + _weightExponent));
        return (Divide(Dot(scaled, _rotated), _determinant, _targetExponent + least), error, Math.Sqrt((error * error) + (own * own)));
    }

    /// <summary>λ in units of the columns' integers, and by how many bits weights have to be raised that these are whole.</summary>
    private (BigInteger[] Penalties, int Raised) Penalties(double ridge)
    {
        (BigInteger[] lambda, int exponent) = Whole([ridge]);
        int[] shifts = [.. _columns.Select(c => exponent - (2 * c.Exponent) - _weightExponent)];
        int raised = ridge == 0 ? 0 : Math.Max(0, -shifts.Min());
        return ([.. shifts.Select((s, j) => ridge == 0 || (_hasConstant && j == 0) ? 0 : lambda[0] << (s + raised))], raised);
    }

    private static BigInteger Sum(BigInteger[] a, BigInteger[] b, BigInteger[] c)
    {
        BigInteger sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i] * c[i];
        }
        return sum;
    }

    private static BigInteger Dot(BigInteger[] a, BigInteger[] b)
    {
        BigInteger sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static BigInteger[] Row(BigInteger[,] matrix, int row) => [.. Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[row, j])];

    private static BigInteger[] Multiply(BigInteger[,] matrix, BigInteger[] vector)
        => [.. Enumerable.Range(0, vector.Length).Select(i => Dot(Row(matrix, i), vector))];

    private static BigInteger[,] Multiply(BigInteger[,] left, BigInteger[,] symmetric)
    {
        int p = left.GetLength(0);
        var result = new BigInteger[p, p];
        for (int i = 0; i < p; i++)
        {
            BigInteger[] row = Row(left, i);
            for (int j = 0; j < p; j++)
            {
                result[i, j] = Enumerable.Range(0, p).Aggregate(BigInteger.Zero, (sum, k) => sum + (row[k] * symmetric[k, j]));
            }
        }
        return result;
    }

    private static BigInteger[,] Scaled(BigInteger[,] matrix, BigInteger factor)
    {
        var result = (BigInteger[,])matrix.Clone();
        for (int i = 0; i < result.Length; i++)
        {
            result[i / result.GetLength(0), i % result.GetLength(0)] *= factor;
        }
        return result;
    }

    /// <summary>Integers and an exponent e with values = integers·2^e.</summary>
    private static (BigInteger[] Values, int Exponent) Whole(double[] values)
    {
        int exponent = values.Min(v => v == 0 ? int.MaxValue : Math.ILogB(v) - 52);
        return exponent == int.MaxValue ? ([.. values.Select(_ => BigInteger.Zero)], 0)
            : ([.. values.Select(v => v == 0 ? BigInteger.Zero : new BigInteger(Math.ScaleB(v, 52 - Math.ILogB(v))) << (Math.ILogB(v) - 52 - exponent))], exponent);
    }

    /// <summary>The adjoint and the determinant of a positive definite matrix (E. Bareiss, 1968): every division has no remainder.</summary>
    /// <returns>The determinant is 0 where the matrix is singular, and the adjoint then of no use.</returns>
    private static (BigInteger[,] Adjoint, BigInteger Determinant) Adjoint(BigInteger[,] matrix)
    {
        int p = matrix.GetLength(0);
        var work = new BigInteger[p, 2 * p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                work[i, j] = matrix[i, j];
            }
            work[i, p + i] = 1;
        }
        BigInteger previous = 1;
        for (int k = 0; k < p; k++)
        {
            BigInteger pivot = work[k, k];
            if (pivot.IsZero)
            {
                return (matrix, 0);
            }
            for (int i = 0; i < p; i++)
            {
                BigInteger factor = work[i, k];
                for (int j = 0; j < 2 * p && i != k; j++)
                {
                    work[i, j] = ((work[i, j] * pivot) - (factor * work[k, j])) / previous;
                }
            }
            previous = pivot;
        }
        var adjoint = new BigInteger[p, p];
        for (int i = 0; i < p * p; i++)
        {
            adjoint[i / p, i % p] = work[i / p, p + (i % p)];
        }
        return (adjoint, previous);
    }

    /// <summary>√(a/b)·2^exponent, where the root may be in range though the fraction is not.</summary>
    private static double Root(BigInteger a, BigInteger b, int exponent)
    {
        if (a.IsZero || b.IsZero)
        {
            return Math.Sqrt(Divide(a, b, 0));
        }
        int half = (int)(a.GetBitLength() - b.GetBitLength()) / 2;
        return Math.ScaleB(Math.Sqrt(half < 0 ? Divide(a << (-2 * half), b, 0) : Divide(a, b << (2 * half), 0)), exponent + half);
    }

    /// <summary>a/b·2^exponent, rounded; NaN for 0/0.</summary>
    private static double Divide(BigInteger a, BigInteger b, int exponent)
    {
        if (b.IsZero)
        {
            return a.Sign == 0 ? double.NaN : a.Sign * double.PositiveInfinity;
        }
        int shift = 120 - (int)(a.GetBitLength() - b.GetBitLength());
        BigInteger quotient = shift >= 0 ? (a << shift) / b : a / (b << -shift);
        return Math.ScaleB((double)quotient, exponent - shift);
    }
}
