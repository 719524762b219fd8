using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Sums of squares of accumulated rows, in their units.</summary>
internal sealed class AccumulatedSums(AccumulatedColumns columns)
{
    private readonly AccumulatedColumns _columns = columns;
    private readonly DoubledColumns _triangle = StreamedTriangle.ToDoubled(columns.Folded.R, columns.Origins);

    /// <summary>Σ w·(y − ŷ)² of coefficients, in these units; 0 where rounding alone can leave as much.</summary>
    public DoubleDouble ResidualSumOfSquares(ReadOnlySpan<DoubleDouble> coefficients)
    {
        DoubleDouble squares = StreamedTriangle.SquaredResidual(_triangle, coefficients);
        double size = _triangle.Length(_columns.Count - 1);
        for (int j = 0; j < coefficients.Length; j++)
        {
            size += Math.Abs(coefficients[j].High) * _triangle.Length(j);
        }
        double noise = Noise(_columns.Count - 1) + Math.ScaleB(size, -96);   // of both precisions
        return Math.Sqrt(squares.High) <= noise ? DoubleDouble.Zero : squares;
    }

    /// <summary>Σ w·y².</summary>
    public double TargetSumOfSquares() => TensorPrimitives.SumOfSquares<double>(_triangle.HighPart(_columns.Count - 1));

    /// <summary>Σ w·(y − ȳ)², or Σ w·y² without ones: the target's squared length below the row of the ones.</summary>
    public DoubleDouble TotalSumOfSquares()
    {
        DoubleDouble sum = DoubleDouble.Zero;
        foreach (double value in _columns.Folded.R.Columns.Column(_columns.Count - 1)[_columns.FirstPredictor..])
        {
            sum += DoubleDouble.ExactProduct(value, value);
        }
        return sum;
    }

    /// <summary>Sets coefficients of an exact fit to 0 where rounding of the triangle explains them.</summary>
    public void ClearNoise(LeastSquaresFactor factor, Span<DoubleDouble> coefficients)
    {
        double noise = Noise(_columns.Count - 1) + (ConstantAtOrigins(coefficients) * Noise(0));
        for (int j = _columns.FirstPredictor; j < coefficients.Length; j++)
        {
            noise += Math.Abs(coefficients[j].High) * Noise(j);
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
        DoubleDouble constant = _columns.FirstPredictor == 0 ? DoubleDouble.Zero : coefficients[0] - _columns.Origins[_columns.Count - 1];
        for (int j = _columns.FirstPredictor; j < coefficients.Length; j++)
        {
            constant += coefficients[j] * _columns.Origins[j];
        }
        return Math.Abs(constant.High);
    }

    private double Noise(int column) => StreamedTriangle.Noise(_columns.Folded, column);
}
