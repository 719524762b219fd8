using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// A·P = Q·R by Householder reflections in doubled precision, with column pivoting; stops where the columns that are left depend on those
/// before.
/// </summary>
/// <remarks>
/// P. Businger and G. Golub, "Linear least squares solutions by Householder transformations" (1965). Columns are compared by what is left
/// of them relative to what they were, so their units do not matter. Each reflection begins with the row that is largest there: so rows of
/// very different sizes, by weights, ridge or leverage, all keep their digits (M. Powell and J. Reid, "On applying Householder
/// transformations to linear least squares problems", 1969). The columns behind the first <c>columnCount</c> are right-hand sides: they are
/// multiplied by Qᵀ.
/// </remarks>
internal sealed class DoubledQr
{
    /// <summary>2⁻³⁰: by so little a fit may be worse without anyone seeing it.</summary>
    private const double Trace = 1.0 / (1 << 30);

    /// <summary>
    /// 2⁻⁴⁰: beyond what a triangle in double makes of equal columns, and no difference that a pivot would be chosen for.
    /// </summary>
    private const double Alike = 1.0 / (1L << 40);

    private readonly DoubledColumns _values;
    private readonly int _columnCount;
    private readonly DoubleDouble[] _diagonal;
    private readonly double[] _lengths, _limits;

    /// <summary>Row i of the factor is row _rows[i] of the matrix.</summary>
    private readonly int[] _rows;

    private DoubledQr(DoubledColumns values, int columnCount, double tolerance, ReadOnlySpan<double> noise)
    {
        _values = values;
        _columnCount = columnCount;
        _diagonal = new DoubleDouble[Math.Min(values.RowCount, columnCount)];
        Permutation = [.. Enumerable.Range(0, columnCount)];
        _rows = [.. Enumerable.Range(0, values.RowCount)];
        _lengths = [.. Permutation.Select(j => values.Length(j))];
        _limits = [.. _lengths.Select(length => length * tolerance)];
        for (int j = 0; j < noise.Length; j++)
        {
            _limits[j] = Math.Max(_limits[j], noise[j]);
        }
    }

    /// <summary>The number of independent columns.</summary>
    public int Rank { get; private set; }

    /// <summary>The largest share of a column that counted as nothing, by the tolerance or as rounding.</summary>
    public double LargestDroppedShare
        => _lengths.Select((length, j) => length == 0 || double.IsInfinity(_limits[j]) ? 0 : _limits[j] / length).Append(0).Max();

    /// <summary>Column k of the factor is column Permutation[k] of the matrix; the first <see cref="Rank"/> are independent.</summary>
    public int[] Permutation { get; }

    /// <summary>Factorises in place.</summary>
    /// <param name="values">The matrix and, behind it, the right-hand sides; overwritten.</param>
    /// <param name="columnCount">The number of columns of the matrix.</param>
    /// <param name="tolerance">A column counts as dependent when less than this share of its length is left.</param>
    /// <param name="noise">For each column a length that rounding may have left of it: no more counts as nothing. May be empty.</param>
    public static DoubledQr Factor(DoubledColumns values, int columnCount, double tolerance, ReadOnlySpan<double> noise = default)
    {
        var qr = new DoubledQr(values, columnCount, tolerance, noise);
        for (int k = 0; k < qr._diagonal.Length && qr.Pivot(k); k++)
        {
            qr.PivotRow(k);
            qr.Reflect(k);
            qr.Rank = k + 1;
        }
        return qr;
    }

    /// <summary>R's element in row i and column k ≥ i, in the factor's order of columns.</summary>
    public DoubleDouble R(int i, int k) => i == k ? _diagonal[i] : _values[i, k];

    /// <summary>The same, 0 where rounding alone may have left as much: units that are far apart would make it large.</summary>
    public DoubleDouble Significant(int i, int k)
    {
        DoubleDouble value = R(i, k);
        // doubled numbers have 106 bits; products leave two of them less
        double noise = Math.ScaleB(_values.RowCount * _lengths[Permutation[k]], -104);
        return i == k || Math.Abs(value.High) > noise ? value : DoubleDouble.Zero;
    }

    /// <summary>The first elements of Qᵀ·(right-hand side).</summary>
    public DoubleDouble Rotated(int target, int i) => _values[i, _columnCount + target];

    /// <summary>What the independent columns leave of a right-hand side: the sum of the squares of what Qᵀ leaves below them.</summary>
    public DoubleDouble SumOfSquaresLeft(int target)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int i = Rank; i < _values.RowCount; i++)
        {
            sum += Rotated(target, i) * Rotated(target, i);
        }
        return sum;
    }

    /// <summary>The elements of Qᵀ·(right-hand side) beside the independent columns.</summary>
    public DoubleDouble[] Rotated(int target) => [.. Enumerable.Range(0, Rank).Select(i => Rotated(target, i))];

    /// <summary>R of the independent columns, in the matrix's order of columns, with Qᵀ·(right-hand sides) behind it.</summary>
    public DoubledColumns Triangle(int targets, int rowsBelow = 0)
    {
        var result = new DoubledColumns(Rank + rowsBelow, _columnCount + targets);
        for (int i = 0; i < Rank; i++)
        {
            for (int k = i; k < _columnCount; k++)
            {
                result[i, Permutation[k]] = R(i, k);
            }
            for (int t = 0; t < targets; t++)
            {
                result[i, _columnCount + t] = Rotated(t, i);
            }
        }
        return result;
    }

    /// <summary>Solves R₁₁·x = b for the independent columns, in place.</summary>
    public void SolveTriangle(Span<DoubleDouble> b)
    {
        for (int i = Rank - 1; i >= 0; i--)
        {
            DoubleDouble sum = b[i];
            for (int k = i + 1; k < Rank; k++)
            {
                sum -= R(i, k) * b[k];
            }
            b[i] = sum / R(i, i);
        }
    }

    /// <summary>R₁₁⁻ᵀ·Pᵀ·b for the independent columns.</summary>
    public DoubleDouble[] SolveTransposed(ReadOnlySpan<DoubleDouble> b)
    {
        var result = new DoubleDouble[Rank];
        for (int i = 0; i < Rank; i++)
        {
            result[i] = b[Permutation[i]];
            for (int k = 0; k < i; k++)
            {
                result[i] -= R(k, i) * result[k];
            }
            result[i] /= R(i, i);
        }
        return result;
    }

    /// <summary>Q·b, where b stands for its first elements and zeros below.</summary>
    public DoubleDouble[] MultiplyByQ(ReadOnlySpan<DoubleDouble> b)
    {
        var sorted = new DoubleDouble[_values.RowCount];
        b.CopyTo(sorted);
        for (int k = Rank - 1; k >= 0; k--)
        {
            DoubleDouble scale = ReflectionScale(k);
            DoubleDouble dot = DoubleDouble.Zero;
            for (int i = k; i < sorted.Length; i++)
            {
                dot += _values[i, k] * sorted[i];
            }
            dot *= scale;
            for (int i = k; i < sorted.Length; i++)
            {
                sorted[i] -= dot * _values[i, k];
            }
        }
        var result = new DoubleDouble[sorted.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[_rows[i]] = sorted[i];
        }
        return result;
    }

    /// <summary>
    /// True where what is left of the dependent columns, times these coefficients, takes the fit further from a target than without it.
    /// </summary>
    /// <param name="target">The target.</param>
    /// <param name="coefficients">A coefficient for each column.</param>
    /// <param name="noise">The part of what is left of a column that is rounding, and so no reason.</param>
    public bool FitsWorse(int target, ReadOnlySpan<DoubleDouble> coefficients, ReadOnlySpan<double> noise)
    {
        double allowed = 0, before = 0, after = 0;
        for (int k = Rank; k < _columnCount; k++)
        {
            allowed += Math.Abs(coefficients[Permutation[k]].High) * noise[Permutation[k]];
        }
        for (int i = Rank; i < _values.RowCount && Rank < _columnCount; i++)
        {
            DoubleDouble rest = Rotated(target, i);
            before += rest.High * rest.High;
            for (int k = Rank; k < _columnCount; k++)
            {
                rest -= _values[i, k] * coefficients[Permutation[k]];
            }
            after += rest.High * rest.High;
        }
        return Math.Sqrt(after) > (Math.Sqrt(before) * (1 + Trace)) + allowed;
    }

    /// <summary>Brings the column of which most is left to place k.</summary>
    private bool Pivot(int k)
    {
        int best = -1;
        double largest = 0;
        for (int j = k; j < _columnCount; j++)
        {
            double left = _values.Length(j, k);
            double share = left / _lengths[Permutation[j]];
            if (left > _limits[Permutation[j]] && IsLarger(share, j, largest, best))
            {
                (best, largest) = (j, Math.Max(share, largest));
            }
        }
        if (best > k)
        {
            _values.Swap(k, best);
            (Permutation[k], Permutation[best]) = (Permutation[best], Permutation[k]);
        }
        return best >= 0;
    }

    /// <summary>Of columns that are alike but for rounding the one that was given first comes first, on every vector path.</summary>
    private bool IsLarger(double share, int column, double largest, int best)
    {
        bool isAlike = best >= 0 && Math.Abs(share - largest) <= Alike * largest;
        return isAlike ? Permutation[column] < Permutation[best] : share > largest;
    }

    /// <summary>Brings the row whose element in column k is largest to place k.</summary>
    private void PivotRow(int k)
    {
        ReadOnlySpan<double> column = _values.HighPart(k);
        int best = k + TensorPrimitives.IndexOfMaxMagnitude(column[k..]);
        if (column[best] == column[k])
        {
            return;
        }
        (_rows[k], _rows[best]) = (_rows[best], _rows[k]);
        for (int j = 0; j < _values.ColumnCount; j++)
        {
            (_values[k, j], _values[best, j]) = (_values[best, j], _values[k, j]);
        }
    }

    /// <summary>Reflects column k onto the axis; the reflection's vector v stays in the column, R's element in the diagonal.</summary>
    private void Reflect(int k)
    {
        DoubleDouble head = _values[k, k];
        DoubleDouble length = DoubleDouble.Sqrt(_values.Dot(k, k, k));
        _diagonal[k] = head.High > 0 ? -length : length;
        _values[k, k] = head - _diagonal[k];
        DoubleDouble scale = ReflectionScale(k);
        for (int j = k + 1; j < _values.ColumnCount; j++)
        {
            _values.AddScaled(-(_values.Dot(k, j, k) * scale), k, j, k);
        }
    }

    /// <summary>2/(vᵀv) = −1/(v₁·R's diagonal element).</summary>
    private DoubleDouble ReflectionScale(int k) => DoubleDouble.One / -(_values[k, k] * _diagonal[k]);
}
