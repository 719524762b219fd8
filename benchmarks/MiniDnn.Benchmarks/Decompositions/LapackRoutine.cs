namespace MiniDnn.Benchmarks;

/// <summary>What of LAPACK stands beside a decomposition of ours.</summary>
internal enum LapackRoutine
{
    /// <summary>dgesdd with thin factors.</summary>
    Svd,

    /// <summary>dgeqrf, then dorgqr for the thin Q.</summary>
    Qr,
}

internal static class LapackRoutineNames
{
    public static string Name(this LapackRoutine routine) => routine == LapackRoutine.Svd ? "dgesdd" : "dgeqrf + dorgqr";
}
