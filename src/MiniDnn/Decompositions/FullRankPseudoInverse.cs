using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>The pseudo-inverse of a matrix whose columns are provably independent.</summary>
internal static class FullRankPseudoInverse
{
    /// <summary>
    /// R⁻¹·Qᵀ of a matrix with at least as many rows as columns, or null where it is not certain that every singular value lies above the
    /// tolerance.
    /// </summary>
    public static Matrix<T>? TryCompute<T>(ReadOnlyMatrixSpan<T> matrix, T scale, T? tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var qr = QrDecomposition<T>.Create(matrix, pivot: false, scale);
        UpperTriangle<T> r = qr.Triangle;
        if (r.CountIndependentColumns(matrix.RowCount) < r.ColumnCount)
        {
            return null;
        }
        T largest = r.Columns.FrobeniusNorm();
        ColumnMatrix<T> inverse = r.InvertTransposed();
        T inverseNorm = inverse.FrobeniusNorm();
        bool isCertain = inverseNorm * Needed(matrix.RowCount, largest, tolerance * scale) < T.One;
        return isCertain ? qr.PseudoInverse(inverse) : null;
    }

    /// <summary>What the smallest singular value of R must exceed: twice the tolerance, and the rounding errors of R.</summary>
    private static T Needed<T>(int rowCount, T largest, T? tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T unit = FloatingPoint<T>.Epsilon * largest;
        T bound = tolerance ?? T.CreateChecked(rowCount) * unit;
        return (T.CreateChecked(2) * bound) + (T.CreateChecked(4 * Math.Sqrt(rowCount)) * unit);
    }
}
