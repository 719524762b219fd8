using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// A·P = Q·R by Householder reflections in doubled precision, with column pivoting; stops where the columns that are left depend on those
/// before.
/// </summary>
/// <remarks>
/// P. Businger and G. Golub, "Linear least squares solutions by Householder transformations" (1965). Columns are compared by what is left
/// of them relative to what they were, so their units do not matter.
/// The columns behind the first <c>columnCount</c> are right-hand sides: they are multiplied by Qᵀ.
/// </remarks>
internal sealed class DoubledQr
{
    private readonly DoubledColumns _values;
    private readonly int _columnCount;
    private readonly DoubleDouble[] _diagonal;

    private DoubledQr(DoubledColumns values, int columnCount, double tolerance)
    {
        Tolerance = tolerance;
        _values = values;
        _columnCount = columnCount;
        _diagonal = new DoubleDouble[Math.Min(values.RowCount, columnCount)];
        Permutation = [.. Enumerable.Range(0, columnCount)];
    }

    /// <summary>The number of independent columns.</summary>
    public int Rank { get; private set; }

    /// <summary>The share of a column's length below which it counts as dependent.</summary>
    public double Tolerance { get; }

    /// <summary>Column k of the factor is column Permutation[k] of the matrix; the first <see cref="Rank"/> are independent.</summary>
    public int[] Permutation { get; }

    /// <summary>Factorises in place.</summary>
    /// <param name="values">The matrix and, behind it, the right-hand sides; overwritten.</param>
    /// <param name="columnCount">The number of columns of the matrix.</param>
    /// <param name="tolerance">A column counts as dependent when less than this share of its length is left.</param>
    public static DoubledQr Factor(DoubledColumns values, int columnCount, double tolerance)
    {
        var qr = new DoubledQr(values, columnCount, tolerance);
        double[] lengths = [.. Enumerable.Range(0, columnCount).Select(j => qr.Length(j, 0))];
        for (int k = 0; k < qr._diagonal.Length && qr.Pivot(k, lengths); k++)
        {
            qr.Reflect(k);
            qr.Rank = k + 1;
        }
        return qr;
    }

    /// <summary>R's element in row i and column k ≥ i, in the factor's order of columns.</summary>
    public DoubleDouble R(int i, int k) => i == k ? _diagonal[i] : _values[i, k];

    /// <summary>The first elements of Qᵀ·(right-hand side).</summary>
    public DoubleDouble Rotated(int target, int i) => _values[i, _columnCount + target];

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

    /// <summary>Q·b, where b stands for its first elements and zeros below.</summary>
    public DoubleDouble[] MultiplyByQ(ReadOnlySpan<DoubleDouble> b)
    {
        var result = new DoubleDouble[_values.RowCount];
        b.CopyTo(result);
        for (int k = Rank - 1; k >= 0; k--)
        {
            DoubleDouble scale = ReflectionScale(k);
            DoubleDouble dot = DoubleDouble.Zero;
            for (int i = k; i < result.Length; i++)
            {
                dot += _values[i, k] * result[i];
            }
            dot *= scale;
            for (int i = k; i < result.Length; i++)
            {
                result[i] -= dot * _values[i, k];
            }
        }
        return result;
    }

    private double Length(int column, int firstRow) => TensorPrimitives.Norm<double>(_values.HighPart(column, firstRow));

    /// <summary>Brings the column of which most is left to place k.</summary>
    private bool Pivot(int k, double[] lengths)
    {
        int best = -1;
        double largest = Tolerance;
        for (int j = k; j < _columnCount; j++)
        {
            double length = lengths[Permutation[j]];
            double left = length == 0 ? 0 : Length(j, k) / length;
            if (left > largest)
            {
                (best, largest) = (j, left);
            }
        }
        if (best > k)
        {
            _values.Swap(k, best);
            (Permutation[k], Permutation[best]) = (Permutation[best], Permutation[k]);
        }
        return best >= 0;
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
