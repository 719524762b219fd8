using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>Gaussian elimination with partial pivoting: P·A = L·U in the place of A.</summary>
/// <remarks>
/// Half of the columns, then the other half with what the first have done to it, by a matrix product (S. Toledo, Locality of reference in
/// LU decomposition with partial pivoting, 1997).
/// </remarks>
internal static class GaussianElimination
{
    /// <summary>So many columns are eliminated one by one: a row of them is a few vectors.</summary>
    private const int PanelWidth = 16;

    /// <summary>Replaces A by U and, below its diagonal, L, whose diagonal is 1.</summary>
    /// <param name="a">A, square.</param>
    /// <param name="permutation">Something for each row, which is moved with it.</param>
    /// <returns>The number of exchanges of two rows.</returns>
    public static int Factor<T>(MatrixSpan<T> a, Span<int> permutation)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Factor(a, permutation, 0, a.ColumnCount);

    private static int Factor<T>(MatrixSpan<T> a, Span<int> permutation, int first, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int panels = (end - first + PanelWidth - 1) / PanelWidth;
        if (panels <= 1)
        {
            return FactorPanel(a, permutation, first, end);
        }
        int middle = first + (panels / 2 * PanelWidth);
        int exchanges = Factor(a, permutation, first, middle);
        MatrixSpan<T> right = a[first..middle, middle..end];
        TriangularSolver.Solve(a[first..middle, first..middle], new(IsLower: true, HasUnitDiagonal: true), right);
        TriangularSolver.SubtractProduct(a[middle.., first..middle], false, right, a[middle.., middle..end]);
        return exchanges + Factor(a, permutation, middle, end);
    }

    private static int FactorPanel<T>(MatrixSpan<T> a, Span<int> permutation, int first, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int exchanges = 0;
        for (int k = first; k < end; k++)
        {
            int pivot = IndexOfLargest(a, k);
            if (pivot != k)
            {
                SwapRows(a.Row(k), a.Row(pivot));
                (permutation[k], permutation[pivot]) = (permutation[pivot], permutation[k]);
                exchanges++;
            }
            if (a[k, k] != T.Zero)
            {
                EliminateColumn(a, k, end);
            }
        }
        return exchanges;
    }

    /// <summary>The row, from the diagonal on, with the largest magnitude in a column; the first of equals.</summary>
    private static int IndexOfLargest<T>(MatrixSpan<T> a, int column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int index = column;
        T largest = T.Zero;
        ref T element = ref Unsafe.Add(ref a.Reference, (column * a.RowStride) + column);
        for (int i = column; i < a.RowCount; i++)
        {
            T size = T.Abs(element);
            if (size > largest)
            {
                (largest, index) = (size, i);
            }
            element = ref Unsafe.Add(ref element, a.RowStride);
        }
        return index;
    }

    private static void SwapRows<T>(Span<T> first, Span<T> second)
    {
        for (int j = 0; j < first.Length; j++)
        {
            (first[j], second[j]) = (second[j], first[j]);
        }
    }

    /// <summary>Takes multiples of row k from the rows below it, in the columns up to a panel's end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EliminateColumn<T>(MatrixSpan<T> a, int k, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T pivotRow = ref Unsafe.Add(ref a.Reference, (k * a.RowStride) + k);
        ref T row = ref pivotRow;
        T pivot = pivotRow;
        int count = end - k;
        for (int i = k + 1; i < a.RowCount; i++)
        {
            row = ref Unsafe.Add(ref row, a.RowStride);
            T factor = row / pivot;
            row = factor;
            int j = 1;
            if (Vector<T>.IsSupported)
            {
                Vector<T> minus = new(-factor);
                for (; j <= count - Vector<T>.Count; j += Vector<T>.Count)
                {
                    Vector<T> x = Vector.LoadUnsafe(ref pivotRow, (nuint)j);
                    VectorArithmetic.MultiplyAdd(minus, x, Vector.LoadUnsafe(ref row, (nuint)j)).StoreUnsafe(ref row, (nuint)j);
                }
            }
            for (; j < count; j++)
            {
                ref T target = ref Unsafe.Add(ref row, j);
                target = T.MultiplyAddEstimate(-factor, Unsafe.Add(ref pivotRow, j), target);
            }
        }
    }
}
