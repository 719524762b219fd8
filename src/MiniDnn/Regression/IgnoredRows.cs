namespace MiniDnn;

/// <summary>Rows of weight 0 may hold anything, as missing values: they are not counted, and their residuals are NaN.</summary>
internal static class IgnoredRows
{
    /// <summary>The rows of weight 0 in which a number is not finite.</summary>
    public static int[] Find<T>(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, IReadOnlyList<T>? weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<int> found = [];
        for (int i = 0; i < weights?.Count && i < x.RowCount; i++)
        {
            if (weights[i] == T.Zero && (Throw.IndexOfNotFinite(x.Row(i)) >= 0 || Throw.IndexOfNotFinite(targets.Row(i)) >= 0))
            {
                found.Add(i);
            }
        }
        return [.. found];
    }

    /// <summary>Sets these rows of the targets to 0, and of a copy of x.</summary>
    public static Matrix<T> Clear<T>(ReadOnlyMatrixSpan<T> x, Span<T> targets, int[] rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> result = x.ToMatrix();
        int width = targets.Length / x.RowCount;
        foreach (int row in rows)
        {
            result.Row(row).Clear();
            targets.Slice(row * width, width).Clear();
        }
        return result;
    }

    /// <summary>Makes the residuals of these rows NaN.</summary>
    public static void Mark<T>(LinearModel<T> model, int[] rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int row in rows)
        {
            model.Solution.Residuals![row] = double.NaN;
        }
    }
}
