namespace MiniDnn;

internal delegate void UnaryOperation<T>(ReadOnlySpan<T> x, Span<T> destination);

internal delegate void ScalarOperation<T>(ReadOnlySpan<T> x, T y, Span<T> destination);

internal delegate void BinaryOperation<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination);

/// <summary>Applies a function over spans to views: in one call where no view has gaps between its rows, row by row otherwise.</summary>
/// <remarks>The callers check shapes and overlap.</remarks>
internal static class RowWise
{
    public static void Apply<T>(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination, UnaryOperation<T> operation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.TryGetSpan(out ReadOnlySpan<T> source) && destination.TryGetSpan(out Span<T> target))
        {
            operation(source, target);
            return;
        }
        for (int i = 0; i < x.FilledRowCount; i++)
        {
            operation(x.Row(i), destination.Row(i));
        }
    }

    public static void Apply<T>(ReadOnlyMatrixSpan<T> x, T y, MatrixSpan<T> destination, ScalarOperation<T> operation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.TryGetSpan(out ReadOnlySpan<T> source) && destination.TryGetSpan(out Span<T> target))
        {
            operation(source, y, target);
            return;
        }
        for (int i = 0; i < x.FilledRowCount; i++)
        {
            operation(x.Row(i), y, destination.Row(i));
        }
    }

    public static void Apply<T>(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> y, MatrixSpan<T> destination, BinaryOperation<T> operation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.TryGetSpan(out ReadOnlySpan<T> left) && y.TryGetSpan(out ReadOnlySpan<T> right) && destination.TryGetSpan(out Span<T> target))
        {
            operation(left, right, target);
            return;
        }
        for (int i = 0; i < x.FilledRowCount; i++)
        {
            operation(x.Row(i), y.Row(i), destination.Row(i));
        }
    }

    /// <summary>Applies the function to every row of <paramref name="x"/> together with the one row <paramref name="y"/>.</summary>
    public static void Broadcast<T>(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, MatrixSpan<T> destination, BinaryOperation<T> operation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.FilledRowCount; i++)
        {
            operation(x.Row(i), y, destination.Row(i));
        }
    }
}
