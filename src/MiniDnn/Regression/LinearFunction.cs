using System.Runtime.InteropServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>The fitted function: ŷ = v + Σ bⱼ·(xⱼ − cⱼ) about the centre c of the data, in double, or what takes its place.</summary>
/// <remarks>
/// b₀ + Σ bⱼ·xⱼ cancels where the data lie far from 0, as dates and times do: b₀ is then the prediction at a point that is nowhere near.
/// About the centre nothing cancels but what does among the predictors themselves; where these do, or where a number leaves the range of
/// double, predictions take doubled precision and scaled units. Allocates nothing.
/// </remarks>
internal sealed class LinearFunction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LeastSquaresSolution _solution;
    private readonly int _degree;
    private readonly int _first;
    private readonly double[] _slopes;
    private readonly double[] _centre;
    private readonly DoubleDouble _constant;
    private readonly DoubleDouble _value;
    private readonly bool _isPlain;

    public LinearFunction(LeastSquaresSolution solution, ModelShape shape)
    {
        _solution = solution;
        _degree = shape.Degree;
        _first = shape.HasIntercept ? 1 : 0;
        int count = solution.ParameterCount - _first;
        _slopes = new double[count];
        _centre = new double[count];
        // beside a column of ones that is not scaled
        _constant = shape.HasIntercept ? DoubleDouble.ScaleB(solution.Coefficients[0], -solution.ColumnExponents[0]) : DoubleDouble.Zero;
        DoubleDouble value = _constant;
        for (int j = 0; j < count; j++)
        {
            int column = _first + j;
            double centre = shape.HasIntercept ? Centre(column) : 0;
            _slopes[j] = Math.ScaleB(solution.Coefficients[column].High, solution.CoefficientExponent(column));
            _centre[j] = Math.ScaleB(centre, solution.ColumnExponents[column]);
            value += solution.Coefficients[column] * Math.ScaleB(_centre[j], -solution.ColumnExponents[column]);
        }
        _value = DoubleDouble.ScaleB(value, solution.TargetExponent);
        _isPlain = _degree <= 1 && IsInRange() && !Cancels(value.High);
    }

    /// <summary>ŷ at one point.</summary>
    public T Evaluate(ReadOnlySpan<T> x)
    {
        if (_degree > 1)
        {
            return EvaluatePolynomial(double.CreateTruncating(x[0]));
        }
        if (_isPlain || _degree == 0)
        {
            double result = _value.High + (_value.Low + (_degree == 0 ? 0 : Deviation(x)));
            if (double.IsFinite(result))
            {
                return T.CreateTruncating(result);
            }
        }
        return EvaluateScaled(x);
    }

    /// <summary>ŷ at one value of the only predictor.</summary>
    public T Evaluate(T x)
    {
        if (_isPlain && _degree == 1)
        {
            double result = _value.High + (_value.Low + (_slopes[0] * (double.CreateTruncating(x) - _centre[0])));
            if (double.IsFinite(result))
            {
                return T.CreateTruncating(result);
            }
        }
        return Evaluate(new ReadOnlySpan<T>(in x));
    }

    /// <summary>Σ bⱼ·(xⱼ − cⱼ).</summary>
    private double Deviation(ReadOnlySpan<T> x)
    {
        double sum = 0;
        int j = 0;
        if (x.Length >= 2 * Vector<double>.Count && (typeof(T) == typeof(double) || typeof(T) == typeof(float)))
        {
            Vector<double> sums = default;
            for (; j <= x.Length - Vector<float>.Count; j += Vector<float>.Count)
            {
                (Vector<double> low, Vector<double> high) = Load(x[j..]);
                int k = j + Vector<double>.Count;
                sums += new Vector<double>(_slopes, j) * (low - new Vector<double>(_centre, j));
                sums += new Vector<double>(_slopes, k) * (high - new Vector<double>(_centre, k));
            }
            sum = Vector.Sum(sums);
        }
        for (; j < x.Length; j++)
        {
            sum += _slopes[j] * (double.CreateTruncating(x[j]) - _centre[j]);
        }
        return sum;
    }

    /// <summary>Two vectors of doubles from floats or doubles.</summary>
    private static (Vector<double> Low, Vector<double> High) Load(ReadOnlySpan<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            Vector.Widen(new Vector<float>(MemoryMarshal.Cast<T, float>(x)), out Vector<double> low, out Vector<double> high);
            return (low, high);
        }
        ReadOnlySpan<double> doubles = MemoryMarshal.Cast<T, double>(x);
        return (new Vector<double>(doubles), new Vector<double>(doubles[Vector<double>.Count..]));
    }

    /// <summary>The weighted mean of a scaled column, from the factor: XᵀWX = CᵀC has it in the row of the constant.</summary>
    private double Centre(int column)
    {
        (double product, double squares) = (0, 0);
        for (int k = 0; k < _solution.Factor.Rank; k++)
        {
            product += Constant(k) * Triangle(k, column);
            squares += Constant(k) * Constant(k);
        }
        return squares > 0 ? product / squares : 0;
    }

    /// <summary>Whether the terms about the centre are so much larger than predictions that too few digits are left.</summary>
    /// <param name="value">The prediction at the centre, in scaled units.</param>
    private bool Cancels(double value)
    {
        double limit = typeof(T) == typeof(double) ? 64 : 1e5;   // leaves 14 digits of double, or what float needs to be rounded right
        int rank = _solution.Factor.Rank;
        (double terms, double ones) = (0, 0);
        var predictions = new double[rank];
        for (int k = 0; k < rank; k++)
        {
            ones += Constant(k) * Constant(k);
        }
        for (int j = 0; j < _slopes.Length; j++)
        {
            double slope = _solution.Coefficients[_first + j].High;
            double centre = Math.ScaleB(_centre[j], -_solution.ColumnExponents[_first + j]);
            double spread = 0;
            for (int k = 0; k < rank; k++)
            {
                double deviation = Triangle(k, _first + j) - (centre * Constant(k));
                predictions[k] += slope * deviation;
                spread += deviation * deviation;
            }
            terms += Math.Abs(slope) * Math.Sqrt(spread);
        }
        double size = System.Numerics.Tensors.TensorPrimitives.Norm<double>(predictions) + (Math.Abs(value) * Math.Sqrt(ones));
        return terms > limit * size;
    }

    private bool IsInRange()
    {
        bool result = double.IsFinite(_value.High);
        for (int j = 0; j < _slopes.Length; j++)
        {
            bool keepsDigits = double.IsNormal(_slopes[j]) || _solution.Coefficients[_first + j].High == 0;
            result &= keepsDigits && double.IsFinite(_centre[j]);
        }
        return result;
    }

    /// <summary>The factor's column of ones; 0 without intercept.</summary>
    private double Constant(int row) => _first == 1 ? Math.ScaleB(Triangle(row, 0), _solution.ColumnExponents[0]) : 0;

    private double Triangle(int row, int column) => _solution.Factor.Triangle[(row * _solution.ParameterCount) + column];

    /// <summary>The sum with coefficients and point in scaled units, in doubled precision.</summary>
    private T EvaluateScaled(ReadOnlySpan<T> x)
    {
        int exponent = 0;
        for (int j = 0; j < x.Length && _degree == 1; j++)
        {
            double value = double.CreateTruncating(x[j]);
            int own = double.IsFinite(value) && value != 0 ? SafeRange.ExponentAbove(value) - _solution.ColumnExponents[_first + j] : 0;
            exponent = Math.Max(exponent, own);
        }
        DoubleDouble sum = DoubleDouble.ScaleB(_constant, -exponent);
        for (int j = 0; j < x.Length && _degree == 1; j++)
        {
            double value = Math.ScaleB(double.CreateTruncating(x[j]), -_solution.ColumnExponents[_first + j] - exponent);
            DoubleDouble slope = _solution.Coefficients[_first + j];
            sum = double.IsFinite(value) ? sum + (slope * value) : sum.High + (slope.High * value);
        }
        return sum.Round<T>(_solution.TargetExponent + exponent);
    }

    /// <summary>Horner's rule in doubled precision, for terms of high powers cancel; far out in 1/x, so that no power overflows.</summary>
    private T EvaluatePolynomial(double x)
    {
        ReadOnlySpan<DoubleDouble> coefficients = _solution.Coefficients;
        int unit = _solution.ColumnExponents[^1] / _degree;
        double scaled = Math.ScaleB(x, -unit);
        DoubleDouble sum = DoubleDouble.Zero;
        if (Math.Abs(scaled) > 1 && double.IsFinite(x))
        {
            return EvaluateFarOut(coefficients[_first..], x, unit);
        }
        for (int j = coefficients.Length - 1; j >= _first; j--)
        {
            sum = double.IsFinite(scaled) ? (sum + coefficients[j]) * scaled : (sum.High + coefficients[j].High) * scaled;
        }
        return (double.IsFinite(scaled) ? sum + _constant : sum).Round<T>(_solution.TargetExponent);
    }

    private T EvaluateFarOut(ReadOnlySpan<DoubleDouble> coefficients, double x, int unit)
    {
        int degree = coefficients.Length;
        while (degree > 0 && coefficients[degree - 1].High == 0)
        {
            degree--;
        }
        int own = SafeRange.ExponentAbove(x);
        double mantissa = Math.ScaleB(x, -own);
        DoubleDouble inverse = DoubleDouble.ScaleB(DoubleDouble.One / mantissa, unit - own);
        DoubleDouble sum = _constant;
        DoubleDouble power = DoubleDouble.One;
        for (int j = 0; j < degree; j++)
        {
            sum = (sum * inverse) + coefficients[j];
            power *= mantissa;
        }
        return (sum * power).Round<T>(_solution.TargetExponent + ((own - unit) * degree));
    }
}
