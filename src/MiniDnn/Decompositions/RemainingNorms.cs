using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>
/// The norms of what is left of the columns below the rows that are done, kept up to date by taking one element off at a time,
/// and computed anew where cancellation would spoil them (Z. Drmač and Z. Bujanović, 2008).
/// </summary>
internal sealed class RemainingNorms<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ColumnMatrix<T> _columns;
    private readonly T[] _norms;
    private readonly T[] _lastComputed;
    private readonly T _cancellation = T.Sqrt(FloatingPoint<T>.Epsilon);

    public RemainingNorms(ColumnMatrix<T> columns)
    {
        _columns = columns;
        _norms = new T[columns.ColumnCount];
        for (int c = 0; c < _norms.Length; c++)
        {
            _norms[c] = Householder.Norm<T>(columns.Column(c));
        }
        _lastComputed = [.. _norms];
    }

    public int IndexOfLargest(int from) => from + TensorPrimitives.IndexOfMax<T>(_norms.AsSpan(from));

    public void Swap(int first, int second)
    {
        (_norms[first], _norms[second]) = (_norms[second], _norms[first]);
        (_lastComputed[first], _lastComputed[second]) = (_lastComputed[second], _lastComputed[first]);
    }

    /// <summary>Takes the element of a column in a row off its norm.</summary>
    public void RemoveRow(int column, int row)
    {
        T norm = _norms[column];
        if (norm == T.Zero)
        {
            return;
        }
        ReadOnlySpan<T> values = _columns.Column(column);
        T share = T.Abs(values[row]) / norm;
        T left = T.Max(T.Zero, (T.One - share) * (T.One + share));
        T sinceComputed = norm / _lastComputed[column];
        if (left * sinceComputed * sinceComputed > _cancellation)
        {
            _norms[column] = norm * T.Sqrt(left);
        }
        else
        {
            _norms[column] = _lastComputed[column] = Householder.Norm(values[(row + 1)..]);
        }
    }
}
