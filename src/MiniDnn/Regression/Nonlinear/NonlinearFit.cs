namespace MiniDnn;

/// <summary>A finished search: where it ended, and how.</summary>
internal sealed record NonlinearFit(FitPoint Point, FitEnd End, int Iterations);
