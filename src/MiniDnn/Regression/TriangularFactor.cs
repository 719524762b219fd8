using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>The triangle R of [X y] = Q·R, updated with blocks of rows of any number; Q is not kept.</summary>
/// <remarks>
/// Householder reflections on R stacked over a block, whose zeros are used (G. Golub, 1965; J. Demmel, L. Grigori, M. Hoemmen and J.
/// Langou,
/// "Communication-optimal parallel and sequential QR and LU factorizations", 2012: TSQR). The last column is the target, so its diagonal
/// element squared is the residual sum of squares.
/// </remarks>
internal sealed class TriangularFactor(int columnCount)
{
    private readonly double[] _values = new double[columnCount * columnCount];

    public int ColumnCount { get; } = columnCount;

    /// <summary>R, row after row; zero below the diagonal.</summary>
    public Span<double> Values => _values;

    public double this[int row, int column] => _values[(row * ColumnCount) + column];

    /// <summary>
    /// Takes in a block of rows: column j from j·stride on, count rows, padded with zeros to whole vectors. The block is overwritten.
    /// </summary>
    public void Add(Span<double> block, int stride, int count)
    {
        int length = PaddedLength(count);
        for (int k = 0; k < ColumnCount; k++)
        {
            Span<double> v = block.Slice(k * stride, length);
            double squares = Dot(v, v);
            if (squares > 0)
            {
                Reflect(k, v, squares, block, stride);
            }
        }
    }

    /// <summary>Takes in the rows of another factor.</summary>
    public void Add(TriangularFactor other)
    {
        int stride = PaddedLength(ColumnCount);
        var block = new double[stride * ColumnCount];
        for (int i = 0; i < ColumnCount; i++)
        {
            for (int j = i; j < ColumnCount; j++)
            {
                block[(j * stride) + i] = other[i, j];
            }
        }
        Add(block, stride, ColumnCount);
    }

    /// <summary>Multiplies a column by a power of 2.</summary>
    public void ScaleColumn(int column, int exponent)
    {
        for (int i = 0; i <= column; i++)
        {
            _values[(i * ColumnCount) + column] = Math.ScaleB(_values[(i * ColumnCount) + column], exponent);
        }
    }

    public static int PaddedLength(int count) => (count + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

    /// <summary>Reflects [R's diagonal element; v] onto the axis, and the columns behind with it.</summary>
    private void Reflect(int k, Span<double> v, double squares, Span<double> block, int stride)
    {
        Span<double> row = _values.AsSpan(k * ColumnCount, ColumnCount);
        double head = row[k];
        double length = Math.Sqrt((head * head) + squares);
        double diagonal = head > 0 ? -length : length;
        double first = head - diagonal;
        double scale = -1 / (first * diagonal);
        row[k] = diagonal;
        int j = k + 1;
        for (; j <= ColumnCount - 4; j += 4)
        {
            ReflectFour(v, ref block[j * stride], stride, row.Slice(j, 4), first, scale);
        }
        for (; j < ColumnCount; j++)
        {
            Span<double> x = block.Slice(j * stride, v.Length);
            double factor = scale * ((first * row[j]) + Dot(v, x));
            row[j] -= factor * first;
            Subtract(factor, v, x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReflectFour(ReadOnlySpan<double> v, ref double columns, int stride, Span<double> heads, double first, double scale)
    {
        ref double source = ref MemoryMarshal.GetReference(v);
        ref double x1 = ref Unsafe.Add(ref columns, stride);
        ref double x2 = ref Unsafe.Add(ref columns, 2 * stride);
        ref double x3 = ref Unsafe.Add(ref columns, 3 * stride);
        Vector<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (nuint i = 0; i < (nuint)v.Length; i += (nuint)Vector<double>.Count)
        {
            Vector<double> s = Vector.LoadUnsafe(ref source, i);
            sum0 = Vector.MultiplyAddEstimate(s, Vector.LoadUnsafe(ref columns, i), sum0);
            sum1 = Vector.MultiplyAddEstimate(s, Vector.LoadUnsafe(ref x1, i), sum1);
            sum2 = Vector.MultiplyAddEstimate(s, Vector.LoadUnsafe(ref x2, i), sum2);
            sum3 = Vector.MultiplyAddEstimate(s, Vector.LoadUnsafe(ref x3, i), sum3);
        }
        double f0 = scale * ((first * heads[0]) + Vector.Sum(sum0));
        double f1 = scale * ((first * heads[1]) + Vector.Sum(sum1));
        double f2 = scale * ((first * heads[2]) + Vector.Sum(sum2));
        double f3 = scale * ((first * heads[3]) + Vector.Sum(sum3));
        heads[0] -= f0 * first;
        heads[1] -= f1 * first;
        heads[2] -= f2 * first;
        heads[3] -= f3 * first;
        Vector<double> m0 = new(-f0), m1 = new(-f1), m2 = new(-f2), m3 = new(-f3);
        for (nuint i = 0; i < (nuint)v.Length; i += (nuint)Vector<double>.Count)
        {
            Vector<double> s = Vector.LoadUnsafe(ref source, i);
            Vector.MultiplyAddEstimate(s, m0, Vector.LoadUnsafe(ref columns, i)).StoreUnsafe(ref columns, i);
            Vector.MultiplyAddEstimate(s, m1, Vector.LoadUnsafe(ref x1, i)).StoreUnsafe(ref x1, i);
            Vector.MultiplyAddEstimate(s, m2, Vector.LoadUnsafe(ref x2, i)).StoreUnsafe(ref x2, i);
            Vector.MultiplyAddEstimate(s, m3, Vector.LoadUnsafe(ref x3, i)).StoreUnsafe(ref x3, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Vector<double> sum = default;
        for (int i = 0; i < x.Length; i += Vector<double>.Count)
        {
            sum = Vector.MultiplyAddEstimate(new Vector<double>(x[i..]), new Vector<double>(y[i..]), sum);
        }
        return Vector.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        Vector<double> minus = new(-factor);
        for (int i = 0; i < x.Length; i += Vector<double>.Count)
        {
            Vector.MultiplyAddEstimate(minus, new Vector<double>(x[i..]), new Vector<double>(y[i..])).CopyTo(y[i..]);
        }
    }
}
