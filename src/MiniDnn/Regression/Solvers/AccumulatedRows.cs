using System.Numerics.Tensors;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// The rows √w·[1 x y] that an accumulator has taken in: their triangle, in units and from origins that follow the data, and the latest
/// ones, which wait until they fill a block.
/// </summary>
/// <remarks>
/// <para>Rows wait because each fold rounds the whole triangle, however few rows it takes in: full blocks are the fastest and lose the
/// least, and what comes out does not depend on how the rows were handed over.</para>
/// <para>Beside an intercept every column may be counted from anywhere. From near its mean, rounding costs a share of its spread and not
/// of its distance from 0, which matters for timestamps and levels. A new origin changes the triangle's first row alone: the others are
/// orthogonal to the ones.</para>
/// <para>Units are powers of 2 that bring the largest magnitude of a column into [½, 1): exact, and squares keep inside the range.</para>
/// </remarks>
internal sealed class AccumulatedRows
{
    /// <summary>The square of the triangle's side is no longer than an array may be.</summary>
    public const int LargestPredictorCount = 46_000;

    /// <summary>The exponent of a column that was 0 so far, which fits every unit.</summary>
    public const int OfZero = int.MinValue;

    /// <summary>A unit no smaller than this has an inverse inside the range.</summary>
    private const int SmallestExponent = -1000;

    /// <summary>Even beside the least weight there is, what has been multiplied by 2 to this is nothing.</summary>
    private const int LeastWeightExponent = -4400;

    /// <summary>What weights have left so little of, 2⁻⁴⁸⁰, that squares of it lose digits is nothing.</summary>
    private const double Nothing = 3.2036e-145;

    /// <summary>Where all that is left is less than 2⁻⁶⁴ of the unit, there is another: squares must keep inside the range.</summary>
    private const int MostExponent = 64;

    /// <summary>Rows that together weigh 2⁻⁶⁴ of new ones say no longer where the origin should be.</summary>
    private const double LittleOfOnes = 2.3283064365386963e-10;

    private readonly bool _hasIntercept;
    private readonly int[] _exponents;
    private readonly double[] _factors, _limits;
    private double[]? _roots;
    private int _waiting;
    private bool _hasUnits;

    /// <summary>
    /// The share of their weight, ¼ to 1, that the rows so far have kept: not they are multiplied by it, but new ones divided. What is
    /// below ¼ is in <see cref="WeightExponent"/>.
    /// </summary>
    private double _kept = 1;

    /// <summary>By which power of 2 the rows that wait have lost weight.</summary>
    private int _exponentOfWaiting;

    public AccumulatedRows(int predictorCount, bool hasIntercept)
    {
        _hasIntercept = hasIntercept;
        FirstPredictor = hasIntercept ? 1 : 0;
        Folded = new(predictorCount + FirstPredictor + 1);
        _exponents = [.. Enumerable.Repeat(OfZero, ColumnCount)];
        _factors = [.. Enumerable.Repeat(1.0, ColumnCount)];
        _limits = new double[ColumnCount];
        Origins = new double[ColumnCount];
        if (hasIntercept)
        {
            (_exponents[0], _limits[0]) = (0, 1);
        }
    }

    /// <summary>R of √w·[1 x y]·2^−e − origins, and the block in which rows wait.</summary>
    public RowAccumulator<double> Folded { get; }

    public int ColumnCount => Folded.ColumnCount;

    /// <summary>The column of the first predictor; the target is the last column.</summary>
    public int FirstPredictor { get; }

    /// <summary>What was taken off each column, in its units; 0 for the ones, and everywhere without them.</summary>
    public double[] Origins { get; }

    /// <summary>e of each column, 0 for a column of zeros.</summary>
    public int[] Exponents => [.. _exponents.Select(e => e == OfZero ? 0 : e)];

    /// <summary>The weights were multiplied by 2^−f; f is even.</summary>
    public int WeightExponent { get; private set; }

    /// <summary>
    /// True where rows have lost weight: units and origins then follow the data that are left, for those that chose them may be nothing by
    /// now.
    /// </summary>
    public bool HasForgotten { get; set; }

    /// <summary>Makes room for values of these magnitudes, of the predictors and the target, and for weights of this one.</summary>
    public void Grow<T>(ReadOnlySpan<T> magnitudes, T largestWeight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double weight = double.CreateTruncating(largestWeight);
        int exponent = SafeRange.ExponentAbove(weight);
        GrowWeights((exponent + SafeRange.ExponentAbove(Math.ScaleB(weight, -exponent) / _kept)) & ~1);
        for (int k = 0; k < magnitudes.Length; k++)
        {
            double magnitude = Math.Abs(double.CreateTruncating(magnitudes[k]));
            if (HasForgotten && _waiting == 0)
            {
                LowerUnit(FirstPredictor + k, magnitude);
            }
            if (magnitude >= _limits[FirstPredictor + k] && magnitude > 0)
            {
                SetUnit(FirstPredictor + k, Math.Max(SafeRange.ExponentAbove(magnitude), SmallestExponent));
            }
        }
    }

    /// <summary>Multiplies the weights of all rows so far by a factor, greater than 0 and at most 1.</summary>
    public void Forget(double factor)
    {
        int exponent = Math.ILogB(factor) & ~1;
        _kept *= Math.ScaleB(factor, -exponent);
        if (_kept > 1)
        {
            (_kept, exponent) = (_kept / 4, exponent + 2);
        }
        WeightExponent = Math.Max(WeightExponent + exponent, LeastWeightExponent);
        HasForgotten = true;
        // each fold rounded what there was; as that loses weight, so does its rounding
        Folded.FoldCount = Math.Max(Math.Min(1, Folded.FoldCount), (long)Math.Ceiling(Math.ScaleB(Folded.FoldCount, exponent)));
        _exponentOfWaiting += exponent;
        if (_exponentOfWaiting < -2 * MostExponent)
        {
            Fold();   // what waits may soon be nothing, and must keep its unit no longer
            _exponentOfWaiting = 0;
        }
    }

    /// <summary>Takes in rows, for which there must be room.</summary>
    /// <param name="x">The predictors.</param>
    /// <param name="y">The target.</param>
    /// <param name="weights">Positive weights, or empty for weights of 1.</param>
    public void Add<T>(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ColumnMatrix<double> block = Folded.Block;
        for (int start = 0, count; start < y.Length; start += count)
        {
            count = Math.Min(block.RowCount - _waiting, y.Length - start);
            Range next = start..(start + count);
            if (x.ColumnCount > 0)
            {
                ColumnTransposition.Copy(x.Rows(next), block.Tail(FirstPredictor, _waiting), block.Stride);
            }
            TensorPrimitives.ConvertTruncating(y[next], block.Column(ColumnCount - 1)[_waiting..]);
            FillRoots(weights.IsEmpty ? [] : weights[next], count);
            _waiting += count;
            if (_waiting == block.RowCount)
            {
                Fold();
            }
        }
    }

    /// <summary>Takes in all rows of another, of as many columns.</summary>
    public void Add(AccumulatedRows other)
    {
        Settle();
        other = other.WithoutWaiting();
        GrowWeights(other.WeightExponent);
        for (int j = FirstPredictor; j < ColumnCount; j++)
        {
            if (other._exponents[j] != OfZero && (_exponents[j] == OfZero || other._exponents[j] > _exponents[j]))
            {
                SetUnit(j, other._exponents[j]);
            }
        }
        HasForgotten |= other.HasForgotten;
        Folded.Append(InMyUnits(other));
        MoveOriginsToMeans();
    }

    /// <summary>
    /// These rows, of which none wait, with the weights that they have kept; where that changes something, a copy, so that it makes no
    /// difference who has looked in between.
    /// </summary>
    public AccumulatedRows WithoutWaiting()
    {
        if (_waiting == 0 && _kept == 1)
        {
            return this;
        }
        var copy = new AccumulatedRows(ColumnCount - FirstPredictor - 1, _hasIntercept);
        copy.Folded.CopyFrom(Folded);
        copy.Restore(Origins, _exponents, WeightExponent);
        copy._roots = (double[]?)_roots?.Clone();
        (copy._waiting, copy._kept, copy.HasForgotten) = (_waiting, _kept, HasForgotten);
        copy.Settle();
        return copy;
    }

    /// <summary>Takes the waiting rows into the triangle, and multiplies that by what its rows have kept.</summary>
    private void Settle()
    {
        Fold();
        double root = Math.Sqrt(_kept);
        for (int j = 0; j < ColumnCount && root < 1; j++)
        {
            Span<double> column = Folded.R.Columns.Column(j);
            TensorPrimitives.Multiply(column, root, column);
        }
        _kept = 1;
    }

    /// <summary>Takes the waiting rows into the triangle.</summary>
    private void Fold()
    {
        if (_waiting == 0)
        {
            return;
        }
        if (Folded.FoldCount == 0 || HasForgotten)
        {
            ChooseOrigins();
        }
        for (int j = 0; j < ColumnCount; j++)
        {
            Span<double> column = Waiting(j);
            if (j == 0 && _hasIntercept)
            {
                column.Fill(1);
            }
            Shift(column, _factors[j], Origins[j]);
            if (_roots is not null)
            {
                TensorPrimitives.Multiply(column, _roots.AsSpan(0, _waiting), column);
            }
        }
        Folded.Fold(_waiting);
        (_waiting, _exponentOfWaiting) = (0, 0);
        if (long.IsPow2(Folded.FoldCount))
        {
            MoveOriginsToMeans();
        }
    }

    /// <summary>Σ w·(y − ŷ)² of coefficients, in these units; 0 where rounding alone can leave as much.</summary>
    public DoubleDouble ResidualSumOfSquares(ReadOnlySpan<DoubleDouble> coefficients)
    {
        DoubledColumns triangle = StreamedTriangle.ToDoubled(Folded.R, Origins);
        DoubleDouble squares = StreamedTriangle.SquaredResidual(triangle, coefficients);
        double size = triangle.Length(ColumnCount - 1);
        for (int j = 0; j < coefficients.Length; j++)
        {
            size += Math.Abs(coefficients[j].High) * triangle.Length(j);
        }
        double noise = StreamedTriangle.Noise(Folded, ColumnCount - 1) + Math.ScaleB(size, -96);   // of both precisions
        return Math.Sqrt(squares.High) <= noise ? DoubleDouble.Zero : squares;
    }

    /// <summary>Σ w·(y − ȳ)², or Σ w·y² without ones: the target's squared length below the row of the ones.</summary>
    public DoubleDouble TotalSumOfSquares()
    {
        DoubleDouble sum = DoubleDouble.Zero;
        foreach (double value in Folded.R.Columns.Column(ColumnCount - 1)[FirstPredictor..])
        {
            sum += DoubleDouble.ExactProduct(value, value);
        }
        return sum;
    }

    /// <summary>Sets coefficients of an exact fit to 0 where rounding of the triangle explains them.</summary>
    public void ClearNoise(LeastSquaresFactor factor, Span<DoubleDouble> coefficients)
    {
        double noise = StreamedTriangle.Noise(Folded, ColumnCount - 1) + (ConstantAtOrigins(coefficients) * StreamedTriangle.Noise(Folded, 0));
        for (int j = FirstPredictor; j < coefficients.Length; j++)
        {
            noise += Math.Abs(coefficients[j].High) * StreamedTriangle.Noise(Folded, j);
        }
        for (int j = 0; j < coefficients.Length; j++)
        {
            bool isNoise = Math.Abs(coefficients[j].High) <= factor.RowLength(j) * noise;
            coefficients[j] = isNoise ? DoubleDouble.Zero : coefficients[j];
        }
    }

    /// <summary>
    /// What is left of the constant where columns and target are counted from the origins: far from them it is large, but nothing in the
    /// triangle is. 0 without a constant.
    /// </summary>
    private double ConstantAtOrigins(ReadOnlySpan<DoubleDouble> coefficients)
    {
        DoubleDouble constant = FirstPredictor == 0 ? DoubleDouble.Zero : coefficients[0] - Origins[ColumnCount - 1];
        for (int j = FirstPredictor; j < coefficients.Length; j++)
        {
            constant += coefficients[j] * Origins[j];
        }
        return Math.Abs(constant.High);
    }

    /// <summary>Σ w·y².</summary>
    public double TargetSumOfSquares() => TensorPrimitives.SumOfSquares<double>(StreamedTriangle.ToDoubled(Folded.R, Origins).HighPart(ColumnCount - 1));

    /// <summary>Takes over the origins and units of rows whose triangle is here already.</summary>
    public void Restore(ReadOnlySpan<double> origins, ReadOnlySpan<int> exponents, int weightExponent)
    {
        for (int j = FirstPredictor; j < ColumnCount; j++)
        {
            if (exponents[j] != OfZero)
            {
                SetUnit(j, exponents[j]);
            }
        }
        origins.CopyTo(Origins);
        (WeightExponent, _hasUnits) = (weightExponent, true);
    }

    private Span<double> Waiting(int column) => Folded.Block.Column(column)[.._waiting];

    /// <summary>√w of the next rows; kept only once there are weights.</summary>
    private void FillRoots<T>(ReadOnlySpan<T> weights, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (_roots is null && weights.IsEmpty && WeightExponent == 0 && _kept == 1)
        {
            return;
        }
        // √1 in the units of the weights
        double rootOfOne = Math.ScaleB(1, -WeightExponent / 2) / Math.Sqrt(_kept);
        if (_roots is null)
        {
            _roots = new double[Folded.Block.RowCount];
            _roots.AsSpan(0, _waiting).Fill(1);   // what rows have without weights
        }
        Span<double> roots = _roots.AsSpan(_waiting, count);
        roots.Fill(rootOfOne);
        for (int i = 0; i < weights.Length; i++)
        {
            roots[i] *= Math.Sqrt(double.CreateTruncating(weights[i]));
        }
    }

    /// <summary>Changes a column's unit: that of the triangle, of the rows that wait, and of the origin.</summary>
    private void SetUnit(int column, int exponent)
    {
        int shift = _exponents[column] - exponent;
        if (_exponents[column] != OfZero && shift != 0)
        {
            Scale(Folded.R.Columns.Column(column), shift);
            Origins[column] = Math.ScaleB(Origins[column], shift);
        }
        _exponents[column] = exponent;
        // powers of 2: what is multiplied by them is not rounded
        _limits[column] = Math.ScaleB(1, exponent);
        _factors[column] = Math.ScaleB(1, -exponent);
    }

    private void GrowWeights(int exponent)
    {
        int shift = (WeightExponent - exponent) / 2;
        if (_hasUnits && shift >= 0)
        {
            return;
        }
        if (_hasUnits)
        {
            for (int j = 0; j < ColumnCount; j++)
            {
                Scale(Folded.R.Columns.Column(j), shift);
            }
            if (_roots is null)
            {
                _roots = new double[Folded.Block.RowCount];
                Array.Fill(_roots, 1);
            }
            Scale(_roots, shift);
        }
        (WeightExponent, _hasUnits) = (exponent, true);
    }

    /// <summary>The means of what is in the triangle and the rows that wait, summed from one of them lest digits be lost.</summary>
    private void ChooseOrigins()
    {
        double ofOnes = Folded.R.Diagonal(0);
        for (int j = 1; j < ColumnCount && _hasIntercept; j++)
        {
            ReadOnlySpan<double> column = Waiting(j);
            double from = column[^1] * _factors[j], weight = ofOnes * ofOnes;
            double sum = ofOnes * (((Origins[j] - from) * ofOnes) + Folded.R.Columns.Reference(j));
            for (int i = 0; i < column.Length; i++)
            {
                double w = _roots is null ? 1 : _roots[i] * _roots[i];
                sum += w * ((column[i] * _factors[j]) - from);
                weight += w;
            }
            MoveOrigin(j, weight > 0 ? from + (sum / weight) : from);
        }
    }

    /// <summary>R's first row says how far the means lie from the origins.</summary>
    private void MoveOriginsToMeans()
    {
        double ofOnes = Folded.R.Diagonal(0);
        for (int j = 1; j < ColumnCount && _hasIntercept; j++)
        {
            MoveOrigin(j, Origins[j] + (Folded.R.Columns.Reference(j) / ofOnes));
        }
    }

    private void MoveOrigin(int column, double origin)
    {
        ref double first = ref Folded.R.Columns.Reference(column);
        first = Math.FusedMultiplyAdd(Origins[column] - origin, Folded.R.Diagonal(0), first);
        Origins[column] = origin;
    }

    /// <summary>
    /// Gives a column whose large values are forgotten the unit of what is left, or of new values of this magnitude, if they are larger.
    /// Without new ones it keeps its unit, until nothing is left.
    /// </summary>
    private void LowerUnit(int column, double magnitude)
    {
        if (_hasIntercept && Math.Abs(Folded.R.Diagonal(0)) < LittleOfOnes)
        {
            MoveOrigin(column, 0);
        }
        Span<double> values = Folded.R.Columns.Column(column);
        double size = Math.Max(SafeRange.LargestMagnitude<double>(values), Math.Abs(Origins[column]));
        if (size < Nothing)
        {
            values.Clear();
            (Origins[column], _exponents[column], _limits[column], _factors[column]) = (0, OfZero, 0, 1);
            return;
        }
        size = Math.Max(size, magnitude * _factors[column]);
        int exponent = SafeRange.ExponentAbove(size);
        if (exponent < -MostExponent && magnitude > 0)
        {
            SetUnit(column, Math.Max(_exponents[column] + exponent, SmallestExponent));
        }
    }

    /// <summary>A copy of another's triangle in these units, which are no smaller than its own, and from these origins.</summary>
    private RowAccumulator<double> InMyUnits(AccumulatedRows other)
    {
        var result = new RowAccumulator<double>(ColumnCount);
        result.CopyFrom(other.Folded);
        int weightShift = (other.WeightExponent - WeightExponent) / 2;
        for (int j = 0; j < ColumnCount; j++)
        {
            int shift = other._exponents[j] == OfZero ? 0 : other._exponents[j] - _exponents[j];
            double origin = Math.ScaleB(other.Origins[j], shift);
            Scale(result.R.Columns.Column(j), shift + weightShift);
            if (Math.Abs(result.R.Diagonal(0)) > Math.Abs(Folded.R.Diagonal(0)))
            {
                MoveOrigin(j, origin);   // to where most of the weight is, for distances from it are rounded
            }
            result.R.Columns.Reference(j) += (origin - Origins[j]) * result.R.Diagonal(0);
        }
        return result;
    }

    /// <summary>x·factor − origin, rounded once: the factor is a power of 2.</summary>
    private static void Shift(Span<double> values, double factor, double origin)
    {
        if (factor == 1 && origin == 0)
        {
            return;
        }
        Vector<double> f = new(factor), o = new(origin);
        int i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            ((new Vector<double>(values[i..]) * f) - o).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
        {
            values[i] = (values[i] * factor) - origin;
        }
    }

    private static void Scale(Span<double> values, int exponent)
    {
        for (int i = 0; i < values.Length && exponent != 0; i++)
        {
            values[i] = Math.ScaleB(values[i], exponent);
        }
    }
}
