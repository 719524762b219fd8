namespace MiniDnn;

/// <summary>One pass over the rows in doubled precision: the residuals y − X·b, their weighted sum of squares, and the gradient Xᵀ·W·(y − X·b) by which b still misses.</summary>
/// <remarks>b itself is in doubled precision. This is the residual of the extra-precise iterative refinement of J. Demmel, Y. Hida, E. J. Riedy and X. S. Li, "Extra-precise iterative refinement for overdetermined least squares problems" (2009).</remarks>
internal sealed class ResidualPass
{
    private const int BlockRows = 256;

    private readonly double[] _high, _low, _residualHigh = new double[BlockRows], _residualLow = new double[BlockRows];
    private readonly double[] _weightedHigh = new double[BlockRows], _weightedLow = new double[BlockRows];

    public ResidualPass(int columnCount)
    {
        _high = new double[columnCount * BlockRows];
        _low = new double[columnCount * BlockRows];
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
    public void Run<T>(Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights, ReadOnlySpan<DoubleDouble> coefficients, Span<double> residuals)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Array.Clear(Gradient);
        SumOfSquares = DoubleDouble.Zero;
        for (int start = 0; start < y.Length; start += BlockRows)
        {
            int count = Math.Min(BlockRows, y.Length - start);
            design.Fill(start, count, _high, _low, BlockRows);
            ComputeResiduals(y.Slice(start, count), coefficients);
            _residualHigh.AsSpan(0, count).CopyTo(residuals[start..]);
            AddToSums(weights.AreEqual ? [] : weights.Rows(start, count), count);
        }
    }

    private void ComputeResiduals(ReadOnlySpan<double> y, ReadOnlySpan<DoubleDouble> coefficients)
    {
        Span<double> high = _residualHigh.AsSpan(0, y.Length), low = _residualLow.AsSpan(0, y.Length);
        y.CopyTo(high);
        low.Clear();
        for (int j = 0; j < coefficients.Length; j++)
        {
            DoubledVectors.AddScaled(-coefficients[j], _high.AsSpan(j * BlockRows, y.Length), _low.AsSpan(j * BlockRows, y.Length), high, low);
        }
    }

    private void AddToSums(ReadOnlySpan<double> weights, int count)
    {
        Span<double> high = _residualHigh.AsSpan(0, count), low = _residualLow.AsSpan(0, count);
        Span<double> weightedHigh = high, weightedLow = low;
        if (!weights.IsEmpty)
        {
            weightedHigh = _weightedHigh.AsSpan(0, count);
            weightedLow = _weightedLow.AsSpan(0, count);
            for (int i = 0; i < count; i++)
            {
                (weightedHigh[i], weightedLow[i]) = new DoubleDouble(high[i], low[i]) * weights[i];
            }
        }
        SumOfSquares += DoubledVectors.Dot(high, low, weightedHigh, weightedLow);
        for (int j = 0; j < Gradient.Length; j++)
        {
            Gradient[j] += DoubledVectors.Dot(_high.AsSpan(j * BlockRows, count), _low.AsSpan(j * BlockRows, count), weightedHigh, weightedLow);
        }
    }
}
