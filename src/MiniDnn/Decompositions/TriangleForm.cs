namespace MiniDnn.Decompositions;

/// <summary>Which half of a square matrix is a triangle, and how it is used.</summary>
/// <param name="IsLower">True for the elements on and below the diagonal, false for those on and above; the others are not read.</param>
/// <param name="IsTransposed">True where the transposed triangle is meant.</param>
/// <param name="HasUnitDiagonal">True where the diagonal is 1 and not read.</param>
internal readonly record struct TriangleForm(bool IsLower, bool IsTransposed = false, bool HasUnitDiagonal = false)
{
    /// <summary>Whether the first unknown is had first.</summary>
    public bool RunsForward => IsLower != IsTransposed;

    /// <summary>The elements of row k beside the diagonal, or what belongs to their columns.</summary>
    public Range Beside(int k, int size) => IsLower ? ..k : (k + 1)..size;
}
