using System.Buffers;
using System.Numerics.Tensors;

namespace MiniDnn.Decompositions;

/// <summary>
/// Powers of two for the rows and the columns of a square matrix, S[i, j] = A[i, j]·2^(rᵢ + cⱼ), after which the largest magnitude of each
/// row and each column lies in [1, 2).
/// </summary>
/// <remarks>
/// Whatever powers of two the rows and columns of A are multiplied by, S stays the same to the bit, and so does all that is computed from
/// it. For that the exponents are first brought to a form that all such matrices share: along a tree of nonzero elements, breadth first,
/// they are made 0. What follows starts from there: columns of equal means (A. Curtis and J. Reid, On the automatic scaling of matrices for
/// Gaussian elimination, 1972), then rows and columns of equal maxima.
/// </remarks>
internal sealed class Equilibration
{
    private const int OfZero = ExponentReader.OfZero;

    /// <summary>Rounds of means where elements are 0; without zeros one gives the best there is.</summary>
    private const int SparseSweeps = 4;

    private const int FactorsOnStack = 64;

    private readonly int _size;
    private readonly int[] _rows;
    private readonly int[] _columns;

    private Equilibration(int size)
    {
        _size = size;
        _rows = new int[size];
        _columns = new int[size];
    }

    /// <summary>The exponents r.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>The exponents c.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>Finds the powers for a square matrix of finite numbers.</summary>
    public static Equilibration Of<T>(ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Equilibration(matrix.RowCount);
        int length = matrix.RowCount * matrix.ColumnCount;
        int[] buffer = ArrayPool<int>.Shared.Rent(length);
        Span<int> exponents = buffer.AsSpan(0, length);
        bool hasZeros = ExponentReader.Read(matrix, exponents);
        result.MakeTreeZero(exponents, hasZeros);
        for (int sweep = 0; sweep < SparseSweeps && hasZeros; sweep++)
        {
            result.CentreRows(exponents);
            result.CentreColumns(exponents);
        }
        if (!hasZeros)
        {
            result.CentreFullColumns(exponents);
        }
        result.EquateMaxima(exponents);
        ArrayPool<int>.Shared.Return(buffer);
        return result;
    }

    /// <summary>S as a matrix of its own.</summary>
    public Matrix<T> Apply<T>(ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Matrix<T>(_size, _size);
        int range = -SafeRange.SmallestExponent<T>() / 4;
        bool areModerate = _size > 0 && IsWithin(_rows, range) && IsWithin(_columns, range);
        if (areModerate)
        {
            ApplyFactors(matrix, result);
            return result;
        }
        for (int i = 0; i < _size; i++)
        {
            ReadOnlySpan<T> source = matrix.Row(i);
            Span<T> row = result.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = SafeRange.ScaleB(source[j], _rows[i] + _columns[j]);
            }
        }
        return result;
    }

    private static bool IsWithin(ReadOnlySpan<int> exponents, int range)
        => TensorPrimitives.Max(exponents) <= range && TensorPrimitives.Min(exponents) >= -range;

    /// <summary>S with factors in place of exponents: where they are moderate, their products have no rounding.</summary>
    private void ApplyFactors<T>(ReadOnlyMatrixSpan<T> matrix, Matrix<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> factors = _size <= FactorsOnStack ? stackalloc T[_size] : new T[_size];
        for (int j = 0; j < _size; j++)
        {
            factors[j] = SafeRange.ScaleB(T.One, _columns[j]);
        }
        for (int i = 0; i < _size; i++)
        {
            Span<T> row = result.Row(i);
            TensorPrimitives.Multiply(factors, SafeRange.ScaleB(T.One, _rows[i]), row);
            TensorPrimitives.Multiply(matrix.Row(i), row, row);
        }
    }

    /// <summary>Σ rᵢ + Σ cⱼ: the determinant of S is that of A times 2 to it.</summary>
    public long TotalExponent()
    {
        long sum = 0;
        for (int i = 0; i < _size; i++)
        {
            sum += (long)_rows[i] + _columns[i];
        }
        return sum;
    }

    /// <summary>For each column of B the exponent that brings it, its rows scaled like those of A, to where it is safe to solve.</summary>
    public void FindShifts<T>(ReadOnlyMatrixSpan<T> b, Span<int> shifts)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        shifts.Fill(OfZero);
        for (int i = 0; i < b.FilledRowCount; i++)
        {
            ReadOnlySpan<T> row = b.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                int exponent = row[j] == T.Zero ? OfZero : SafeRange.Exponent(row[j]) + _rows[i];
                shifts[j] = Math.Max(shifts[j], exponent);
            }
        }
        foreach (ref int shift in shifts)
        {
            shift = shift == OfZero ? 0 : SafeRange.ShiftForSolving<T>(shift);
        }
    }

    /// <summary>Multiplies a row by 2^(exponent ± shift), each column having a shift of its own.</summary>
    /// <param name="source">The row.</param>
    /// <param name="exponent">That of the row.</param>
    /// <param name="shifts">An exponent for each column.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="destination">Where the products go; may be the row itself.</param>
    public static void ScaleRow<T>(ReadOnlySpan<T> source, int exponent, ReadOnlySpan<int> shifts, int sign, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < source.Length; j++)
        {
            destination[j] = SafeRange.ScaleB(source[j], exponent + (sign * shifts[j]));
        }
    }

    /// <summary>Makes the exponents 0 along a tree of nonzero elements that is the same for all scalings.</summary>
    private void MakeTreeZero(ReadOnlySpan<int> exponents, bool hasZeros)
    {
        if (!hasZeros)
        {
            // the tree is the first row and the first column
            for (int k = 0; k < _size; k++)
            {
                _columns[k] = -exponents[k];
                _rows[k] = exponents[0] - exponents[k * _size];
            }
            return;
        }
        var found = new bool[2 * _size];
        var queue = new Queue<int>(_size);
        for (int start = 0; start < _size; start++)
        {
            if (!found[start])
            {
                found[start] = true;
                queue.Enqueue(start);
            }
            while (queue.TryDequeue(out int row))
            {
                FollowRow(exponents, row, found, queue);
            }
        }
    }

    /// <summary>Reaches new columns from a row, and new rows from those.</summary>
    private void FollowRow(ReadOnlySpan<int> exponents, int row, bool[] found, Queue<int> queue)
    {
        for (int j = 0; j < _size; j++)
        {
            int exponent = exponents[(row * _size) + j];
            if (exponent == OfZero || found[_size + j])
            {
                continue;
            }
            found[_size + j] = true;
            _columns[j] = -exponent - _rows[row];
            for (int i = 0; i < _size; i++)
            {
                int next = exponents[(i * _size) + j];
                if (next != OfZero && !found[i])
                {
                    found[i] = true;
                    _rows[i] = -next - _columns[j];
                    queue.Enqueue(i);
                }
            }
        }
    }

    private void CentreRows(ReadOnlySpan<int> exponents)
    {
        for (int i = 0; i < _size; i++)
        {
            long sum = 0;
            int count = 0;
            for (int j = 0; j < _size; j++)
            {
                int exponent = exponents[(i * _size) + j];
                sum += exponent == OfZero ? 0 : exponent + _columns[j];
                count += exponent == OfZero ? 0 : 1;
            }
            _rows[i] = -RoundedMean(sum, count);
        }
    }

    private void CentreColumns(ReadOnlySpan<int> exponents)
    {
        for (int j = 0; j < _size; j++)
        {
            long sum = 0;
            int count = 0;
            for (int i = 0; i < _size; i++)
            {
                int exponent = exponents[(i * _size) + j];
                sum += exponent == OfZero ? 0 : exponent + _rows[i];
                count += exponent == OfZero ? 0 : 1;
            }
            _columns[j] = -RoundedMean(sum, count);
        }
    }

    /// <summary>The same as <see cref="CentreColumns"/> where no element is 0, row by row.</summary>
    private void CentreFullColumns(ReadOnlySpan<int> exponents)
    {
        int[] sums = new int[_size];
        long ofRows = 0;
        for (int i = 0; i < _size; i++)
        {
            TensorPrimitives.Add(sums, exponents.Slice(i * _size, _size), sums);
            ofRows += _rows[i];
        }
        for (int j = 0; j < _size; j++)
        {
            _columns[j] = -RoundedMean(sums[j] + ofRows, _size);
        }
    }

    private void EquateMaxima(ReadOnlySpan<int> exponents)
    {
        int[] maxima = new int[_size], scaled = new int[_size];
        maxima.AsSpan().Fill(OfZero);
        for (int i = 0; i < _size; i++)
        {
            TensorPrimitives.Add(exponents.Slice(i * _size, _size), _columns, scaled);
            int largest = TensorPrimitives.Max<int>(scaled);
            _rows[i] = largest < OfZero / 2 ? 0 : -largest;
            TensorPrimitives.Add(scaled, _rows[i], scaled);
            TensorPrimitives.Max(maxima, scaled, maxima);
        }
        for (int j = 0; j < _size; j++)
        {
            _columns[j] -= maxima[j] < OfZero / 2 ? _columns[j] : maxima[j];
        }
    }

    private static int RoundedMean(long sum, int count) => count == 0 ? 0 : (int)Math.Floor(((double)sum / count) + 0.5);
}
