namespace MiniDnn;

/// <summary>A finished search: where it ended, and how.</summary>
internal sealed record NonlinearFit(FitPoint Point, FitEnd End, int Iterations)
{
    /// <summary>
    /// First trust radii in scaled norms of the start. A tenth is best on NIST's 54 runs (2,100 steps in all, 3,400 with 1); where a search
    /// fails on a plateau or in a narrow valley, another radius takes another way round it.
    /// </summary>
    private static readonly double[] Radii = [0.1, 1, 10];

    /// <summary>Searches from a start, with other trust radii where that fails; the best that was found.</summary>
    public static NonlinearFit Run(NonlinearProblem problem, ReadOnlySpan<double> start, int iterations)
    {
        NonlinearFit? best = null;
        int used = 0;
        foreach (double radius in Radii)
        {
            var search = new LevenbergMarquardt(problem, start, radius);
            search.Run(iterations);
            used += search.Iterations;
            FitEnd end = search.Finish(search.Iterations >= iterations);
            if (best is null || end.HasConverged || search.Point.SumOfSquares < best.Point.SumOfSquares)
            {
                best = new(search.Point, end, used);
            }
            if (end.HasConverged)
            {
                break;
            }
        }
        return best! with { Iterations = used };
    }

    /// <summary>Searches once, from a start that is known to be good.</summary>
    public static NonlinearFit Refine(NonlinearProblem problem, ReadOnlySpan<double> start, int iterations)
    {
        var search = new LevenbergMarquardt(problem, start, Radii[0]);
        search.Run(iterations);
        FitEnd end = search.Finish(search.Iterations >= iterations);
        return new(search.Point, end, search.Iterations);
    }
}
