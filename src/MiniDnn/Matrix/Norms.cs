using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>Sums of rows or columns that are kept at a time, to find the largest of all.</summary>
    private const int NormBlock = 256;

    /// <summary>The Frobenius norm √Σ A[i, j]²; 0 where there is no element, NaN where one is NaN.</summary>
    /// <remarks>
    /// Safe from overflow and underflow: the elements are scaled by the largest where their squares would leave the range. The error does
    /// not grow with the number of elements: see <see cref="Sum"/>.
    /// </remarks>
    public T FrobeniusNorm()
    {
        T square = SumWhole<Square>();
        if (IsSafeSumOfSquares(square))
        {
            return T.Sqrt(square);
        }
        T max = MaxNorm();
        return max == T.Zero || !T.IsFinite(max) ? max : max * T.Sqrt(SumScaledSquares(max));
    }

    /// <summary>The 1-norm: the largest column sum of absolute values; 0 where there is no element, NaN where one is NaN.</summary>
    /// <remarks>The error does not grow with the number of rows: see <see cref="Sum"/>.</remarks>
    public T OneNorm()
    {
        Span<T> sums = stackalloc T[NormBlock];
        T norm = T.Zero;
        for (long column = 0; column < ColumnCount && RowCount > 0; column += NormBlock)
        {
            int start = (int)column, width = Math.Min(NormBlock, ColumnCount - start);
            Columns(start..(start + width)).SumColumns<Magnitude>(sums[..width]);
            norm = T.Max(norm, TensorPrimitives.Max<T>(sums[..width]));
        }
        return norm;
    }

    /// <summary>The ∞-norm: the largest row sum of absolute values; 0 where there is no element, NaN where one is NaN.</summary>
    /// <remarks>The error does not grow with the number of columns: see <see cref="Sum"/>.</remarks>
    public T InfinityNorm()
    {
        Span<T> sums = stackalloc T[NormBlock];
        T norm = T.Zero;
        for (long row = 0; row < RowCount && ColumnCount > 0; row += NormBlock)
        {
            int start = (int)row, height = Math.Min(NormBlock, RowCount - start);
            Rows(start..(start + height)).SumRows<Magnitude>(sums[..height]);
            norm = T.Max(norm, TensorPrimitives.Max<T>(sums[..height]));
        }
        return norm;
    }

    /// <summary>The largest absolute value of an element; 0 where there is no element, NaN where one is NaN.</summary>
    public T MaxNorm()
    {
        if (IsEmpty)
        {
            return T.Zero;
        }
        if (TryGetSpan(out ReadOnlySpan<T> all))
        {
            return T.Abs(TensorPrimitives.MaxMagnitude(all));
        }
        T norm = T.Zero;
        for (int i = 0; i < RowCount; i++)
        {
            norm = T.Max(norm, T.Abs(TensorPrimitives.MaxMagnitude(Row(i))));
        }
        return norm;
    }

    /// <summary>Whether no square has left the range, up or down, in a way that is felt in their sum.</summary>
    private static bool IsSafeSumOfSquares(T sum)
        => T.IsFinite(sum) && sum > FloatingPoint<T>.SmallestNormal / (FloatingPoint<T>.Epsilon * FloatingPoint<T>.Epsilon);

    /// <summary>Σ (A[i, j]/scale)², one by one.</summary>
    private T SumScaledSquares(T scale)
    {
        CompensatedSum<SimdScalar<T>, T, T> sum = default;
        for (int i = 0; i < RowCount; i++)
        {
            foreach (T value in Row(i))
            {
                T scaled = value / scale;
                sum.Add(scaled * scaled);
            }
        }
        return sum.Result();
    }
}
