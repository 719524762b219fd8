using System.Numerics.Tensors;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// K with K·Kᵀ·s² the covariance of the coefficients, in scaled units: B of the factor, or B·(R₀·B)ᵀ where ridge shrinks, with R₀ the
/// triangle of the data alone.
/// </summary>
/// <remarks>
/// In doubled precision, for what is measured at one point x is ‖xᵀ·K‖, where K's rows cancel if X is ill-conditioned or far from 0.
/// With ridge the covariance is s²·M·XᵀX·M with M = B·Bᵀ = (XᵀX + Λ)⁻¹; formed like this no difference of nearly equal numbers occurs,
/// as it does in M − M·Λ·M.
/// </remarks>
internal sealed class CovarianceRoot
{
    private readonly int _width;
    private readonly DoubleDouble[] _values;
    private readonly double[] _high;

    /// <param name="values">K, row after row.</param>
    /// <param name="width">The length of a row.</param>
    public CovarianceRoot(DoubleDouble[] values, int width)
    {
        _values = values;
        _width = width;
        _high = [.. values.Select(v => v.High)];
    }

    public CovarianceRoot(LeastSquaresSolution solution)
    {
        _width = solution.Factor.Rank;
        _values = solution.Factor.Inverse;
        if (solution.DataTriangle is { } data)
        {
            LeastSquaresFactor factor = WithRidge(data, solution);
            DoubledColumns rotated = Rotate(data, factor);
            _width = data.RowCount;
            _values = TimesTransposed(factor, rotated);
            EffectiveParameters = Squares(rotated);
            ResidualDegreesOfFreedom = solution.RowCount >= solution.ParameterCount
                ? solution.EffectiveRowCount - solution.ParameterCount + Shrinkage(factor, solution.Penalties)
                : solution.EffectiveRowCount - data.RowCount + Complement(data, solution.Penalties);
        }
        _high = [.. _values.Select(v => v.High)];
    }

    /// <summary>With ridge, the trace of the hat matrix: ‖R₀·B‖² in Frobenius' norm.</summary>
    public double EffectiveParameters { get; }

    /// <summary>With ridge, the number of rows less the trace of the hat matrix, not as the difference of nearly equal numbers.</summary>
    public double ResidualDegreesOfFreedom { get; }

    /// <summary>The number of K's columns.</summary>
    public int Width => _width;

    /// <summary>Row j of K.</summary>
    public ReadOnlySpan<DoubleDouble> Row(int j) => _values.AsSpan(j * _width, _width);

    /// <summary>Element (i, j) of K·Kᵀ.</summary>
    public double InnerProduct(int i, int j)
        => TensorPrimitives.Dot<double>(_high.AsSpan(i * _width, _width), _high.AsSpan(j * _width, _width));

    /// <summary>The length of row j of K: what is too small for its square is not too small for it.</summary>
    public double Length(int j) => Length(_high.AsSpan(j * _width, _width));

    private static double Length(ReadOnlySpan<double> vector)
    {
        int exponent = SafeRange.ExponentAbove(SafeRange.LargestMagnitude(vector));
        double sum = 0;
        foreach (double value in vector)
        {
            double scaled = Math.ScaleB(value, -exponent);
            sum += scaled * scaled;
        }
        return Math.ScaleB(Math.Sqrt(sum), exponent);
    }

    /// <summary>‖xᵀ·K‖ for a point in scaled units.</summary>
    public double LengthAt(ReadOnlySpan<DoubleDouble> x) => Length([.. Apply(x).Select(v => v.High)]);

    /// <summary>xᵀ·K.</summary>
    public DoubleDouble[] Apply(ReadOnlySpan<DoubleDouble> x)
    {
        var dots = new DoubleDouble[_width];
        for (int k = 0; k < _width; k++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                dots[k] += x[j] * _values[(j * _width) + k];
            }
        }
        return dots;
    }

    /// <summary>The factor of R₀ with the rows √Λ below.</summary>
    private static LeastSquaresFactor WithRidge(DoubledColumns data, LeastSquaresSolution solution)
    {
        int p = solution.ParameterCount;
        var columns = new DoubledColumns(data.RowCount + p, p);
        for (int j = 0; j < p; j++)
        {
            for (int i = 0; i < data.RowCount; i++)
            {
                columns[i, j] = data[i, j];
            }
            columns[data.RowCount + j, j] = DoubleDouble.Sqrt(solution.Penalties[j]);
        }
        return DoubledFactorization.Create(DoubledQr.Factor(columns, p, tolerance: 0), solution.ColumnExponents, tolerance: 0);
    }

    /// <summary>R₀·B, whose rows are those of R₀.</summary>
    private static DoubledColumns Rotate(DoubledColumns data, LeastSquaresFactor factor)
    {
        var result = new DoubledColumns(data.RowCount, factor.Rank);
        for (int k = 0; k < factor.Rank; k++)
        {
            for (int j = 0; j < factor.ParameterCount; j++)
            {
                DoubleDouble value = factor.Inverse[(j * factor.Rank) + k];
                DoubledVectors.AddScaled(value, data.HighPart(j), data.LowPart(j), result.HighPart(k), result.LowPart(k));
            }
        }
        return result;
    }

    /// <summary>B·Gᵀ, row after row.</summary>
    private static DoubleDouble[] TimesTransposed(LeastSquaresFactor factor, DoubledColumns rotated)
    {
        int width = rotated.RowCount;
        var result = new DoubleDouble[factor.ParameterCount * width];
        var (high, low) = (new double[width], new double[width]);
        for (int j = 0; j < factor.ParameterCount; j++)
        {
            Array.Clear(high);
            Array.Clear(low);
            for (int k = 0; k < factor.Rank; k++)
            {
                DoubledVectors.AddScaled(factor.Inverse[(j * factor.Rank) + k], rotated.HighPart(k), rotated.LowPart(k), high, low);
            }
            for (int i = 0; i < width; i++)
            {
                result[(j * width) + i] = new(high[i], low[i]);
            }
        }
        return result;
    }

    private static double Squares(DoubledColumns columns) => TensorPrimitives.SumOfSquares<double>(columns.High);

    /// <summary>‖√Λ·B‖²: by how much ridge lowers the trace of the hat matrix below the number of parameters.</summary>
    private static double Shrinkage(LeastSquaresFactor factor, double[] penalties)
    {
        double sum = 0;
        for (int j = 0; j < penalties.Length; j++)
        {
            double length = factor.RowLength(j);
            sum += penalties[j] == 0 ? 0 : length * penalties[j] * length;
        }
        return sum;
    }

    /// <summary>
    /// What is left of the identity beside the hat matrix in the space of the rows of R₀, less the intercept's: the trace of
    /// (1 + S·Λ⁻¹·Sᵀ)⁻¹, S being R₀ without the constant. ‖R⁻¹‖² with R the triangle of √Λ⁻¹·Sᵀ over the identity.
    /// </summary>
    private static double Complement(DoubledColumns data, double[] penalties)
    {
        int first = penalties[0] == 0 ? 1 : 0;
        int rows = data.RowCount - first;
        int p = penalties.Length - first;
        var columns = new DoubledColumns(p + rows, rows);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < p; j++)
            {
                columns[j, i] = data[i + first, j + first] / DoubleDouble.Sqrt(penalties[j + first]);
            }
            columns[p + i, i] = DoubleDouble.One;
        }
        LeastSquaresFactor factor = DoubledFactorization.Create(DoubledQr.Factor(columns, rows, tolerance: 0), new int[rows], tolerance: 0);
        return TensorPrimitives.SumOfSquares<double>([.. factor.Inverse.Select(v => v.High)]);
    }
}
