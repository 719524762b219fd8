using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What the files of models have in common that hold the rows and are fitted again when they are loaded.</summary>
internal static class SavedRows
{
    /// <summary>Another machine's functions may differ in the last digits; other rows differ in the first.</summary>
    private const double SameFit = 1e-6;

    public static double[][] From(Matrix<double> values) => [.. Enumerable.Range(0, values.RowCount).Select(i => values.Row(i).ToArray())];

    /// <exception cref="InvalidDataException">A row is missing, is of another length, or holds a number that is none.</exception>
    public static Matrix<double> ToMatrix(double[][] x, int columns)
    {
        JsonFile.Require(
            x.All(row => row is not null && row.Length == columns && row.All(double.IsFinite)),
            $"'x' must have rows of {columns} finite numbers, one for each predictor");
        return Matrix.Create(x.Length, columns, (i, j) => x[i][j]);
    }

    /// <exception cref="InvalidDataException">What the fit refuses.</exception>
    public static TResult Refit<TResult>(Func<TResult> fit)
    {
        try
        {
            return fit();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"The rows of the file can't be fitted: {Excerpt.Of(exception.Message)}", exception);
        }
    }

    /// <summary>Whether a coefficient of the file is that of its rows.</summary>
    /// <remarks>One that is rounding of 0 has no digits of its own; its error says which it has.</remarks>
    public static bool AreAlike(double saved, double found, double error)
        => saved.Equals(found) || (double.IsFinite(found)
            && Math.Abs(saved - found) <= SameFit * (Math.Abs(found) + (double.IsFinite(error) ? error : 0)));
}
