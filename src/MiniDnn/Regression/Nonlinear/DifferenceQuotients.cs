using System.Buffers;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Derivatives of a curve by central differences of three or five points, inside bounds and domain.</summary>
/// <remarks>
/// The step of a parameter is a share of what changes the curve by as much as the data spread, not of the parameter alone: such a step
/// would be lost where the parameter is about 0, and too wide where it is large but acts on a small scale (the place of a narrow peak).
/// </remarks>
internal sealed class DifferenceQuotients(CurveAtPoints curve, Bounds bounds, double spread)
{
    /// <summary>Balances truncation, h², with rounding, ε/h.</summary>
    private static readonly double StepOfThree = Math.Cbrt(double.BitIncrement(1) - 1);

    /// <summary>Balances truncation, h⁴, with rounding.</summary>
    private static readonly double StepOfFive = Math.Pow(double.BitIncrement(1) - 1, 0.2);

    /// <summary>A parameter that is so much smaller than what moves the curve is about 0: its own size is no measure of a step.</summary>
    private const double AboutZero = 1e-3;

    /// <summary>Where the curve is undefined beside the parameters, the step is made smaller so often.</summary>
    private const int Attempts = 12;

    private readonly double[] _scales = new double[bounds.ParameterCount];
    private readonly double[] _moved = new double[bounds.ParameterCount];

    /// <summary>The curve at up to four places: from a pool, while columns are written.</summary>
    private double[] _values = [];

    /// <summary>Writes the derivatives of the parameters that are free, all points of the first parameter first.</summary>
    public void Columns(ReadOnlySpan<double> parameters, ReadOnlySpan<double> values, Span<double> columns, bool accurate)
    {
        int n = curve.PointCount;
        _values = ArrayPool<double>.Shared.Rent(4 * n);
        parameters.CopyTo(_moved);
        for (int j = 0; j < parameters.Length; j++)
        {
            Span<double> column = columns.Slice(j * n, n);
            if (bounds.IsFixed(j))
            {
                column.Clear();
                continue;
            }
            if (_scales[j] == 0)
            {
                Probe(j, values, column);
            }
            double step = _scales[j] * (accurate ? StepOfFive : StepOfThree);
            bool isDefined = false;
            for (int attempt = 0; attempt < Attempts && !isDefined; attempt++, step /= 16)
            {
                isDefined = Central(j, step, column, accurate) || OneSided(j, step, values, column) || OneSided(j, -step, values, column);
            }
            Rescale(j, column);
        }
        ArrayPool<double>.Shared.Return(_values);
        _values = [];
    }

    /// <summary>Finds the scale of a parameter from its size by differences with smaller and smaller steps, until they agree.</summary>
    private void Probe(int j, ReadOnlySpan<double> values, Span<double> column)
    {
        _scales[j] = _moved[j] != 0 ? Math.Abs(_moved[j]) : 1;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double before = _scales[j], step = StepOfThree * before;
            if (!At(j, step, 0) && !At(j, step = -step, 0))
            {
                _scales[j] /= 16;
                continue;
            }
            TensorPrimitives.Subtract(Place(0), values, column);
            TensorPrimitives.Divide(column, step, column);
            Rescale(j, column);
            if (_scales[j] > before / 4)
            {
                return;
            }
        }
    }

    private void Rescale(int j, ReadOnlySpan<double> column)
    {
        double natural = spread / Math.Abs(TensorPrimitives.MaxMagnitude(column)), size = Math.Abs(_moved[j]);
        _scales[j] = double.IsNormal(natural) ? Math.Clamp(size, AboutZero * natural, natural) : size > 0 ? size : 1;
    }

    private bool Central(int j, double step, Span<double> column, bool accurate)
    {
        if (!At(j, step, 0) || !At(j, -step, 1) || (accurate && (!At(j, 2 * step, 2) || !At(j, -2 * step, 3))))
        {
            return false;
        }
        ReadOnlySpan<double> above = Place(0), below = Place(1), farAbove = Place(2), farBelow = Place(3);
        for (int i = 0; i < column.Length; i++)
        {
            double near = above[i] - below[i];
            column[i] = accurate ? ((8 * near) - (farAbove[i] - farBelow[i])) / (12 * step) : near / (2 * step);
        }
        return true;
    }

    /// <summary>The same to the fourth order with points on one side.</summary>
    private bool OneSided(int j, double step, ReadOnlySpan<double> values, Span<double> column)
    {
        for (int k = 0; k < 4; k++)
        {
            if (!At(j, (k + 1) * step, k))
            {
                return false;
            }
        }
        for (int i = 0; i < column.Length; i++)
        {
            double first = Place(0)[i] - values[i], second = Place(1)[i] - values[i];
            double third = Place(2)[i] - values[i], fourth = Place(3)[i] - values[i];
            column[i] = ((48 * first) - (36 * second) + (16 * third) - (3 * fourth)) / (12 * step);
        }
        return true;
    }

    /// <summary>Evaluates the curve with parameter j moved; false beyond a bound, and where the curve is not defined.</summary>
    private bool At(int j, double step, int place)
    {
        double before = _moved[j];
        double moved = before + step;
        if (moved < bounds.Lower(j) || moved > bounds.Upper(j))
        {
            return false;
        }
        _moved[j] = moved;
        curve.Values(_moved, Place(place));
        _moved[j] = before;
        return Throw.IndexOfNotFinite<double>(Place(place)) < 0;
    }

    private Span<double> Place(int place) => _values.AsSpan(place * curve.PointCount, curve.PointCount);
}
