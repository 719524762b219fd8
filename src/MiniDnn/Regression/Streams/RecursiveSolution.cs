using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>
/// Coefficients and their errors from a triangle: U⁻¹ column by column, each a row of vectors, so that no sum runs across one.
/// </summary>
internal sealed class RecursiveSolution
{
    private readonly int _stride;
    private readonly int _first;

    /// <summary>The columns of U⁻¹ one after the other; the last holds −b.</summary>
    private readonly double[] _columns;

    /// <summary>The unit vectors: a 1 written into a vector that is read at once would hold it up.</summary>
    private readonly double[] _unitVectors;

    private readonly double[] _reciprocals;
    private readonly double[] _coefficients, _errors;

    public RecursiveSolution(int predictorCount, bool hasIntercept)
    {
        _first = hasIntercept ? 1 : 0;
        _stride = RotatedRow.StrideFor(predictorCount);
        _columns = new double[(predictorCount + 1) * _stride];
        _unitVectors = new double[_columns.Length];
        for (int k = 0; k <= predictorCount; k++)
        {
            _unitVectors[(k * _stride) + k] = 1;
        }
        _reciprocals = new double[_stride];
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
        ref double reciprocals = ref MemoryMarshal.GetArrayDataReference(_reciprocals);
        for (nuint j = 0; j < (nuint)_stride; j += (nuint)Vector<double>.Count)
        {
            (Vector<double>.One / Vector.LoadUnsafe(ref weights, j)).StoreUnsafe(ref reciprocals, j);
        }
        for (nuint j = 0; j < (nuint)_stride; j += (nuint)Vector<double>.Count)
        {
            Vector<double> variance = Vector<double>.Zero, factor = Vector.LoadUnsafe(ref unit, j);
            for (int k = (int)j; k < target; k++)
            {
                Vector<double> column = Vector.LoadUnsafe(ref Unsafe.Add(ref columns, k * _stride), j);
                variance = Vector.MultiplyAddEstimate(column * column, new(Unsafe.Add(ref reciprocals, k)), variance);
            }
            (Vector.LoadUnsafe(ref Unsafe.Add(ref columns, target * _stride), j) * -factor).StoreUnsafe(ref coefficients, j);
            (Vector.SquareRoot(variance) * (factor * deviation)).StoreUnsafe(ref errors, j);
        }
        if (_first > 0)
        {
            double intercept = triangle.TimesMeans(ref Unsafe.Add(ref columns, target * _stride));
            double variance = 1 / triangle.SumOfWeights;
            for (int k = 0; k < target; k++)
            {
                double v = triangle.TimesMeans(ref Unsafe.Add(ref columns, k * _stride));
                variance = double.MultiplyAddEstimate(v * v, Unsafe.Add(ref reciprocals, k), variance);
            }
            double ofTarget = Unsafe.Add(ref unit, target);
            _coefficients[0] = intercept * ofTarget;
            _errors[0] = Math.Sqrt(variance) * (deviation * ofTarget);
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
        ref double unitVectors = ref MemoryMarshal.GetArrayDataReference(_unitVectors);
        for (int k = 0; k <= target; k++)
        {
            ref double column = ref Unsafe.Add(ref columns, k * _stride);
            for (nuint j = 0; j <= (nuint)k; j += (nuint)Vector<double>.Count)   // below the diagonal there is nothing
            {
                Vector<double> sum = Vector.LoadUnsafe(ref Unsafe.Add(ref unitVectors, k * _stride), j);
                for (int i = (int)j; i < k; i++)
                {
                    var factor = new Vector<double>(-Unsafe.Add(ref rows, (i * _stride) + k));
                    sum = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref Unsafe.Add(ref columns, i * _stride), j), sum);
                }
                sum.StoreUnsafe(ref column, j);
            }
        }
    }
}
