namespace MiniDnn;

/// <summary>How a nonlinear fit ended.</summary>
internal sealed record FitEnd(bool HasConverged, string Message)
{
    /// <summary>
    /// The cosine between residuals and the curve's plane at a minimum that was reached to the root of ε (D. Bates and D. Watts, 1981).
    /// </summary>
    private const double SmallOffset = 1e-5;

    /// <summary>A step of this relative length changes no digit that standard errors leave.</summary>
    private const double SmallStep = 1e-9;

    /// <summary>Judges the point that was reached.</summary>
    public static FitEnd Judge(NonlinearProblem problem, FitPoint point, BoundedStep step, bool isLimitReached)
    {
        double norm = Math.Sqrt(point.SumOfSquares), gain = Math.Sqrt(step.Linear.Gain);
        if (norm <= problem.Rounding)
        {
            return new(true, "Converged: the curve passes through all points.");
        }
        if (step.Linear.Rank == 0 && step.Linear.Free.Length > 0)
        {
            return new(false, "Stopped: no parameter has an effect on the curve any more; try another start.");
        }
        if (gain <= SmallOffset * norm)
        {
            return new(true, "Converged: the residuals are at right angles to the curve's tangents.");
        }
        double length = 0, size = 0;
        for (int k = 0; k < step.Linear.Free.Length; k++)
        {
            int j = step.Linear.Free[k];
            length += Math.Pow(step.Linear.Scale(k) * step.Step[j], 2);
            size += Math.Pow(step.Linear.Scale(k) * point.Parameters[j], 2);
        }
        return length <= SmallStep * SmallStep * size ? new(true, "Converged: the parameters do not change any more.")
            : isLimitReached ? new(false, "Stopped at the limit of iterations; the parameters are the best that were found.")
            : new(false, "Stopped: no step lowers the sum of squares, though the gradient is not small. A derivative that is wrong, or a "
                + "curve that is not smooth, would do that.");
    }
}
