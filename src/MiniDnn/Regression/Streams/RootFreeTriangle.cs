using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>
/// U and D with [X y]ᵀ·W·[X y] = Uᵀ·D·U, U having ones on its diagonal, of rows that come one by one: rotations without square roots
/// (W. M. Gentleman, "Least squares computations by Givens transformations without square roots", 1973).
/// </summary>
/// <remarks>
/// <para>Beside an intercept the first rotation is the update of the means. Each mean is kept as a sum of two doubles, so deviations from
/// it have all digits at any level; what follows sees deviations alone.</para>
/// <para>Everything is multiples of a vector long, zeros filling up: one loop over vectors serves every number of columns.</para>
/// </remarks>
internal sealed class RootFreeTriangle
{
    /// <summary>2 ε: values that follow from others have been rounded once or twice.</summary>
    private const double RoundingOfValues = 4.4408920985006262e-16;

    private readonly int _stride;
    private readonly bool _hasIntercept;
    private readonly double[] _numbers;

    /// <param name="predictorCount">The columns of X without that of the ones; y follows them.</param>
    /// <param name="hasIntercept">True where a column of ones goes before them.</param>
    public RootFreeTriangle(int predictorCount, bool hasIntercept)
    {
        (Target, _hasIntercept) = (predictorCount, hasIntercept);
        _stride = RotatedRow.StrideFor(predictorCount);
        _numbers = new double[((2 * predictorCount) + 4) * _stride];
    }

    /// <summary>The column of y.</summary>
    public int Target { get; }

    /// <summary>The sum of the rows' weights.</summary>
    public double SumOfWeights { get; private set; }

    /// <summary>The column means less <see cref="MeanRests"/>; zeros without intercept.</summary>
    private Span<double> Means => _numbers.AsSpan(0, _stride);

    private Span<double> MeanRests => _numbers.AsSpan(_stride, _stride);

    /// <summary>D: the weight of each row of U, and last the residual sum of squares.</summary>
    public Span<double> Weights => _numbers.AsSpan(2 * _stride, _stride);

    public double ResidualSumOfSquares => Weights[Target];

    /// <summary>From a row of U to what rounding has left of it.</summary>
    private int ToRests => (Target + 1) * _stride;

    private ref double FirstWeight => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_numbers), 2 * _stride);

    /// <summary>The row between those of U and their rests is never written.</summary>
    private ref double NoRests => ref Unsafe.Add(ref FirstWeight, ToRests);

    /// <summary>Row k of U.</summary>
    public ReadOnlySpan<double> Row(int k) => _numbers.AsSpan((3 + k) * _stride, _stride);

    /// <summary>Whether no row of U has lost its weight.</summary>
    public bool IsComplete()
    {
        bool isComplete = SumOfWeights > 0;
        foreach (double weight in Weights[..Target])
        {
            isComplete &= weight > RotatedRow.Nothing;
        }
        return isComplete;
    }

    /// <summary>
    /// The number of independent columns: of a column that depends on those before it, rounding leaves a share of its deviations, and that
    /// of the values themselves a few ε of these. The first predictor, which depends on none, may lie at any level.
    /// </summary>
    /// <param name="row">What knows that share, and lends memory.</param>
    public int Rank(RotatedRow row)
    {
        Span<double> least = row.Spare;
        double noise = row.Noise;
        ref double weights = ref MemoryMarshal.GetReference(Weights);
        ref double leasts = ref MemoryMarshal.GetReference(least);
        for (int j = 0; j < _stride; j += Vector<double>.Count)
        {
            Vector<double> level = RoundingOfValues * Vector.LoadUnsafe(ref MemoryMarshal.GetReference(Means), (nuint)j);
            Vector<double> squares = Vector<double>.Zero;
            for (int i = 0; i < Math.Min(Target, j + Vector<double>.Count); i++)   // below the diagonal there is nothing
            {
                Vector<double> u = Vector.LoadUnsafe(ref Unsafe.Add(ref weights, (i + 1) * _stride), (nuint)j);
                squares = Vector.MultiplyAddEstimate(u * u, new(Unsafe.Add(ref weights, i)), squares);
            }
            Vector.MultiplyAddEstimate(level * level, new(SumOfWeights), noise * noise * squares).StoreUnsafe(ref leasts, (nuint)j);
        }
        least[0] = 0;
        int rank = _hasIntercept && SumOfWeights > 0 ? 1 : 0;
        for (int k = 0; k < Target; k++)
        {
            rank += Unsafe.Add(ref weights, k) > Math.Max(Unsafe.Add(ref leasts, k), RotatedRow.Nothing) ? 1 : 0;
        }
        return rank;
    }

    public double Mean(int column) => Means[column] + MeanRests[column];

    /// <summary>A value less the column's mean.</summary>
    public double Deviation(int column, double value) => value - Means[column] - MeanRests[column];

    /// <summary>The product of the means and a vector of as many elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double TimesMeans(ref double vector)
    {
        ref double means = ref MemoryMarshal.GetArrayDataReference(_numbers);
        Vector<double> sum = Vector<double>.Zero;
        for (nuint j = 0; j < (nuint)_stride; j += (nuint)Vector<double>.Count)
        {
            Vector<double> mean = Vector.LoadUnsafe(ref means, j) + Vector.LoadUnsafe(ref Unsafe.Add(ref means, _stride), j);
            sum = Vector.MultiplyAddEstimate(mean, Vector.LoadUnsafe(ref vector, j), sum);
        }
        return Vector.Sum(sum);
    }

    public void Clear()
    {
        SumOfWeights = 0;
        _numbers.AsSpan().Clear();
    }

    public void CopyFrom(RootFreeTriangle other)
    {
        SumOfWeights = other.SumOfWeights;
        other._numbers.CopyTo(_numbers, 0);
    }

    /// <summary>Multiplies all weights by a factor.</summary>
    public void Forget(double factor)
    {
        SumOfWeights *= factor;
        ref double weights = ref MemoryMarshal.GetReference(Weights);
        for (int j = 0; j < _stride; j += Vector<double>.Count)
        {
            (Vector.LoadUnsafe(ref weights, (nuint)j) * factor).StoreUnsafe(ref weights, (nuint)j);
        }
    }

    /// <summary>Divides a column by 2^<paramref name="exponent"/>.</summary>
    public void ScaleColumn(int column, int exponent)
    {
        Means[column] = Math.ScaleB(Means[column], -exponent);
        MeanRests[column] = Math.ScaleB(MeanRests[column], -exponent);
        // weights are squares of lengths
        Weights[column] = Math.ScaleB(Weights[column], -2 * exponent);
        for (int k = 0; k < Target; k++)
        {
            Span<double> row = _numbers.AsSpan((3 + k) * _stride, _stride);
            for (int j = k + 1; j <= Target; j++)
            {
                // ratios to the pivot's column get larger, those of the column itself smaller
                row[j] = Math.ScaleB(row[j], k == column ? exponent : j == column ? -exponent : 0);
            }
        }
    }

    /// <summary>Takes in a row of weight 1, which is used up.</summary>
    public void Add(RotatedRow row)
    {
        double before = SumOfWeights++, weight = 1;
        if (_hasIntercept)
        {
            double share = 1 / SumOfWeights;
            MoveMeans(row, ref NoRests, share);
            weight = before * share;
        }
        row.Fold(ref FirstWeight, ToRests, 0, weight);
    }

    /// <summary>Takes in all rows of another triangle of as many columns.</summary>
    /// <param name="other">The other.</param>
    /// <param name="row">Memory.</param>
    public void Add(RootFreeTriangle other, RotatedRow row)
    {
        double before = SumOfWeights;
        SumOfWeights += other.SumOfWeights;
        if (_hasIntercept)
        {
            double share = other.SumOfWeights / SumOfWeights;
            row.Set(other.Means);
            MoveMeans(row, ref MemoryMarshal.GetReference(other.MeanRests), share);
            row.Fold(ref FirstWeight, ToRests, 0, before * share);
        }
        for (int k = 0; k < Target; k++)
        {
            row.Set(other.Row(k));
            row.Fold(ref FirstWeight, ToRests, k, other.Weights[k]);
        }
        Weights[Target] += other.Weights[Target];
    }

    private void MoveMeans(RotatedRow row, ref double rowRests, double share)
        => row.MoveMeans(ref rowRests, ref MemoryMarshal.GetReference(Means), ref MemoryMarshal.GetReference(MeanRests), share);
}
