using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>
/// A row that is rotated into a triangle without square roots: memory that all triangles of a stream share.
/// </summary>
/// <param name="predictorCount">The column of y.</param>
/// <param name="noise">The share of what it was made from below which an element is rounding.</param>
internal sealed class RotatedRow(int predictorCount, double noise)
{
    /// <summary>Less weight than this is none: a square of 2¹³⁰ divided by it must keep inside the range.</summary>
    public const double Nothing = 1e-250;

    private readonly int _target = predictorCount;
    private readonly int _stride = StrideFor(predictorCount);
    private readonly double[] _values = new double[StrideFor(predictorCount)];

    /// <summary>The sums of the magnitudes that each value was made from.</summary>
    private readonly double[] _sizes = new double[StrideFor(predictorCount)];

    /// <summary>The length of a row for so many predictors: vectors, the last filled up with zeros.</summary>
    public static int StrideFor(int predictorCount)
        => (predictorCount + Vector<double>.Count) / Vector<double>.Count * Vector<double>.Count;

    /// <summary>The share of what it was made from below which an element is rounding.</summary>
    public double Noise => noise;

    /// <summary>[x y] and zeros; used up by what rotates it into a triangle.</summary>
    public Span<double> Values => _values;

    /// <summary>Memory of the same length, between two rotations.</summary>
    public Span<double> Spare => _sizes;

    /// <summary>Takes over values.</summary>
    public void Set(ReadOnlySpan<double> source)
    {
        ref double from = ref MemoryMarshal.GetReference(source);
        ref double values = ref MemoryMarshal.GetArrayDataReference(_values);
        for (nuint j = 0; j < (nuint)_stride; j += (nuint)Vector<double>.Count)
        {
            Vector.LoadUnsafe(ref from, j).StoreUnsafe(ref values, j);
        }
    }

    /// <summary>
    /// Moves means, themselves sums of two, by a share of the values' deviations from them; these deviations replace the values.
    /// </summary>
    /// <param name="valueRests">What is to be added to the values.</param>
    /// <param name="means">The larger part of the means.</param>
    /// <param name="rests">The smaller part.</param>
    /// <param name="share">The share of the weight that comes with the row.</param>
    public void MoveMeans(ref double valueRests, ref double means, ref double rests, double share)
    {
        ref double values = ref MemoryMarshal.GetArrayDataReference(_values);
        for (nuint j = 0; j < (nuint)_stride; j += (nuint)Vector<double>.Count)
        {
            Vector<double> mean = Vector.LoadUnsafe(ref means, j), rest = Vector.LoadUnsafe(ref rests, j);
            Vector<double> deviation = Vector.LoadUnsafe(ref values, j) - mean + (Vector.LoadUnsafe(ref valueRests, j) - rest);
            deviation.StoreUnsafe(ref values, j);
            rest += deviation * share;
            Vector<double> sum = mean + rest, part = sum - mean;
            sum.StoreUnsafe(ref means, j);
            (mean - (sum - part) + (rest - part)).StoreUnsafe(ref rests, j);   // D. Knuth's sum of two
        }
    }

    /// <summary>Rotates the row into a triangle, from column <paramref name="k"/> on, before which it is 0.</summary>
    /// <param name="weights">D of the triangle, which the rows of U follow.</param>
    /// <param name="toRests">How far behind a row of U lies what rounding has left of it.</param>
    /// <param name="k">The first column.</param>
    /// <param name="weight">The weight of the row.</param>
    public void Fold(ref double weights, int toRests, int k, double weight)
    {
        if (!(weight > Nothing))
        {
            return;
        }
        TakeSizes();
        ref double values = ref MemoryMarshal.GetArrayDataReference(_values);
        ref double sizes = ref MemoryMarshal.GetArrayDataReference(_sizes);
        int target = _target, stride = _stride;
        ref double pivotRow = ref Unsafe.Add(ref weights, (k + 1) * stride);
        // 1/w' = 1/w + x²/d: no division waits for another
        for (double reciprocal = 1 / weight; k < target; k++, pivotRow = ref Unsafe.Add(ref pivotRow, stride))
        {
            double x = Unsafe.Add(ref values, k), present = Unsafe.Add(ref weights, k);
            double grown = double.MultiplyAddEstimate(weight * x, x, present);
            if (Math.Abs(x) <= noise * Unsafe.Add(ref sizes, k) || !(grown > Nothing))
            {
                Unsafe.Add(ref values, k) = 0;
                continue;
            }
            Unsafe.Add(ref weights, k) = grown;
            if (!(present > Nothing))
            {
                Begin(ref pivotRow, ref Unsafe.Add(ref pivotRow, toRests), k);
                return;
            }
            double share = x / present;
            reciprocal = double.MultiplyAddEstimate(x, share, reciprocal);
            weight = 1 / reciprocal;
            Rotate(ref pivotRow, ref Unsafe.Add(ref pivotRow, toRests), k, new(x), new(share * weight));
        }
        double residual = Unsafe.Add(ref values, target);
        if (Math.Abs(residual) > noise * Unsafe.Add(ref sizes, target))
        {
            Unsafe.Add(ref weights, target) += weight * residual * residual;
        }
    }

    /// <summary>Rotates with row k of the triangle; vectors that end before column k + 1 hold nothing more that counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Rotate(ref double pivotRow, ref double pivotRests, int k, Vector<double> pivot, Vector<double> added)
    {
        ref double values = ref MemoryMarshal.GetArrayDataReference(_values);
        ref double sizes = ref MemoryMarshal.GetArrayDataReference(_sizes);
        for (int j = (k + 1) & -Vector<double>.Count; j < _stride; j += Vector<double>.Count)
        {
            Vector<double> u = Vector.LoadUnsafe(ref pivotRow, (nuint)j), rest = Vector.LoadUnsafe(ref pivotRests, (nuint)j);
            Vector<double> product = pivot * u, left = Vector.LoadUnsafe(ref values, (nuint)j) - product - (pivot * rest);
            left.StoreUnsafe(ref values, (nuint)j);
            (Vector.LoadUnsafe(ref sizes, (nuint)j) + Vector.Abs(product)).StoreUnsafe(ref sizes, (nuint)j);
            rest = Vector.MultiplyAddEstimate(added, left, rest);
            Vector<double> sum = u + rest, part = sum - u;
            sum.StoreUnsafe(ref pivotRow, (nuint)j);
            (u - (sum - part) + (rest - part)).StoreUnsafe(ref pivotRests, (nuint)j);   // D. Knuth's sum of two
        }
    }

    /// <summary>The first row with something in column k becomes the triangle's: it is used up.</summary>
    private void Begin(ref double pivotRow, ref double pivotRests, int k)
    {
        for (int j = 0; j < _stride; j++)
        {
            Unsafe.Add(ref pivotRow, j) = j < k ? 0 : _values[j] / _values[k];
            Unsafe.Add(ref pivotRests, j) = 0;
        }
    }

    private void TakeSizes()
    {
        ref double values = ref MemoryMarshal.GetArrayDataReference(_values);
        ref double sizes = ref MemoryMarshal.GetArrayDataReference(_sizes);
        for (nuint j = 0; j < (nuint)_stride; j += (nuint)Vector<double>.Count)
        {
            Vector.Abs(Vector.LoadUnsafe(ref values, j)).StoreUnsafe(ref sizes, j);
        }
    }
}
