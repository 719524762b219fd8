namespace MiniDnn.Benchmarks;

/// <summary>What of LAPACK stands beside a decomposition or a fit of ours.</summary>
internal enum LapackRoutine
{
    /// <summary>dgesdd with thin factors.</summary>
    Svd,

    /// <summary>dgeqrf, then dorgqr for the thin Q.</summary>
    Qr,

    /// <summary>dgels: least squares by QR.</summary>
    LeastSquares,
}

internal static class LapackRoutines
{
    public static string Name(this LapackRoutine routine) => routine switch
    {
        LapackRoutine.Svd => "dgesdd",
        LapackRoutine.Qr => "dgeqrf + dorgqr",
        _ => "dgels",
    };

    /// <summary>A call of the routine on one thread; null where LAPACK is not asked for or not installed.</summary>
    public static Action? Prepare(this LapackRoutine routine, Matrix<double> a, double[] y)
#if YARDSTICKS
        => NativeLapack.Find()?.Prepare(a, y, routine);
#else
        => null;
#endif
}
