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
    private readonly ColumnBlock _block;
    private readonly double[] _coefficients;
    private readonly double[] _change;
    private readonly double[] _residualHigh, _residualLow, _weightedHigh, _weightedLow;
    private readonly Vector<double>[] _sums, _rests;

    public ResidualPass(int columnCount, bool isDoubled)
    {
        _block = new(columnCount, isDoubled);
        _coefficients = new double[2 * columnCount];
        _change = new double[_block.PaddedColumns];
        _residualHigh = new double[_block.Stride];
        _residualLow = new double[_block.Stride];
        _weightedHigh = new double[_block.Stride];
        _weightedLow = new double[_block.Stride];
        _sums = new Vector<double>[_block.PaddedColumns];
        _rests = new Vector<double>[_block.PaddedColumns];
        Gradient = new DoubleDouble[columnCount];
    }

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
            _block.Fill(design, start, count);
            ComputeResiduals(y.Slice(start, count), weights.AreEqual ? 1 : Scaling.LargestMagnitude<double>(_block.High));
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
            int length = ColumnBlock.PaddedLength(count);
            _block.Fill(design, start, count);
            ResidualKernels.Multiply(_block, _change, sum[..length]);
            Span<double> target = residuals.Slice(start, count);
            System.Numerics.Tensors.TensorPrimitives.Subtract<double>(target, sum[..count], target);
        }
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
            if (_block.IsDoubled)
            {
                ResidualKernels.AddScaled(_coefficients[j], _block.LowPart(j), low);
            }
        }
        SubtractPredictions(y.Length, 2 * bound);
    }

    private unsafe void SubtractPredictions(int count, double start)
    {
        fixed (double* columns = _block.High, c = _coefficients, high = _residualHigh, low = _residualLow)
        {
            DoubledKernels.Widest.MultiplyAdd(columns, _block.Stride, c, Gradient.Length, count, start, high, low);
        }
    }

    private void AddToSums(RegressionWeights weights, int start, int count, bool withGradient)
    {
        int length = ColumnBlock.PaddedLength(count);
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
        for (int j = 0; j < _block.PaddedColumns && withGradient; j += ColumnBlock.Tile)
        {
            ResidualKernels.AddFourDots(in _block.High[j * _block.Stride], _block.Stride, weightedHigh, weightedLow, ref _sums[j], ref _rests[j]);
        }
        for (int j = 0; j < Gradient.Length && _block.IsDoubled && withGradient; j++)
        {
            _rests[j] += DoubledVectors.DotOfLanes(_block.LowPart(j)[..length], weightedHigh);
        }
    }
}
