using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// The units, powers of 2, in which a stream keeps its columns: squares of what is kept must keep inside the range. They grow with the
/// data.
/// </summary>
internal sealed class StreamUnits
{
    /// <summary>A value of more than so many units takes a larger unit.</summary>
    private const double MostUnits = 1.8446744073709552e19;   // 2⁶⁴

    /// <summary>So small a unit that whatever comes first, but 0, takes its own.</summary>
    private const int FirstExponent = -960;

    private readonly int[] _exponents;
    private readonly double[] _scales, _units;

    public StreamUnits(int predictorCount)
    {
        _exponents = new int[predictorCount + 1];
        Array.Fill(_exponents, FirstExponent);
        _scales = new double[RotatedRow.StrideFor(predictorCount)];
        _units = new double[RotatedRow.StrideFor(predictorCount)];
        Update();
    }

    /// <summary>What takes a row to the units inside, a row long.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>What takes coefficients of the predictors, and last the target, back to those of the data, a row long.</summary>
    public ReadOnlySpan<double> OfCoefficients => _units;

    public double OfTarget => _units[_exponents.Length - 1];

    /// <summary>Writes [x y] in the units inside; false where a value is too large for its unit, or not finite.</summary>
    public bool TryScale(ReadOnlySpan<double> x, double y, Span<double> destination)
    {
        ref double row = ref MemoryMarshal.GetReference(destination);
        ref double scales = ref MemoryMarshal.GetArrayDataReference(_scales);
        double scaled = y * Unsafe.Add(ref scales, x.Length);
        Unsafe.Add(ref row, x.Length) = scaled;
        bool fits = Math.Abs(scaled) <= MostUnits;
        for (int j = 0; j < x.Length; j++)
        {
            scaled = x[j] * Unsafe.Add(ref scales, j);
            Unsafe.Add(ref row, j) = scaled;
            fits &= Math.Abs(scaled) <= MostUnits;
        }
        return fits;
    }

    /// <summary>Gives a column a unit in which the new value is below 1, if it needs one; returns by how much the exponent grows.</summary>
    public int Grow(int column, double value)
    {
        int before = _exponents[column];
        if (!(Math.Abs(value * _scales[column]) <= MostUnits))
        {
            _exponents[column] = Math.Max(SafeRange.ExponentAbove(Math.Abs(value)), FirstExponent);
            Update();
        }
        return _exponents[column] - before;
    }

    private void Update()
    {
        int ofTarget = _exponents[^1];
        for (int j = 0; j < _exponents.Length; j++)
        {
            // powers of 2, so that no digit changes
            _scales[j] = Math.ScaleB(1, -_exponents[j]);
            _units[j] = Math.ScaleB(1, ofTarget - (j < _exponents.Length - 1 ? _exponents[j] : 0));
        }
    }
}
