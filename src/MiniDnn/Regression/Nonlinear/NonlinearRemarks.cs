namespace MiniDnn;

/// <summary>Says what is unusual about a nonlinear fit.</summary>
internal static class NonlinearRemarks
{
    public static IReadOnlyList<string> Find(
        NonlinearProblem problem, NonlinearFit fit, NonlinearInference inference, IReadOnlyList<string> names, FitUnits units)
    {
        FitPoint point = fit.Point;
        List<string> remarks = [.. fit.End.HasConverged ? [] : new[] { fit.End.Message }, .. units.Remarks];
        int[] all = [.. Enumerable.Range(0, names.Count)];
        Add(remarks, names, all.Where(problem.Bounds.IsFixed), "kept the value of the start: it has no error");
        Add(remarks, names, all.Where(j => problem.Bounds.IsAtEnd(j, point.Parameters[j])),
            "lies on its bound: it has no ordinary standard error, and those of the others are as if it were fixed there");
        string[] undetermined = [.. all.Where(j => !inference.IsDetermined(j)).Select(j => names[j])];
        if (undetermined.Length > 0)
        {
            string said = undetermined.Length == 1
                ? $"{undetermined[0]} is not determined by the data: it has no effect on the curve there"
                : $"{string.Join(", ", undetermined)} cannot all be determined: the data tell only combinations of them apart";
            remarks.Add($"{said}. The curve and its predictions are right all the same, where they do not depend on it.");
        }
        if (inference.DegreesOfFreedom == 0)
        {
            remarks.Add("There are as many parameters as points: no degrees of freedom are left for s, standard errors and intervals.");
        }
        else if (Math.Sqrt(point.SumOfSquares) <= problem.Rounding)
        {
            remarks.Add("The fit is exact: the residuals are rounding, and so are the standard errors.");
        }
        return remarks;
    }

    private static void Add(List<string> remarks, IReadOnlyList<string> names, IEnumerable<int> parameters, string what)
        => remarks.AddRange(parameters.Select(j => $"{names[j]} {what}."));
}
