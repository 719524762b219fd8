using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>XᵀX and Xᵀy, added up over blocks of columns: the fast way to a factor that is good enough to refine with where X is well-conditioned.</summary>
internal sealed class CrossProducts
{
    /// <summary>Columns are taken four at a time; X has zero columns behind its own to make a multiple of it.</summary>
    public const int Tile = 4;

    private readonly int _columnCount;
    private readonly Vector<double>[] _sums;
    private readonly Vector<double>[] _targetSums;
    private Vector<double> _targetSquares;

    public CrossProducts(int columnCount)
    {
        _columnCount = columnCount;
        int padded = PaddedColumns(columnCount);
        _sums = new Vector<double>[padded * padded];
        _targetSums = new Vector<double>[padded];
    }

    public double TargetSquares => Vector.Sum(_targetSquares);

    public double this[int i, int j] => i <= j ? Vector.Sum(_sums[Index(i, j)]) : this[j, i];

    public double Target(int i) => Vector.Sum(_targetSums[i]);

    /// <summary>The exponents that scale the columns, from their lengths; null where a product comes too near to either end of the range (or beyond it, as that of a column of zeros may have), or where a value is not finite.</summary>
    public int[]? FindExponents()
    {
        var exponents = new int[_columnCount];
        for (int j = 0; j < exponents.Length; j++)
        {
            double squares = this[j, j];
            if (!(squares is > 1e-200 and < 1e200))
            {
                return null;
            }
            exponents[j] = (Math.ILogB(squares) / 2) + 1;
        }
        return exponents;
    }

    public static int PaddedColumns(int columnCount) => (columnCount + Tile - 1) / Tile * Tile;

    /// <summary>Adds a block: column j from j·stride on, padded with zeros to whole vectors and to <see cref="PaddedColumns"/> columns; the target apart.</summary>
    public void Add(ReadOnlySpan<double> block, ReadOnlySpan<double> target, int stride, int count)
    {
        int length = TriangularFactor.PaddedLength(count);
        int tiles = PaddedColumns(_columnCount) / Tile;
        for (int a = 0; a < tiles; a++)
        {
            AddTarget(in block[a * Tile * stride], in target[0], stride, length, ref _targetSums[a * Tile]);
            for (int b = a; b < tiles; b++)
            {
                AddTile(in block[a * Tile * stride], in block[b * Tile * stride], stride, length, ref _sums[((a * tiles) + b) * Tile * Tile]);
            }
        }
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            Vector<double> y = new(target[i..]);
            _targetSquares = Vector.MultiplyAddEstimate(y, y, _targetSquares);
        }
    }

    /// <summary>Element (i, j) lies in tile (i/4, j/4), row after row inside it.</summary>
    private int Index(int i, int j)
    {
        int tiles = PaddedColumns(_columnCount) / Tile;
        return ((((i / Tile * tiles) + (j / Tile)) * Tile) + (i % Tile)) * Tile + (j % Tile);
    }

    /// <summary>The inner products of four columns and the target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTarget(in double columns, in double target, int stride, int length, ref Vector<double> sums)
    {
        ref double x0 = ref Unsafe.AsRef(in columns);
        ref double x1 = ref Unsafe.Add(ref x0, stride);
        ref double x2 = ref Unsafe.Add(ref x0, 2 * stride);
        ref double x3 = ref Unsafe.Add(ref x0, 3 * stride);
        ref double y = ref Unsafe.AsRef(in target);
        Vector<double> s0 = sums, s1 = Unsafe.Add(ref sums, 1), s2 = Unsafe.Add(ref sums, 2), s3 = Unsafe.Add(ref sums, 3);
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector<double>.Count)
        {
            Vector<double> v = Vector.LoadUnsafe(ref y, i);
            s0 = Vector.MultiplyAddEstimate(v, Vector.LoadUnsafe(ref x0, i), s0);
            s1 = Vector.MultiplyAddEstimate(v, Vector.LoadUnsafe(ref x1, i), s1);
            s2 = Vector.MultiplyAddEstimate(v, Vector.LoadUnsafe(ref x2, i), s2);
            s3 = Vector.MultiplyAddEstimate(v, Vector.LoadUnsafe(ref x3, i), s3);
        }
        sums = s0;
        Unsafe.Add(ref sums, 1) = s1;
        Unsafe.Add(ref sums, 2) = s2;
        Unsafe.Add(ref sums, 3) = s3;
    }

    /// <summary>Sixteen inner products at once, each in its own register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(in double left, in double right, int stride, int length, ref Vector<double> sums)
    {
        ref double a0 = ref Unsafe.AsRef(in left);
        ref double a1 = ref Unsafe.Add(ref a0, stride);
        ref double a2 = ref Unsafe.Add(ref a0, 2 * stride);
        ref double a3 = ref Unsafe.Add(ref a0, 3 * stride);
        ref double b0 = ref Unsafe.AsRef(in right);
        ref double b1 = ref Unsafe.Add(ref b0, stride);
        ref double b2 = ref Unsafe.Add(ref b0, 2 * stride);
        ref double b3 = ref Unsafe.Add(ref b0, 3 * stride);
        Vector<double> s00 = sums, s01 = Unsafe.Add(ref sums, 1), s02 = Unsafe.Add(ref sums, 2), s03 = Unsafe.Add(ref sums, 3);
        Vector<double> s10 = Unsafe.Add(ref sums, 4), s11 = Unsafe.Add(ref sums, 5), s12 = Unsafe.Add(ref sums, 6), s13 = Unsafe.Add(ref sums, 7);
        Vector<double> s20 = Unsafe.Add(ref sums, 8), s21 = Unsafe.Add(ref sums, 9), s22 = Unsafe.Add(ref sums, 10), s23 = Unsafe.Add(ref sums, 11);
        Vector<double> s30 = Unsafe.Add(ref sums, 12), s31 = Unsafe.Add(ref sums, 13), s32 = Unsafe.Add(ref sums, 14), s33 = Unsafe.Add(ref sums, 15);
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector<double>.Count)
        {
            Vector<double> v0 = Vector.LoadUnsafe(ref b0, i), v1 = Vector.LoadUnsafe(ref b1, i), v2 = Vector.LoadUnsafe(ref b2, i), v3 = Vector.LoadUnsafe(ref b3, i);
            Vector<double> u = Vector.LoadUnsafe(ref a0, i);
            s00 = Vector.MultiplyAddEstimate(u, v0, s00);
            s01 = Vector.MultiplyAddEstimate(u, v1, s01);
            s02 = Vector.MultiplyAddEstimate(u, v2, s02);
            s03 = Vector.MultiplyAddEstimate(u, v3, s03);
            u = Vector.LoadUnsafe(ref a1, i);
            s10 = Vector.MultiplyAddEstimate(u, v0, s10);
            s11 = Vector.MultiplyAddEstimate(u, v1, s11);
            s12 = Vector.MultiplyAddEstimate(u, v2, s12);
            s13 = Vector.MultiplyAddEstimate(u, v3, s13);
            u = Vector.LoadUnsafe(ref a2, i);
            s20 = Vector.MultiplyAddEstimate(u, v0, s20);
            s21 = Vector.MultiplyAddEstimate(u, v1, s21);
            s22 = Vector.MultiplyAddEstimate(u, v2, s22);
            s23 = Vector.MultiplyAddEstimate(u, v3, s23);
            u = Vector.LoadUnsafe(ref a3, i);
            s30 = Vector.MultiplyAddEstimate(u, v0, s30);
            s31 = Vector.MultiplyAddEstimate(u, v1, s31);
            s32 = Vector.MultiplyAddEstimate(u, v2, s32);
            s33 = Vector.MultiplyAddEstimate(u, v3, s33);
        }
        sums = s00;
        Unsafe.Add(ref sums, 1) = s01;
        Unsafe.Add(ref sums, 2) = s02;
        Unsafe.Add(ref sums, 3) = s03;
        Unsafe.Add(ref sums, 4) = s10;
        Unsafe.Add(ref sums, 5) = s11;
        Unsafe.Add(ref sums, 6) = s12;
        Unsafe.Add(ref sums, 7) = s13;
        Unsafe.Add(ref sums, 8) = s20;
        Unsafe.Add(ref sums, 9) = s21;
        Unsafe.Add(ref sums, 10) = s22;
        Unsafe.Add(ref sums, 11) = s23;
        Unsafe.Add(ref sums, 12) = s30;
        Unsafe.Add(ref sums, 13) = s31;
        Unsafe.Add(ref sums, 14) = s32;
        Unsafe.Add(ref sums, 15) = s33;
    }
}
