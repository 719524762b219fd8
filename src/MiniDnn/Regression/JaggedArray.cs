namespace MiniDnn;

/// <summary>Arrays of rows, as users have them, for fits.</summary>
internal static class JaggedArray
{
    /// <summary>Copies the rows into a matrix; refuses those that make none, by the name that they have in the fit.</summary>
    public static Matrix<T> ToMatrix<T>(string operation, T[][] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] is null)
            {
                Throw.Argument(nameof(x), $"{operation}: x[{i}] is null; it must be a row of numbers.");
            }
            if (x[i].Length != x[0].Length)
            {
                string lengths = $"x[{i}] has {x[i].Length} elements, x[0] has {x[0].Length}";
                Throw.Argument(nameof(x), $"{operation}: {lengths}; all rows must have the same length.");
            }
        }
        return Matrix.Create(x);
    }
}
