using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>The triangle of accumulated rows √w·[1 x y], in units and from origins that follow the data.</summary>
/// <remarks>
/// <para>Beside an intercept every column may be counted from anywhere. From near its mean, rounding costs a share of its spread and not
/// of its distance from 0, which matters for timestamps and levels. A new origin changes the triangle's first row alone: the others are
/// orthogonal to the ones.</para>
/// <para>Units are powers of 2 that bring the largest magnitude of a column into [½, 1): exact, and squares keep inside the range.</para>
/// </remarks>
internal sealed class AccumulatedColumns
{
    /// <summary>The exponent of a column that was 0 so far, which fits every unit.</summary>
    public const int OfZero = int.MinValue;

    /// <summary>Where all that is left is less than 2⁻⁶⁴ of the unit, there is another: squares must keep inside the range.</summary>
    public const int MostExponent = 64;

    /// <summary>A unit no smaller than this has an inverse inside the range.</summary>
    private const int SmallestExponent = -1000;

    /// <summary>What weights have left so little of, 2⁻⁴⁸⁰, that squares of it lose digits is nothing.</summary>
    private const double Nothing = 3.2036e-145;

    /// <summary>Rows that together weigh 2⁻⁶⁴ of new ones say no longer where the origin should be.</summary>
    private const double LittleOfOnes = 2.3283064365386963e-10;

    private readonly int[] _exponents;
    private readonly double[] _factors, _limits;

    public AccumulatedColumns(int predictorCount, bool hasIntercept)
    {
        HasIntercept = hasIntercept;
        FirstPredictor = hasIntercept ? 1 : 0;
        Folded = new(predictorCount + FirstPredictor + 1);
        _exponents = [.. Enumerable.Repeat(OfZero, Count)];
        _factors = [.. Enumerable.Repeat(1.0, Count)];
        _limits = new double[Count];
        Origins = new double[Count];
        if (hasIntercept)
        {
            (_exponents[0], _limits[0]) = (0, 1);
        }
    }

    /// <summary>R of √w·[1 x y]·2^−e − origins, and the block in which rows wait.</summary>
    public RowAccumulator<double> Folded { get; }

    public int Count => Folded.ColumnCount;

    public bool HasIntercept { get; }

    /// <summary>The column of the first predictor; the target is the last column.</summary>
    public int FirstPredictor { get; }

    /// <summary>What was taken off each column, in its units; 0 for the ones, and everywhere without them.</summary>
    public double[] Origins { get; }

    /// <summary>e of each column, 0 for a column of zeros.</summary>
    public int[] Exponents => [.. _exponents.Select(e => e == OfZero ? 0 : e)];

    /// <summary>What takes a value of this column to its unit.</summary>
    public double Factor(int column) => _factors[column];

    /// <summary>Column j of R.</summary>
    public Span<double> Column(int column) => Folded.R.Columns.Column(column);

    /// <summary>Takes over the triangle, origins and units of another.</summary>
    public void CopyFrom(AccumulatedColumns other)
    {
        Folded.CopyFrom(other.Folded);
        Restore(other.Origins, other._exponents);
    }

    /// <summary>Takes over the origins and units of rows whose triangle is here already.</summary>
    public void Restore(ReadOnlySpan<double> origins, ReadOnlySpan<int> exponents)
    {
        for (int j = FirstPredictor; j < Count; j++)
        {
            if (exponents[j] != OfZero)
            {
                SetUnit(j, exponents[j]);
            }
        }
        origins.CopyTo(Origins);
    }

    /// <summary>Makes room for values of this magnitude.</summary>
    public void Grow(int column, double magnitude)
    {
        if (magnitude >= _limits[column] && magnitude > 0)
        {
            SetUnit(column, Math.Max(SafeRange.ExponentAbove(magnitude), SmallestExponent));
        }
    }

    /// <summary>Makes room for what another holds.</summary>
    public void GrowTo(AccumulatedColumns other)
    {
        for (int j = FirstPredictor; j < Count; j++)
        {
            if (other._exponents[j] != OfZero && (_exponents[j] == OfZero || other._exponents[j] > _exponents[j]))
            {
                SetUnit(j, other._exponents[j]);
            }
        }
    }

    /// <summary>
    /// Gives a column whose large values are forgotten the unit of what is left, or of new values of this magnitude, if they are larger.
    /// Without new ones it keeps its unit, until nothing is left.
    /// </summary>
    public void LowerUnit(int column, double magnitude)
    {
        if (HasIntercept && Math.Abs(Folded.R.Diagonal(0)) < LittleOfOnes)
        {
            MoveOrigin(column, 0);
        }
        double size = Math.Max(SafeRange.LargestMagnitude<double>(Column(column)), Math.Abs(Origins[column]));
        if (size < Nothing)
        {
            Column(column).Clear();
            (Origins[column], _exponents[column], _limits[column], _factors[column]) = (0, OfZero, 0, 1);
            return;
        }
        int exponent = SafeRange.ExponentAbove(Math.Max(size, magnitude * _factors[column]));
        if (exponent < -MostExponent && magnitude > 0)
        {
            SetUnit(column, Math.Max(_exponents[column] + exponent, SmallestExponent));
        }
    }

    /// <summary>Counts every column from its mean: R's first row says how far the means lie from the origins.</summary>
    public void MoveOriginsToMeans()
    {
        double ofOnes = Folded.R.Diagonal(0);
        for (int j = 1; j < Count && HasIntercept; j++)
        {
            MoveOrigin(j, Origins[j] + (Folded.R.Columns.Reference(j) / ofOnes));
        }
    }

    public void MoveOrigin(int column, double origin)
    {
        ref double first = ref Folded.R.Columns.Reference(column);
        first = Math.FusedMultiplyAdd(Origins[column] - origin, Folded.R.Diagonal(0), first);
        Origins[column] = origin;
    }

    /// <summary>
    /// Takes in another's triangle, divided by 2^<paramref name="weightShift"/>, whose units are no larger than these.
    /// </summary>
    public void Append(AccumulatedColumns other, int weightShift)
    {
        var added = new RowAccumulator<double>(Count);
        added.CopyFrom(other.Folded);
        for (int j = 0; j < Count; j++)
        {
            int shift = other._exponents[j] == OfZero ? 0 : other._exponents[j] - _exponents[j];
            double origin = Math.ScaleB(other.Origins[j], shift);
            Scale(added.R.Columns.Column(j), shift - weightShift);
            if (Math.Abs(added.R.Diagonal(0)) > Math.Abs(Folded.R.Diagonal(0)))
            {
                MoveOrigin(j, origin);   // to where most of the weight is, for distances from it are rounded
            }
            added.R.Columns.Reference(j) += (origin - Origins[j]) * added.R.Diagonal(0);
        }
        Folded.Append(added);
        MoveOriginsToMeans();
    }

    /// <summary>Multiplies values by 2^<paramref name="exponent"/>.</summary>
    public static void Scale(Span<double> values, int exponent)
    {
        for (int i = 0; i < values.Length && exponent != 0; i++)
        {
            values[i] = Math.ScaleB(values[i], exponent);
        }
    }

    /// <summary>Changes a column's unit: that of the triangle, of the rows that wait, and of the origin.</summary>
    private void SetUnit(int column, int exponent)
    {
        int shift = _exponents[column] - exponent;
        if (_exponents[column] != OfZero && shift != 0)
        {
            Scale(Column(column), shift);
            Origins[column] = Math.ScaleB(Origins[column], shift);
        }
        _exponents[column] = exponent;
        // powers of 2: what is multiplied by them is not rounded
        _limits[column] = Math.ScaleB(1, exponent);
        _factors[column] = Math.ScaleB(1, -exponent);
    }
}
