using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>
/// What the determinant of a matrix of integers, or of fractions by powers of two, is a multiple of: where that is more than what rounding
/// can amount to, the nearest multiple is the exact determinant.
/// </summary>
internal static class FixedPointDeterminant
{
    /// <summary>The g for which the determinant of A is a multiple of 2^g; null where g is too low to be of use.</summary>
    public static int? UnitExponent<T>(ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int digits = -T.ILogB(FloatingPoint<T>.Epsilon);
        int sum = 0;
        for (int i = 0; i < matrix.RowCount; i++)
        {
            int unit = int.MaxValue;
            foreach (T value in matrix.Row(i))
            {
                unit = Math.Min(unit, value == T.Zero ? int.MaxValue : LowestBit(value, digits));
                if (sum + Math.Min(unit, 0) < -digits)
                {
                    return null;
                }
            }
            sum += unit == int.MaxValue ? 0 : unit;
        }
        return sum;
    }

    /// <summary>
    /// The nearest multiple of 2^unit where elimination can't have erred by a quarter of that; otherwise what was computed.
    /// </summary>
    /// <remarks>
    /// A = L·U − E with |E| ≤ n·ε·|L|·|U| (J. Wilkinson, 1961), and a determinant is at most the product of the lengths of its rows
    /// (J. Hadamard, 1893).
    /// </remarks>
    /// <param name="computed">The determinant from L·U.</param>
    /// <param name="unit">From <see cref="UnitExponent"/>.</param>
    /// <param name="logRowLengths">log₂ of the product of the lengths of A's rows, none of which is below 1.</param>
    /// <param name="largest">The largest magnitude in U.</param>
    /// <param name="size">n.</param>
    public static ScaledProduct<T> Round<T>(ScaledProduct<T> computed, int unit, double logRowLengths, T largest, int size)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double logError = (3 * Math.Log2(size)) + Math.Log2(Math.Max(1, double.CreateChecked(largest))) + logRowLengths
            + T.ILogB(FloatingPoint<T>.Epsilon);
        return logError > unit - 2 ? computed : new(T.Round(T.ScaleB(computed.ToNumber(), -unit)), unit);
    }

    /// <summary>log₂ of the product of the lengths of the rows.</summary>
    public static double LogRowLengths<T>(ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < matrix.RowCount; i++)
        {
            sum += Math.Log2(double.CreateChecked(TensorPrimitives.Norm(matrix.Row(i))));
        }
        return sum;
    }

    /// <summary>The exponent of the last bit of a number that is not 0.</summary>
    private static int LowestBit<T>(T value, int digits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int exponent = SafeRange.Exponent(value);
        ulong significand = ulong.CreateTruncating(T.ScaleB(T.Abs(value), digits - exponent));
        return exponent - digits + BitOperations.TrailingZeroCount(significand);
    }
}
