using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>Coefficients and their errors from a triangle: U⁻¹ column by column, each a row of vectors, so that no sum runs across one.</summary>
internal sealed class RecursiveSolution
{
    private readonly int _stride;
    private readonly int _first;

    /// <summary>The columns of U⁻¹ one after the other; the last holds −b.</summary>
    private readonly double[] _columns;

    private readonly double[] _interceptRow;
    private readonly double[] _coefficients, _errors;

    public RecursiveSolution(int predictorCount, bool hasIntercept)
    {
        _first = hasIntercept ? 1 : 0;
        _stride = RootFreeTriangle.StrideFor(predictorCount);
        _columns = new double[(predictorCount + 1) * _stride];
        _interceptRow = new double[predictorCount + 1];
        ParameterCount = predictorCount + _first;
        _coefficients = new double[_first + _stride];
        _errors = new double[_first + _stride];
        Clear();
    }

    public int ParameterCount { get; }

    public ReadOnlySpan<double> Coefficients => _coefficients.AsSpan(0, ParameterCount);

    public ReadOnlySpan<double> StandardErrors => _errors.AsSpan(0, ParameterCount);

    /// <summary>Makes everything NaN: there is no solution.</summary>
    public void Clear()
    {
        _coefficients.AsSpan().Fill(double.NaN);
        _errors.AsSpan().Fill(double.NaN);
    }

    /// <summary>Computes coefficients and errors.</summary>
    /// <param name="triangle">The triangle, of full rank.</param>
    /// <param name="units">What takes each coefficient from the triangle's units to the user's, and last the unit of y; a row long.</param>
    /// <param name="deviation">s in the triangle's units; NaN without degrees of freedom.</param>
    public void Solve(RootFreeTriangle triangle, ReadOnlySpan<double> units, double deviation)
    {
        int target = triangle.Target;
        ref double columns = ref MemoryMarshal.GetArrayDataReference(_columns);
        ref double weights = ref MemoryMarshal.GetReference(triangle.Weights);
        ref double unit = ref MemoryMarshal.GetReference(units);
        ref double coefficients = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_coefficients), _first);
        ref double errors = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_errors), _first);
        Invert(ref columns, ref Unsafe.Add(ref weights, _stride), target);
        for (nuint j = 0; j < (nuint)_stride; j += (nuint)Vector<double>.Count)
        {
            Vector<double> variance = Vector<double>.Zero, factor = Vector.LoadUnsafe(ref unit, j);
            for (int k = 0; k < target; k++)
            {
                Vector<double> column = Vector.LoadUnsafe(ref Unsafe.Add(ref columns, k * _stride), j);
                variance = Vector.MultiplyAddEstimate(column * column, new(1 / Unsafe.Add(ref weights, k)), variance);
            }
            (Vector.LoadUnsafe(ref Unsafe.Add(ref columns, target * _stride), j) * -factor).StoreUnsafe(ref coefficients, j);
            (Vector.SquareRoot(variance) * (factor * deviation)).StoreUnsafe(ref errors, j);
        }
        if (_first > 0)
        {
            SolveIntercept(triangle, units[target], deviation);
        }
    }

    /// <summary>ŷ in the triangle's units, about the means: far from 0 the intercept has lost digits.</summary>
    public double Predict(RootFreeTriangle triangle, ReadOnlySpan<double> x, ReadOnlySpan<double> scales)
    {
        ReadOnlySpan<double> last = _columns.AsSpan(x.Length * _stride, x.Length);
        double sum = 0;
        for (int j = 0; j < x.Length; j++)
        {
            sum -= last[j] * triangle.Deviation(j, x[j] * scales[j]);
        }
        return sum + triangle.Mean(x.Length);
    }

    /// <summary>U⁻¹ from the left to the right: column j is eⱼ less U's elements above the diagonal times the columns before.</summary>
    private void Invert(ref double columns, ref double rows, int target)
    {
        for (int k = 0; k <= target; k++)
        {
            ref double column = ref Unsafe.Add(ref columns, k * _stride);
            for (nuint j = 0; j < (nuint)_stride; j += (nuint)Vector<double>.Count)
            {
                Vector<double> sum = Vector<double>.Zero;
                for (int i = 0; i < k; i++)
                {
                    var factor = new Vector<double>(-Unsafe.Add(ref rows, (i * _stride) + k));
                    sum = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref Unsafe.Add(ref columns, i * _stride), j), sum);
                }
                sum.StoreUnsafe(ref column, j);
            }
            Unsafe.Add(ref column, k) = 1;
        }
    }

    /// <summary>
    /// Where the means m are the first row of a larger triangle, its inverse has the first row −m·U⁻¹, that of the intercept: v·U = m.
    /// </summary>
    private void SolveIntercept(RootFreeTriangle triangle, double unit, double deviation)
    {
        double variance = 1 / triangle.SumOfWeights;
        for (int k = 0; k < _interceptRow.Length; k++)
        {
            double v = triangle.Mean(k);
            for (int i = 0; i < k; i++)
            {
                v -= _interceptRow[i] * triangle.Row(i)[k];
            }
            _interceptRow[k] = v;
            variance += k < triangle.Target ? v * v / triangle.Weights[k] : 0;
        }
        _coefficients[0] = _interceptRow[^1] * unit;
        _errors[0] = Math.Sqrt(variance) * deviation * unit;
    }
}
