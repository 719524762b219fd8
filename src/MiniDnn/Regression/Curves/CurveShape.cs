namespace MiniDnn;

/// <summary>
/// A family of curves Σ βₖ·φₖ(x; θ): a few linear parameters β, which are solved for exactly wherever a start is tried, and one to three
/// parameters of shape θ. x and y are those of the search: about their middles where the family can be shifted, and of size 1.
/// </summary>
internal abstract class CurveShape
{
    /// <summary>What a user calls the parameters.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The curve in those.</summary>
    public abstract string Formula { get; }

    /// <summary>The number of β; of two or more, the first belongs to a constant, or all together make one.</summary>
    public abstract int LinearCount { get; }

    /// <summary>The number of θ.</summary>
    public abstract int ShapeCount { get; }

    /// <summary>The number of β and θ.</summary>
    public int ParameterCount => LinearCount + ShapeCount;

    /// <summary>Of β and θ: none.</summary>
    public Bounds Bounds => field ??= Bounds.None(ParameterCount);

    /// <summary>Whether x may be shifted; otherwise the family knows where 0 is.</summary>
    public virtual bool ShiftsX => true;

    /// <summary>Whether x must be positive (true), not negative (false), or may be anything (null).</summary>
    public virtual bool? NeedsPositiveX => null;

    /// <summary>Whether the family contains a constant, so that y may be shifted.</summary>
    public virtual bool ShiftsY => LinearCount > 1;

    /// <summary>The curve in the user's parameters.</summary>
    public abstract double Evaluate(double x, ReadOnlySpan<double> parameters);

    /// <summary>Writes φ and ∂φₖ/∂θⱼ, the latter k first; <paramref name="slopes"/> is empty where they are not wanted.</summary>
    public abstract void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes);

    /// <summary>
    /// Writes the same at many points, a column for each φₖ and for each ∂φₖ/∂θⱼ: for a family that computes many points at once. The
    /// values at a point must not depend on those beside it.
    /// </summary>
    public virtual void Columns(ReadOnlySpan<double> x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        Span<double> row = stackalloc double[LinearCount];
        Span<double> rowOfSlopes = stackalloc double[slopes.IsEmpty ? 0 : LinearCount * ShapeCount];
        for (int i = 0; i < x.Length; i++)
        {
            Basis(x[i], shape, row, rowOfSlopes);
            for (int k = 0; k < row.Length; k++)
            {
                basis[(k * x.Length) + i] = row[k];
            }
            for (int k = 0; k < rowOfSlopes.Length; k++)
            {
                slopes[(k * x.Length) + i] = rowOfSlopes[k];
            }
        }
    }

    /// <summary>Starts are compared on so many points at most: more tell them apart no better.</summary>
    public virtual int MostPoints => 1000;

    /// <summary>How many of the groups of starts are refined: the best of the grid is not always in the right valley.</summary>
    public virtual int Refined => 4;

    /// <summary>
    /// The shapes that are tried as a start, θ after θ, in groups, of which each sends its best one on; of one θ a single row in rising
    /// order, which sends its minima on.
    /// </summary>
    /// <param name="x">The points of the search in rising order.</param>
    public abstract double[][] Starts(ReadOnlySpan<double> x);

    /// <summary>The user's parameters of β and θ, and their derivatives.</summary>
    public abstract FitUnits Report(double[] found, CurveScale scale);
}
