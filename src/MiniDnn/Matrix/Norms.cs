using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The Frobenius norm √Σ A[i, j]²; 0 where there is no element, NaN where one is NaN. Safe from overflow and underflow: the elements are scaled by the largest where their squares would leave the range.</summary>
    public T FrobeniusNorm()
    {
        T square = T.Zero;
        for (int i = 0; i < RowCount; i++)
        {
            square += TensorPrimitives.SumOfSquares(Row(i));
        }
        T lostToUnderflowBelow = FloatingPoint<T>.SmallestNormal / (FloatingPoint<T>.Epsilon * FloatingPoint<T>.Epsilon);
        if (T.IsFinite(square) && square > lostToUnderflowBelow)
        {
            return T.Sqrt(square);
        }
        T max = MaxNorm();
        return max == T.Zero || !T.IsFinite(max) ? max : max * ScaledFrobeniusNorm(max);
    }

    /// <summary>The 1-norm: the largest column sum of absolute values; 0 where there is no element, NaN where one is NaN.</summary>
    public T OneNorm()
    {
        const int Block = 64;
        Span<T> sums = stackalloc T[Block];
        Span<T> magnitudes = stackalloc T[Block];
        T norm = T.Zero;
        for (int column = 0; column < ColumnCount; column += Block)
        {
            int width = Math.Min(Block, ColumnCount - column);
            sums.Clear();
            for (int i = 0; i < RowCount; i++)
            {
                TensorPrimitives.Abs(Row(i).Slice(column, width), magnitudes);
                TensorPrimitives.Add(sums, magnitudes, sums);
            }
            norm = T.Max(norm, TensorPrimitives.Max<T>(sums[..width]));
        }
        return norm;
    }

    /// <summary>The ∞-norm: the largest row sum of absolute values; 0 where there is no element, NaN where one is NaN.</summary>
    public T InfinityNorm()
    {
        T norm = T.Zero;
        for (int i = 0; i < RowCount; i++)
        {
            norm = T.Max(norm, TensorPrimitives.SumOfMagnitudes(Row(i)));
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

    private T ScaledFrobeniusNorm(T max)
    {
        T sum = T.Zero;
        for (int i = 0; i < RowCount; i++)
        {
            foreach (T value in Row(i))
            {
                T scaled = value / max;
                sum += scaled * scaled;
            }
        }
        return T.Sqrt(sum);
    }
}
