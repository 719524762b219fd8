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
    /// <summary>Less weight than this is none: a square of 2¹³⁰ divided by it must keep inside the range.</summary>
    public const double Nothing = 1e-250;

    /// <summary>2 ε: values that follow from others have been rounded once or twice.</summary>
    private const double RoundingOfValues = 4.4408920985006262e-16;

    private readonly int _stride;
    private readonly bool _hasIntercept;
    private readonly int _toRests;
    private readonly double[] _numbers;

    /// <param name="predictorCount">The columns of X without that of the ones; y follows them.</param>
    /// <param name="hasIntercept">True where a column of ones goes before them.</param>
    public RootFreeTriangle(int predictorCount, bool hasIntercept)
    {
        (Target, _hasIntercept) = (predictorCount, hasIntercept);
        _stride = StrideFor(predictorCount);
        _toRests = (predictorCount + 1) * _stride;
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

    /// <summary>The length of a row for so many predictors.</summary>
    public static int StrideFor(int predictorCount) => (predictorCount + Vector<double>.Count) / Vector<double>.Count * Vector<double>.Count;

    public double ResidualSumOfSquares => Weights[Target];

    private ReadOnlySpan<double> NoRests => _numbers.AsSpan((Target + 3) * _stride, _stride);

    /// <summary>Row k of U.</summary>
    public ReadOnlySpan<double> Row(int k) => _numbers.AsSpan((3 + k) * _stride, _stride);

    /// <summary>Whether no row of U has lost its weight.</summary>
    public bool IsComplete()
    {
        bool isComplete = SumOfWeights > 0;
        foreach (double weight in Weights[..Target])
        {
            isComplete &= weight > Nothing;
        }
        return isComplete;
    }

    /// <summary>
    /// The number of independent columns: of a column that depends on those before it, rounding leaves a share of its deviations, and that
    /// of the values themselves a few ε of these. The first predictor, which depends on none, may lie at any level.
    /// </summary>
    /// <param name="noise">That share.</param>
    /// <param name="least">Memory, a row long.</param>
    public int Rank(double noise, Span<double> least)
    {
        ref double weights = ref MemoryMarshal.GetReference(Weights);
        ref double leasts = ref MemoryMarshal.GetReference(least);
        for (int j = 0; j < _stride; j += Vector<double>.Count)
        {
            Vector<double> level = RoundingOfValues * Vector.LoadUnsafe(ref MemoryMarshal.GetReference(Means), (nuint)j);
            Vector<double> squares = Vector<double>.Zero;
            for (int i = 0; i < Target; i++)
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
            rank += Unsafe.Add(ref weights, k) > Math.Max(Unsafe.Add(ref leasts, k), Nothing) ? 1 : 0;
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
        Weights[column] = Math.ScaleB(Weights[column], -2 * exponent);
        for (int k = 0; k < Target; k++)
        {
            Span<double> row = _numbers.AsSpan((3 + k) * _stride, _stride);
            for (int j = k + 1; j <= Target; j++)
            {
                row[j] = Math.ScaleB(row[j], k == column ? exponent : j == column ? -exponent : 0);
            }
        }
    }

    /// <summary>Takes in a row of weight 1, which is used up.</summary>
    /// <param name="row">[x y] and zeros, a row long.</param>
    /// <param name="sizes">Memory of that length.</param>
    /// <param name="noise">The share of what it was made from below which an element is rounding.</param>
    public void Add(Span<double> row, Span<double> sizes, double noise)
    {
        double before = SumOfWeights;
        SumOfWeights += 1;
        if (!_hasIntercept)
        {
            CopyWithSizes(row, row, sizes);
            Fold(row, sizes, noise, 0, 1);
            return;
        }
        double share = 1 / SumOfWeights;
        MoveMeans(row, sizes, NoRests, share);
        Fold(row, sizes, noise, 0, before * share);
    }

    /// <summary>Takes in all rows of another triangle of as many columns.</summary>
    /// <param name="other">The other.</param>
    /// <param name="row">Memory, a row long.</param>
    /// <param name="sizes">Memory of that length.</param>
    /// <param name="noise">The share of what it was made from below which an element is rounding.</param>
    public void Add(RootFreeTriangle other, Span<double> row, Span<double> sizes, double noise)
    {
        double before = SumOfWeights;
        SumOfWeights += other.SumOfWeights;
        double share = other.SumOfWeights / SumOfWeights;
        if (_hasIntercept)
        {
            other.Means.CopyTo(row);
            MoveMeans(row, sizes, other.MeanRests, share);
            Fold(row, sizes, noise, 0, before * share);
        }
        for (int k = 0; k < Target; k++)
        {
            CopyWithSizes(other.Row(k), row, sizes);
            Fold(row, sizes, noise, k, other.Weights[k]);
        }
        Weights[Target] += other.Weights[Target];
    }

    private static void CopyWithSizes(ReadOnlySpan<double> source, Span<double> row, Span<double> sizes)
    {
        ref double from = ref MemoryMarshal.GetReference(source);
        ref double values = ref MemoryMarshal.GetReference(row);
        ref double size = ref MemoryMarshal.GetReference(sizes);
        for (int j = 0; j < source.Length; j += Vector<double>.Count)
        {
            Vector<double> value = Vector.LoadUnsafe(ref from, (nuint)j);
            value.StoreUnsafe(ref values, (nuint)j);
            Vector.Abs(value).StoreUnsafe(ref size, (nuint)j);
        }
    }

    /// <summary>Moves the means by a share of the deviations of a row, itself a sum of two, from them; these replace it.</summary>
    private void MoveMeans(Span<double> row, Span<double> sizes, ReadOnlySpan<double> rowRests, double share)
    {
        ref double values = ref MemoryMarshal.GetReference(row);
        ref double size = ref MemoryMarshal.GetReference(sizes);
        ref double valueRests = ref MemoryMarshal.GetReference(rowRests);
        ref double means = ref MemoryMarshal.GetReference(Means);
        ref double rests = ref MemoryMarshal.GetReference(MeanRests);
        for (nuint j = 0; j < (nuint)row.Length; j += (nuint)Vector<double>.Count)
        {
            Vector<double> mean = Vector.LoadUnsafe(ref means, j), rest = Vector.LoadUnsafe(ref rests, j);
            Vector<double> deviation = Vector.LoadUnsafe(ref values, j) - mean + (Vector.LoadUnsafe(ref valueRests, j) - rest);
            deviation.StoreUnsafe(ref values, j);
            Vector.Abs(deviation).StoreUnsafe(ref size, j);
            rest += deviation * share;
            Vector<double> sum = mean + rest, part = sum - mean;
            sum.StoreUnsafe(ref means, j);
            (mean - (sum - part) + (rest - part)).StoreUnsafe(ref rests, j);   // D. Knuth's sum of two
        }
    }

    /// <summary>Rotates a row of a weight into the triangle, from column <paramref name="k"/> on, before which it is 0.</summary>
    private void Fold(Span<double> row, Span<double> sizes, double noise, int k, double weight)
    {
        if (!(weight > Nothing))
        {
            return;
        }
        ref double values = ref MemoryMarshal.GetReference(row);
        ref double size = ref MemoryMarshal.GetReference(sizes);
        ref double weights = ref MemoryMarshal.GetReference(Weights);
        int target = Target, stride = _stride;
        ref double pivotRow = ref Unsafe.Add(ref weights, (k + 1) * stride);
        // 1/w' = 1/w + x²/d: no division waits for another
        for (double reciprocal = 1 / weight; k < target; k++, pivotRow = ref Unsafe.Add(ref pivotRow, stride))
        {
            double x = Unsafe.Add(ref values, k), present = Unsafe.Add(ref weights, k);
            double grown = double.MultiplyAddEstimate(weight * x, x, present);
            if (Math.Abs(x) <= noise * Unsafe.Add(ref size, k) || !(grown > Nothing))
            {
                Unsafe.Add(ref values, k) = 0;
                continue;
            }
            Unsafe.Add(ref weights, k) = grown;
            if (!(present > Nothing))
            {
                Begin(ref pivotRow, ref Unsafe.Add(ref pivotRow, _toRests), row, x);
                return;
            }
            double share = x / present;
            reciprocal = double.MultiplyAddEstimate(x, share, reciprocal);
            weight = 1 / reciprocal;
            Rotate(ref pivotRow, ref values, ref size, stride, new(x), new(share * weight));
        }
        double residual = Unsafe.Add(ref values, target);
        if (Math.Abs(residual) > noise * Unsafe.Add(ref size, target))
        {
            Unsafe.Add(ref weights, target) += weight * residual * residual;
        }
    }

    /// <summary>The first row with something in this column becomes the triangle's: it is used up.</summary>
    private static void Begin(ref double pivotRow, ref double pivotRests, Span<double> row, double x)
    {
        for (int j = 0; j < row.Length; j++)
        {
            Unsafe.Add(ref pivotRow, j) = row[j] / x;
            Unsafe.Add(ref pivotRests, j) = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Rotate(ref double pivotRow, ref double row, ref double sizes, int stride, Vector<double> pivot, Vector<double> added)
    {
        ref double pivotRests = ref Unsafe.Add(ref pivotRow, _toRests);
        for (int j = 0; j < stride; j += Vector<double>.Count)
        {
            Vector<double> u = Vector.LoadUnsafe(ref pivotRow, (nuint)j), rest = Vector.LoadUnsafe(ref pivotRests, (nuint)j);
            Vector<double> product = pivot * u, left = Vector.LoadUnsafe(ref row, (nuint)j) - product - (pivot * rest);
            left.StoreUnsafe(ref row, (nuint)j);
            (Vector.LoadUnsafe(ref sizes, (nuint)j) + Vector.Abs(product)).StoreUnsafe(ref sizes, (nuint)j);
            rest = Vector.MultiplyAddEstimate(added, left, rest);
            Vector<double> sum = u + rest, part = sum - u;
            sum.StoreUnsafe(ref pivotRow, (nuint)j);
            (u - (sum - part) + (rest - part)).StoreUnsafe(ref pivotRests, (nuint)j);   // D. Knuth's sum of two
        }
    }
}
