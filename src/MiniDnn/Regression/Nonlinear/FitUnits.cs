namespace MiniDnn;

/// <summary>
/// What leads from the parameters of a search to those that are reported: a curve with a start of its own works on x and y about their
/// middles and of size 1, for a large offset under a small signal would cancel.
/// </summary>
/// <param name="Reported">The parameters in the units of the data.</param>
/// <param name="Derivatives">∂reported/∂searched; null for the identity.</param>
/// <param name="YShift">y = shift + scale·(the y of the search).</param>
/// <param name="YScale">See <paramref name="YShift"/>.</param>
internal sealed record FitUnits(double[] Reported, double[,]? Derivatives, double YShift, double YScale)
{
    /// <summary>What is to be said of them.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>A search in the units of the data.</summary>
    public static FitUnits OfData(double[] parameters) => new(parameters, null, 0, 1);

    /// <summary>Row j of the derivatives times a vector over the parameters of the search.</summary>
    public double Transform(int j, ReadOnlySpan<double> vector)
    {
        if (Derivatives is null)
        {
            return vector[j];
        }
        double sum = 0;
        for (int k = 0; k < vector.Length; k++)
        {
            sum += Derivatives[j, k] * vector[k];
        }
        return sum;
    }
}
