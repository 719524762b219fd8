namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>True where both matrices have the same shape, and elements that differ by no more than a tolerance.</summary>
    /// <remarks>
    /// For every pair of elements a, b: |a − b| ≤ max(absoluteTolerance, relativeTolerance·max(|a|, |b|)). Equal infinities are equal; NaN
    /// equals
    /// nothing. With a tolerance of 0 it is exact equality; elsewhere it goes by names such as <c>allclose</c>.
    /// </remarks>
    /// <param name="other">The matrix to compare with.</param>
    /// <param name="absoluteTolerance">0 or more.</param>
    /// <param name="relativeTolerance">0 or more; 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance is negative or NaN.</exception>
    public bool ApproximatelyEquals(ReadOnlyMatrixSpan<T> other, T absoluteTolerance, T relativeTolerance = default)
    {
        Throw.IfNegative(nameof(ApproximatelyEquals), absoluteTolerance, nameof(absoluteTolerance));
        Throw.IfNegative(nameof(ApproximatelyEquals), relativeTolerance, nameof(relativeTolerance));
        if (RowCount != other.RowCount || ColumnCount != other.ColumnCount || IsEmpty)
        {
            return RowCount == other.RowCount && ColumnCount == other.ColumnCount;
        }
        for (int i = 0; i < RowCount; i++)
        {
            ReadOnlySpan<T> left = Row(i);
            ReadOnlySpan<T> right = other.Row(i);
            for (int j = 0; j < left.Length; j++)
            {
                T a = left[j];
                T b = right[j];
                T tolerance = T.Max(absoluteTolerance, relativeTolerance * T.Max(T.Abs(a), T.Abs(b)));
                if (a != b && !(T.IsFinite(a) && T.IsFinite(b) && T.Abs(a - b) <= tolerance))
                {
                    return false;
                }
            }
        }
        return true;
    }
}
