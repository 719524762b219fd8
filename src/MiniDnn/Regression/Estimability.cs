namespace MiniDnn;

/// <summary>
/// Whether xᵀb has one value for all coefficients b that fit equally well: where x lies in the row space of X′, xᵀ(I − A⁺A) = 0.
/// </summary>
/// <remarks>
/// B·C of the factor maps to the row space along what X′ maps to 0, so x − Cᵀ·(Bᵀ·x) is what of x the data say nothing about. What
/// rounding and the tolerance of the rank leave of it counts as nothing.
/// </remarks>
internal sealed class Estimability
{
    private readonly LeastSquaresFactor _factor;
    private readonly double[] _lengths;

    public Estimability(LeastSquaresFactor factor)
    {
        _factor = factor;
        _lengths = new double[factor.ParameterCount];
        if (IsFull)
        {
            return;
        }
        for (int j = 0; j < _lengths.Length; j++)
        {
            double sum = 0;
            for (int k = 0; k < factor.Rank; k++)
            {
                sum += Triangle(k, j) * Triangle(k, j);
            }
            _lengths[j] = Math.Sqrt(sum);
        }
    }

    /// <summary>True where everything can be estimated.</summary>
    public bool IsFull => _factor.Rank == _factor.ParameterCount;

    /// <summary>For each coefficient.</summary>
    public bool[] OfCoefficients()
    {
        var result = new bool[_factor.ParameterCount];
        var unit = new DoubleDouble[result.Length];
        for (int j = 0; j < result.Length; j++)
        {
            unit[j] = DoubleDouble.One;
            result[j] = Of(unit);
            unit[j] = DoubleDouble.Zero;
        }
        return result;
    }

    /// <summary>For a point in scaled units, of any length.</summary>
    public bool Of(ReadOnlySpan<DoubleDouble> x)
    {
        if (IsFull)
        {
            return true;
        }
        double[] z = [.. _factor.ApplyTransposed(x).Select(v => v.High)];
        double length = System.Numerics.Tensors.TensorPrimitives.Norm<double>(z);
        for (int j = 0; j < x.Length; j++)
        {
            double left = x[j].High;
            double size = 0;
            for (int k = 0; k < z.Length; k++)
            {
                left -= Triangle(k, j) * z[k];
                size += Math.Abs(Triangle(k, j) * z[k]);
            }
            double rounding = Math.ScaleB(x.Length * (size + Math.Abs(x[j].High)), -50);
            double dropped = 2 * _factor.Tolerance * _lengths[j] * length;
            if (!(Math.Abs(left) <= rounding + dropped) || (_lengths[j] == 0 && x[j].High != 0))
            {
                return false;
            }
        }
        return true;
    }

    private double Triangle(int row, int column) => _factor.Triangle[(row * _factor.ParameterCount) + column];
}
