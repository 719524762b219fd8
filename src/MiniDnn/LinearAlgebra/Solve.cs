namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The x with A·x = b where A is square, the x that minimises ‖A·x − b‖ where it is tall.</summary>
    /// <remarks>By Householder QR of [A b], Q not kept; backward stable. For several b that come one after the other, keep a <see cref="QrDecomposition{T}"/>.</remarks>
    /// <param name="rightHandSide">b, with an element for each row of A.</param>
    /// <returns>A new array with an element for each column of A.</returns>
    /// <exception cref="ArgumentException"><paramref name="rightHandSide"/> has another length, or an element is not finite.</exception>
    /// <exception cref="InvalidOperationException">A is singular, or has fewer rows than columns: there is no single answer.</exception>
    public T[] Solve(ReadOnlySpan<T> rightHandSide)
    {
        Throw.IfLengthIsNot(nameof(Solve), nameof(rightHandSide), rightHandSide.Length, RowCount, "one for each row");
        return Solve(new ReadOnlyMatrixSpan<T>(rightHandSide, RowCount, 1), nameof(rightHandSide)).AsSpan().ToArray();
    }

    /// <summary>The X with A·X = B where A is square, the X that minimises ‖A·X − B‖ where it is tall, column by column.</summary>
    /// <param name="rightHandSides">B, m×k where this matrix is m×n.</param>
    /// <returns>A new n×k matrix.</returns>
    /// <exception cref="ArgumentException"><paramref name="rightHandSides"/> has another number of rows, or an element is not finite.</exception>
    /// <exception cref="InvalidOperationException">A is singular, or has fewer rows than columns: there is no single answer.</exception>
    public Matrix<T> Solve(ReadOnlyMatrixSpan<T> rightHandSides)
    {
        if (rightHandSides.RowCount != RowCount)
        {
            Throw.Argument(nameof(rightHandSides), $"Solve: rightHandSides has {rightHandSides.RowCount} rows; it must have {RowCount}, as many as the matrix.");
        }
        return Solve(rightHandSides, nameof(rightHandSides));
    }

    private Matrix<T> Solve(ReadOnlyMatrixSpan<T> b, string parameterName)
    {
        T scale = SafeRange.Scale(Throw.IfNotFiniteElseLargest(nameof(Solve), this, "matrix"));
        T scaleOfB = SafeRange.Scale(Throw.IfNotFiniteElseLargest(nameof(Solve), b, parameterName));
        var accumulator = new TriangularAccumulator<T>(checked(ColumnCount + b.ColumnCount), RowCount);
        accumulator.Append(this, scale, b, scaleOfB);
        UpperTriangle<T> r = accumulator.R.Leading(ColumnCount);
        Throw.IfRankDeficient(nameof(Solve), RowCount, r);
        var x = new Matrix<T>(ColumnCount, b.ColumnCount);
        int exponent = T.ILogB(scale) - T.ILogB(scaleOfB);
        for (int k = 0; k < b.ColumnCount; k++)
        {
            Span<T> column = accumulator.R.Columns.Column(ColumnCount + k)[..ColumnCount];
            r.Solve(column);
            for (int i = 0; i < ColumnCount; i++)
            {
                x[i, k] = T.ScaleB(column[i], exponent);
            }
        }
        return x;
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Solve(ReadOnlySpan{T})"/>
    public T[] Solve(ReadOnlySpan<T> rightHandSide) => AsReadOnlyView().Solve(rightHandSide);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Solve(ReadOnlyMatrixSpan{T})"/>
    public Matrix<T> Solve(ReadOnlyMatrixSpan<T> rightHandSides) => AsReadOnlyView().Solve(rightHandSides);
}
