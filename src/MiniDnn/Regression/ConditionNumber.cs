namespace MiniDnn;

/// <summary>κ₂ of a design in its own units.</summary>
internal static class ConditionNumber
{
    /// <summary>The largest singular value of X times the largest of its inverse: each is accurate, however ill-conditioned X is.</summary>
    public static double Compute(LeastSquaresFactor factor, int[] exponents)
    {
        int rank = factor.Rank;
        if (rank < factor.ParameterCount)
        {
            return double.PositiveInfinity;
        }
        int largest = exponents.Max();
        int smallest = exponents.Min();
        var triangle = new Matrix<double>(rank, rank);
        var inverse = new Matrix<double>(rank, rank);
        for (int j = 0; j < rank; j++)
        {
            for (int k = 0; k < rank; k++)
            {
                triangle[k, j] = Math.ScaleB(factor.Triangle[(k * rank) + j], exponents[j] - largest);
                inverse[j, k] = Math.ScaleB(factor.Inverse[(j * rank) + k].High, smallest - exponents[j]);
            }
        }
        return Math.ScaleB(triangle.SpectralNorm() * inverse.SpectralNorm(), largest - smallest);
    }
}
