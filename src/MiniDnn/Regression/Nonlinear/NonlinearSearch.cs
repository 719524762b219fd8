namespace MiniDnn;

/// <summary>Searches for the minimum of a nonlinear fit.</summary>
internal static class NonlinearSearch
{
    /// <summary>
    /// First trust radii in scaled norms of the start. A tenth is best on NIST's 54 runs (2,100 steps in all, 3,400 with 1); where a search
    /// fails on a plateau or in a narrow valley, another radius takes another way round it.
    /// </summary>
    private static readonly double[] Radii = [0.1, 1, 10];

    /// <summary>Searches from a start, with other trust radii where that fails; the best that was found.</summary>
    /// <param name="problem">What is minimised.</param>
    /// <param name="start">The point to start from, which the search keeps.</param>
    /// <param name="iterations">How many steps are tried at most from a radius.</param>
    public static NonlinearFit Run(NonlinearProblem problem, FitPoint start, int iterations)
    {
        double[] from = [.. start.Parameters];
        NonlinearFit? best = null;
        int used = 0;
        foreach (double radius in Radii)
        {
            if (best is not null)
            {
                start = new(problem);
                start.TryMoveTo(from);
            }
            NonlinearFit fit = new LevenbergMarquardt(problem, start.Jacobian).Run(start, radius, iterations);
            used += fit.Iterations;
            best = best is null || fit.End.HasConverged || fit.Point.SumOfSquares < best.Point.SumOfSquares ? fit : best;
            if (fit.End.HasConverged)
            {
                break;
            }
        }
        return best! with { Iterations = used };
    }

    /// <summary>Searches once, from a start that is known to be good.</summary>
    public static NonlinearFit Refine(LevenbergMarquardt search, FitPoint start, int iterations) => search.Run(start, Radii[0], iterations);
}
