using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniDnn.Kernels;

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
    /// <summary>2⁻⁹⁰⁰: from here on a sum of squares has lost nothing that counts to underflow, and its inverse is inside the range.</summary>
    private const double SmallestSquares = 1e-271;

    /// <summary>2⁻¹⁰⁰: so small a share of a column can be left out of it without a trace.</summary>
    private const double Negligible = 1e-30;

    /// <summary>The largest power of 2 by which tiny numbers are multiplied: inside the range, and enough for the smallest.</summary>
    private const int LargestExponent = 1000;

    /// <summary>
    /// Folds round a column by ½ ε of its length or so each, at random: after k of them sums of columns differ from their sum by some
    /// 0.6·√k·ε (measured: 2 to 60 columns, to 10⁵ folds). Ten times that is no rounding.
    /// </summary>
    private const double NoiseOfFold = 8;

    private readonly double[] _values = new double[columnCount * columnCount];

    public int ColumnCount { get; } = columnCount;

    /// <summary>How many times rows were taken in, directly or by a factor that was.</summary>
    public long FoldCount { get; private set; }

    /// <summary>R, row after row; zero below the diagonal.</summary>
    public Span<double> Values => _values;

    public double this[int row, int column] => _values[(row * ColumnCount) + column];

    /// <summary>
    /// Takes in a block of rows: column j from j·stride on, count rows, padded with zeros to whole vectors. The block is overwritten.
    /// </summary>
    public void Add(Span<double> block, int stride, int count)
    {
        FoldCount++;
        int length = PaddedLength(count);
        for (int k = 0; k < ColumnCount; k++)
        {
            Span<double> v = block.Slice(k * stride, length);
            double squares = Dot(v, v);
            if (squares >= SmallestSquares)
            {
                Reflect(k, v, 1, squares, block, stride);
            }
            else
            {
                ReflectTiny(k, v, block, stride);
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
        FoldCount += other.FoldCount;
    }

    /// <summary>Makes this a copy of another.</summary>
    public void CopyFrom(TriangularFactor other)
    {
        other._values.CopyTo(_values, 0);
        FoldCount = other.FoldCount;
    }

    /// <summary>Puts elements that were saved, the upper triangle row after row, in the place of nothing.</summary>
    public void Restore(ReadOnlySpan<double> packed, long foldCount)
    {
        for (int i = 0, next = 0; i < ColumnCount; next += ColumnCount - i, i++)
        {
            packed.Slice(next, ColumnCount - i).CopyTo(_values.AsSpan((i * ColumnCount) + i));
        }
        FoldCount = foldCount;
    }

    /// <summary>Multiplies a column by a power of 2.</summary>
    public void ScaleColumn(int column, int exponent)
    {
        for (int i = 0; i <= column; i++)
        {
            _values[(i * ColumnCount) + column] = Math.ScaleB(_values[(i * ColumnCount) + column], exponent);
        }
    }

    /// <summary>The length that rounding may have left of a column that depends on others.</summary>
    public double Noise(int column) => NoiseOfFold * Math.Sqrt(FoldCount + ColumnCount) * FloatingPoint<double>.Epsilon * Length(column);

    /// <summary>R in doubled precision, given back what was taken off its columns: the first row is that of ones.</summary>
    public DoubledColumns ToColumns(ReadOnlySpan<double> origins)
    {
        var columns = new DoubledColumns(ColumnCount, ColumnCount);
        for (int i = 0; i < ColumnCount; i++)
        {
            for (int j = i; j < ColumnCount; j++)
            {
                columns[i, j] = this[i, j];
            }
        }
        for (int j = 0; j < origins.Length; j++)
        {
            columns[0, j] += DoubleDouble.ExactProduct(origins[j], this[0, 0]);
        }
        return columns;
    }

    /// <summary>‖R·(−b, 1)‖²: the squared residuals of coefficients b of the columns before the last.</summary>
    public DoubleDouble SquaredResidual(ReadOnlySpan<DoubleDouble> coefficients, ReadOnlySpan<double> origins)
    {
        DoubledColumns r = ToColumns(origins);
        DoubleDouble squares = DoubleDouble.Zero;
        for (int i = 0; i < ColumnCount; i++)
        {
            DoubleDouble residual = r[i, coefficients.Length];
            for (int j = i; j < coefficients.Length; j++)
            {
                residual -= r[i, j] * coefficients[j];
            }
            squares += residual * residual;
        }
        return squares;
    }

    public double Length(int column)
    {
        double squares = 0;
        for (int i = 0; i <= column; i++)
        {
            squares += this[i, column] * this[i, column];
        }
        return Math.Sqrt(squares);
    }

    public static int PaddedLength(int count) => (count + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

    /// <summary>
    /// Dependent columns leave residues that each step shrinks by ε, until their squares underflow. A reflection is the same for a
    /// multiple of its vector, so those are made larger first.
    /// </summary>
    private void ReflectTiny(int k, Span<double> v, Span<double> block, int stride)
    {
        double largest = Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<double>(v));
        double head = Math.Abs(_values[(k * ColumnCount) + k]);
        if (largest == 0 || largest < Negligible * head)
        {
            return;
        }
        double enlargement = Math.ScaleB(1, Math.Min(LargestExponent, -Math.ILogB(Math.Max(head, largest))));
        System.Numerics.Tensors.TensorPrimitives.Multiply<double>(v, enlargement, v);
        Reflect(k, v, enlargement, Dot(v, v), block, stride);
    }

    /// <summary>Reflects [R's diagonal element; v] onto the axis, and the columns behind with it.</summary>
    /// <param name="k">The column.</param>
    /// <param name="v">Its elements in the block, enlarged.</param>
    /// <param name="enlargement">By what they were multiplied.</param>
    /// <param name="squares">vᵀv.</param>
    /// <param name="block">The block.</param>
    /// <param name="stride">The distance between its columns.</param>
    private void Reflect(int k, Span<double> v, double enlargement, double squares, Span<double> block, int stride)
    {
        Span<double> row = _values.AsSpan(k * ColumnCount, ColumnCount);
        double head = row[k] * enlargement;
        double length = Math.Sqrt((head * head) + squares);
        double diagonal = head > 0 ? -length : length;
        double first = head - diagonal;
        double scale = -1 / (first * diagonal);
        row[k] = diagonal / enlargement;
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
