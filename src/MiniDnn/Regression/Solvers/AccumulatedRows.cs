using System.Numerics.Tensors;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// The rows √w·[1 x y] that an accumulator has taken in: their triangle, and the latest ones, which wait until they fill a block.
/// </summary>
/// <remarks>
/// Rows wait because each fold rounds the whole triangle, however few rows it takes in: full blocks are the fastest and lose the least, and
/// what comes out does not depend on how the rows were handed over.
/// </remarks>
internal sealed class AccumulatedRows
{
    /// <summary>The square of the triangle's side is no longer than an array may be.</summary>
    public const int LargestPredictorCount = 46_000;

    /// <summary>Even beside the least weight there is, what has been multiplied by 2 to this is nothing.</summary>
    private const int LeastWeightExponent = -4400;

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

    public AccumulatedRows(int predictorCount, bool hasIntercept) => Columns = new(predictorCount, hasIntercept);

    /// <summary>The triangle of the rows that do not wait.</summary>
    public AccumulatedColumns Columns { get; }

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
                Columns.LowerUnit(Columns.FirstPredictor + k, magnitude);
            }
            Columns.Grow(Columns.FirstPredictor + k, magnitude);
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
        if (_exponentOfWaiting < -2 * AccumulatedColumns.MostExponent)
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
                ColumnTransposition.Copy(x.Rows(next), block.Tail(Columns.FirstPredictor, _waiting), block.Stride);
            }
            TensorPrimitives.ConvertTruncating(y[next], block.Column(Columns.Count - 1)[_waiting..]);
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
        Columns.GrowTo(other.Columns);
        HasForgotten |= other.HasForgotten;
        Columns.Append(other.Columns, (WeightExponent - other.WeightExponent) / 2);
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
        var copy = new AccumulatedRows(Columns.Count - Columns.FirstPredictor - 1, Columns.HasIntercept) { HasForgotten = HasForgotten };
        copy.Columns.CopyFrom(Columns);
        copy.SetWeightExponent(WeightExponent);
        copy._roots = (double[]?)_roots?.Clone();
        (copy._waiting, copy._kept) = (_waiting, _kept);
        copy.Settle();
        return copy;
    }

    /// <summary>Takes over the origins and units of rows whose triangle is here already.</summary>
    public void Restore(ReadOnlySpan<double> origins, ReadOnlySpan<int> exponents, int weightExponent)
    {
        Columns.Restore(origins, exponents);
        SetWeightExponent(weightExponent);
    }

    /// <summary>Takes the waiting rows into the triangle, and multiplies that by what its rows have kept.</summary>
    private void Settle()
    {
        Fold();
        double root = Math.Sqrt(_kept);
        for (int j = 0; j < Columns.Count && root < 1; j++)
        {
            TensorPrimitives.Multiply(Columns.Column(j), root, Columns.Column(j));
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
        for (int j = 0; j < Columns.Count; j++)
        {
            Span<double> column = Waiting(j);
            if (j == 0 && Columns.HasIntercept)
            {
                column.Fill(1);
            }
            Shift(column, Columns.Factor(j), Columns.Origins[j]);
            if (_roots is not null)
            {
                TensorPrimitives.Multiply(column, _roots.AsSpan(0, _waiting), column);
            }
        }
        Folded.Fold(_waiting);
        (_waiting, _exponentOfWaiting) = (0, 0);
        if (long.IsPow2(Folded.FoldCount))
        {
            Columns.MoveOriginsToMeans();
        }
    }

    private RowAccumulator<double> Folded => Columns.Folded;

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

    private void GrowWeights(int exponent)
    {
        int shift = (WeightExponent - exponent) / 2;
        if (_hasUnits && shift >= 0)
        {
            return;
        }
        if (_hasUnits)
        {
            for (int j = 0; j < Columns.Count; j++)
            {
                AccumulatedColumns.Scale(Columns.Column(j), shift);
            }
            if (_roots is null)
            {
                _roots = new double[Folded.Block.RowCount];
                Array.Fill(_roots, 1);
            }
            AccumulatedColumns.Scale(_roots, shift);
        }
        SetWeightExponent(exponent);
    }

    private void SetWeightExponent(int exponent) => (WeightExponent, _hasUnits) = (exponent, true);

    /// <summary>The means of what is in the triangle and the rows that wait, summed from one of them lest digits be lost.</summary>
    private void ChooseOrigins()
    {
        double ofOnes = Folded.R.Diagonal(0);
        for (int j = 1; j < Columns.Count && Columns.HasIntercept; j++)
        {
            ReadOnlySpan<double> column = Waiting(j);
            double factor = Columns.Factor(j), from = column[^1] * factor, weight = ofOnes * ofOnes;
            double sum = ofOnes * (((Columns.Origins[j] - from) * ofOnes) + Columns.Column(j)[0]);
            for (int i = 0; i < column.Length; i++)
            {
                double w = _roots is null ? 1 : _roots[i] * _roots[i];
                sum += w * ((column[i] * factor) - from);
                weight += w;
            }
            Columns.MoveOrigin(j, weight > 0 ? from + (sum / weight) : from);
        }
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
}
