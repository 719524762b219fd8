using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>A small triangle, and how the kernel walks through it.</summary>
/// <param name="RowStep">The distance in memory from a coefficient to that of the next equation.</param>
/// <param name="ColumnStep">The distance from a coefficient to that of the next unknown.</param>
/// <param name="Size">The number of unknowns.</param>
/// <param name="RunsForward">Whether the first unknown is had first.</param>
/// <param name="HasUnitDiagonal">Whether the diagonal is 1 and not read.</param>
internal readonly record struct Substitution(int RowStep, int ColumnStep, int Size, bool RunsForward, bool HasUnitDiagonal);

/// <summary>
/// The inner loops of substitution in a small triangle: a strip of right-hand sides at a time, an unknown of each in a vector.
/// </summary>
internal static class SubstitutionKernel
{
    /// <summary>Vectors in a strip: as many sums as are made at the same time hide the latency of one.</summary>
    private const int StripVectors = 4;

    /// <summary>Solves for X, row after row at a distance of xStride, with coefficients from t on.</summary>
    public static void Solve<T>(ref T t, Substitution way, ref T x, int xStride, int columnCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = ReflectorKernels.Lanes<T>(), j = 0;
        for (; lanes > 1 && j <= columnCount - (StripVectors * lanes); j += StripVectors * lanes)
        {
            SolveStrip(ref t, way, ref Unsafe.Add(ref x, j), xStride);
        }
        for (; lanes > 1 && j <= columnCount - lanes; j += lanes)
        {
            SolveVector(ref t, way, ref Unsafe.Add(ref x, j), xStride);
        }
        for (; j < columnCount; j++)
        {
            SolveColumn(ref t, way, ref Unsafe.Add(ref x, j), xStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SolveStrip<T>(ref T t, Substitution way, ref T x, int stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nuint one = (nuint)Vector<T>.Count, two = 2 * one, three = 3 * one;
        for (int step = 0; step < way.Size; step++)
        {
            int k = way.RunsForward ? step : way.Size - 1 - step, first = way.RunsForward ? 0 : k + 1;
            ref T row = ref Unsafe.Add(ref x, k * stride);
            ref T known = ref Unsafe.Add(ref x, first * stride);
            ref T coefficient = ref Unsafe.Add(ref t, (k * way.RowStep) + (first * way.ColumnStep));
            Vector<T> a = Vector.LoadUnsafe(ref row), b = Vector.LoadUnsafe(ref row, one);
            Vector<T> c = Vector.LoadUnsafe(ref row, two), d = Vector.LoadUnsafe(ref row, three);
            for (int i = 0; i < step; i++)
            {
                Vector<T> minus = new(-coefficient);
                a = VectorArithmetic.MultiplyAdd(minus, Vector.LoadUnsafe(ref known), a);
                b = VectorArithmetic.MultiplyAdd(minus, Vector.LoadUnsafe(ref known, one), b);
                c = VectorArithmetic.MultiplyAdd(minus, Vector.LoadUnsafe(ref known, two), c);
                d = VectorArithmetic.MultiplyAdd(minus, Vector.LoadUnsafe(ref known, three), d);
                known = ref Unsafe.Add(ref known, stride);
                coefficient = ref Unsafe.Add(ref coefficient, way.ColumnStep);
            }
            if (!way.HasUnitDiagonal)
            {
                Vector<T> diagonal = new(Unsafe.Add(ref t, k * (way.RowStep + way.ColumnStep)));
                (a, b, c, d) = (a / diagonal, b / diagonal, c / diagonal, d / diagonal);
            }
            a.StoreUnsafe(ref row);
            b.StoreUnsafe(ref row, one);
            c.StoreUnsafe(ref row, two);
            d.StoreUnsafe(ref row, three);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SolveVector<T>(ref T t, Substitution way, ref T x, int stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int step = 0; step < way.Size; step++)
        {
            int k = way.RunsForward ? step : way.Size - 1 - step, first = way.RunsForward ? 0 : k + 1;
            ref T row = ref Unsafe.Add(ref x, k * stride);
            ref T known = ref Unsafe.Add(ref x, first * stride);
            ref T coefficient = ref Unsafe.Add(ref t, (k * way.RowStep) + (first * way.ColumnStep));
            Vector<T> sum = Vector.LoadUnsafe(ref row);
            for (int i = 0; i < step; i++)
            {
                sum = VectorArithmetic.MultiplyAdd(new Vector<T>(-coefficient), Vector.LoadUnsafe(ref known), sum);
                known = ref Unsafe.Add(ref known, stride);
                coefficient = ref Unsafe.Add(ref coefficient, way.ColumnStep);
            }
            if (!way.HasUnitDiagonal)
            {
                sum /= new Vector<T>(Unsafe.Add(ref t, k * (way.RowStep + way.ColumnStep)));
            }
            sum.StoreUnsafe(ref row);
        }
    }

    private static void SolveColumn<T>(ref T t, Substitution way, ref T x, int stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int step = 0; step < way.Size; step++)
        {
            int k = way.RunsForward ? step : way.Size - 1 - step, first = way.RunsForward ? 0 : k + 1;
            ref T known = ref Unsafe.Add(ref x, first * stride);
            ref T coefficient = ref Unsafe.Add(ref t, (k * way.RowStep) + (first * way.ColumnStep));
            T sum = Unsafe.Add(ref x, k * stride);
            for (int i = 0; i < step; i++)
            {
                sum = T.MultiplyAddEstimate(-coefficient, known, sum);
                known = ref Unsafe.Add(ref known, stride);
                coefficient = ref Unsafe.Add(ref coefficient, way.ColumnStep);
            }
            Unsafe.Add(ref x, k * stride) = way.HasUnitDiagonal ? sum : sum / Unsafe.Add(ref t, k * (way.RowStep + way.ColumnStep));
        }
    }
}
