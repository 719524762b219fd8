using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// One pass over the rows in doubled precision: the residuals y − X·b, their weighted sum of squares, and the gradient Xᵀ·W·(y − X·b) by
/// which b still misses.
/// </summary>
/// <remarks>
/// b itself is in doubled precision. This is the residual of the extra-precise iterative refinement of J. Demmel, Y. Hida, E. J. Riedy and
/// X. S. Li, "Extra-precise iterative refinement for overdetermined least squares problems" (2009); the sums are those of T. Ogita, S. Rump
/// and S. Oishi (2005).
/// </remarks>
internal sealed class ResidualPass
{
    /// <summary>A block of rows of the design, and where its columns have low parts, these.</summary>
    private readonly ColumnMatrix<double> _block, _lowBlock;

    private readonly double[] _coefficients;
    private readonly double[] _change;
    private readonly double[] _residualHigh, _residualLow, _weightedHigh, _weightedLow;
    private readonly Vector<double>[] _sums, _rests;

    private ResidualPass(int rowCount, int columnCount, bool isDoubled)
    {
        int rows = ColumnMatrix<double>.RowsIn(Tuning.FirstCacheBytes, columnCount, rowCount);
        _block = ColumnMatrix<double>.Unset(rows, columnCount);
        _lowBlock = new(isDoubled ? rows : 0, isDoubled ? columnCount : 0);
        _coefficients = new double[2 * columnCount];
        _change = new double[_block.PaddedColumnCount];
        _residualHigh = new double[rows];
        _residualLow = new double[rows];
        _weightedHigh = new double[rows];
        _weightedLow = new double[rows];
        _sums = new Vector<double>[_block.PaddedColumnCount];
        _rests = new Vector<double>[_block.PaddedColumnCount];
        Gradient = new DoubleDouble[columnCount];
    }

    /// <summary>Memory for passes over a design.</summary>
    public static ResidualPass Of<T>(Design<T> design)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(design.RowCount, design.ColumnCount, design.IsDoubled);

    public DoubleDouble[] Gradient { get; }

    public DoubleDouble SumOfSquares { get; private set; }

    /// <summary>Runs the pass.</summary>
    /// <param name="design">X.</param>
    /// <param name="y">The target.</param>
    /// <param name="weights">W.</param>
    /// <param name="coefficients">b.</param>
    /// <param name="residuals">Receives the residuals, rounded to double.</param>
    /// <param name="withGradient">False to leave <see cref="Gradient"/> as it is.</param>
    public void Run<T>(Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights, ReadOnlySpan<DoubleDouble> coefficients, Span<double> residuals, bool withGradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < coefficients.Length; j++)
        {
            (_coefficients[j], _coefficients[coefficients.Length + j]) = -coefficients[j];
        }
        Array.Clear(_sums);
        Array.Clear(_rests);
        SumOfSquares = DoubleDouble.Zero;
        for (int start = 0, count; start < y.Length; start += count)
        {
            count = Math.Min(_block.RowCount, y.Length - start);
            Fill(design, start, count);
            ComputeResiduals(y.Slice(start, count), weights.AreEqual ? 1 : SafeRange.LargestMagnitude<double>(_block.Tail(0, 0)));
            _residualHigh.AsSpan(0, count).CopyTo(residuals[start..]);
            AddToSums(weights, start, count, withGradient);
        }
        for (int j = 0; j < Gradient.Length && withGradient; j++)
        {
            Gradient[j] = DoubledVectors.SumOfLanes(_sums[j], _rests[j]);
        }
    }

    /// <summary>Takes X·change off the residuals, in working precision: for a change that is small beside them.</summary>
    public void Update<T>(Design<T> design, ReadOnlySpan<double> change, Span<double> residuals)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        change.CopyTo(_change);
        Span<double> sum = _residualHigh;
        for (int start = 0, count; start < residuals.Length; start += count)
        {
            count = Math.Min(_block.RowCount, residuals.Length - start);
            int length = _block.PaddedLength(count);
            Fill(design, start, count);
            Multiply(_block, _change, sum[..length]);
            Span<double> target = residuals.Slice(start, count);
            TensorPrimitives.Subtract<double>(target, sum[..count], target);
        }
    }

    /// <summary>Brings rows of the design into the block, zeros behind them.</summary>
    private void Fill<T>(Design<T> design, int start, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        design.Fill(start, count, _block.Tail(0, 0), _lowBlock.Tail(0, 0), _block.Stride);
        _block.ClearRows(count, _block.RowCount);
        _lowBlock.ClearRows(count, _lowBlock.RowCount);
    }

    /// <param name="y">The targets of the block, no larger than 1.</param>
    /// <param name="largest">At least the largest magnitude in the block.</param>
    private void ComputeResiduals(ReadOnlySpan<double> y, double largest)
    {
        Span<double> high = _residualHigh, low = _residualLow;
        high[y.Length..].Clear();
        y.CopyTo(high);
        low.Clear();
        double bound = 1;
        for (int j = 0; j < Gradient.Length; j++)
        {
            bound += Math.Abs(_coefficients[j]) * largest;
            if (_lowBlock.ColumnCount > 0)
            {
                AddScaled(_coefficients[j], _lowBlock.Column(j), low);
            }
        }
        SubtractPredictions(y.Length, 2 * bound);
    }

    private unsafe void SubtractPredictions(int count, double start)
    {
        fixed (double* columns = &_block.Reference(0), c = _coefficients, high = _residualHigh, low = _residualLow)
        {
            DoubledKernels.Widest.MultiplyAdd(columns, _block.Stride, c, Gradient.Length, count, start, high, low);
        }
    }

    private void AddToSums(RegressionWeights weights, int start, int count, bool withGradient)
    {
        int length = _block.PaddedLength(count);
        Span<double> high = _residualHigh.AsSpan(0, length), low = _residualLow.AsSpan(0, length);
        Span<double> weightedHigh = high, weightedLow = low;
        if (!weights.AreEqual)
        {
            weightedHigh = _weightedHigh.AsSpan(0, length);
            weightedLow = _weightedLow.AsSpan(0, length);
            for (int i = 0; i < length; i++)
            {
                (weightedHigh[i], weightedLow[i]) = i < count ? new DoubleDouble(high[i], low[i]) * weights[start + i] : DoubleDouble.Zero;
            }
        }
        SumOfSquares += DoubledVectors.Dot(high, low, weightedHigh, weightedLow);
        for (int j = 0; j < _block.PaddedColumnCount && withGradient; j += ReflectorKernels.Width)
        {
            AddFourDots(in _block.Reference(j), _block.Stride, weightedHigh, weightedLow, ref _sums[j], ref _rests[j]);
        }
        for (int j = 0; j < Gradient.Length && _lowBlock.ColumnCount > 0 && withGradient; j++)
        {
            _rests[j] += DoubledVectors.DotOfLanes(_lowBlock.Column(j)[..length], weightedHigh);
        }
    }

    /// <summary>sumⱼ ← sumⱼ + columnⱼ·residual over four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourDots(in double columns, int stride, ReadOnlySpan<double> high, ReadOnlySpan<double> low, ref Vector<double> sums, ref Vector<double> rests)
    {
        ref double x0 = ref Unsafe.AsRef(in columns);
        ref double x1 = ref Unsafe.Add(ref x0, stride);
        ref double x2 = ref Unsafe.Add(ref x0, 2 * stride);
        ref double x3 = ref Unsafe.Add(ref x0, 3 * stride);
        Vector<double> s0 = sums, s1 = Unsafe.Add(ref sums, 1), s2 = Unsafe.Add(ref sums, 2), s3 = Unsafe.Add(ref sums, 3);
        Vector<double> t0 = rests, t1 = Unsafe.Add(ref rests, 1), t2 = Unsafe.Add(ref rests, 2), t3 = Unsafe.Add(ref rests, 3);
        ref double highs = ref Unsafe.AsRef(in high[0]);
        ref double lows = ref Unsafe.AsRef(in low[0]);
        for (nuint i = 0; i < (nuint)high.Length; i += (nuint)Vector<double>.Count)
        {
            Vector<double> h = Vector.LoadUnsafe(ref highs, i);
            Vector<double> l = Vector.LoadUnsafe(ref lows, i);
            AddProduct(Vector.LoadUnsafe(ref x0, i), h, l, ref s0, ref t0);
            AddProduct(Vector.LoadUnsafe(ref x1, i), h, l, ref s1, ref t1);
            AddProduct(Vector.LoadUnsafe(ref x2, i), h, l, ref s2, ref t2);
            AddProduct(Vector.LoadUnsafe(ref x3, i), h, l, ref s3, ref t3);
        }
        sums = s0;
        Unsafe.Add(ref sums, 1) = s1;
        Unsafe.Add(ref sums, 2) = s2;
        Unsafe.Add(ref sums, 3) = s3;
        rests = t0;
        Unsafe.Add(ref rests, 1) = t1;
        Unsafe.Add(ref rests, 2) = t2;
        Unsafe.Add(ref rests, 3) = t3;
    }

    /// <summary>destination ← X·b in working precision, for as many rows as whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ColumnMatrix<double> block, ReadOnlySpan<double> coefficients, Span<double> destination)
    {
        int stride = block.Stride;
        ref double target = ref destination[0];
        destination.Clear();
        for (int j = 0; j < coefficients.Length; j += ReflectorKernels.Width)
        {
            ref double x0 = ref block.Reference(j);
            ref double x1 = ref Unsafe.Add(ref x0, stride);
            ref double x2 = ref Unsafe.Add(ref x0, 2 * stride);
            ref double x3 = ref Unsafe.Add(ref x0, 3 * stride);
            Vector<double> b0 = new(coefficients[j]), b1 = new(coefficients[j + 1]), b2 = new(coefficients[j + 2]), b3 = new(coefficients[j + 3]);
            for (nuint i = 0; i < (nuint)destination.Length; i += (nuint)Vector<double>.Count)
            {
                Vector<double> even = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref x0, i), b0, Vector.LoadUnsafe(ref target, i));
                Vector<double> odd = Vector.LoadUnsafe(ref x1, i) * b1;
                even = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref x2, i), b2, even);
                odd = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref x3, i), b3, odd);
                (even + odd).StoreUnsafe(ref target, i);
            }
        }
    }

    /// <summary>y ← y + factor·x in working precision: for parts that are small already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i += Vector<double>.Count)
        {
            Vector.FusedMultiplyAdd(new Vector<double>(factor), new Vector<double>(x[i..]), new Vector<double>(y[i..])).CopyTo(y[i..]);
        }
    }

    /// <summary>sum + rest ← sum + rest + x·(high + low): the product and the addition each split into result and error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProduct(Vector<double> x, Vector<double> high, Vector<double> low, ref Vector<double> sum, ref Vector<double> rest)
    {
        Vector<double> product = x * high;
        Vector<double> error = Vector.FusedMultiplyAdd(x, low, Vector.FusedMultiplyAdd(x, high, -product));
        Vector<double> total = sum + product;
        Vector<double> part = total - sum;
        Vector<double> rounding = (sum - (total - part)) + (product - part);
        sum = total;
        rest += rounding + error;
    }
}
