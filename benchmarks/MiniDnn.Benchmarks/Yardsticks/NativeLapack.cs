using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn.Benchmarks;

/// <summary>LAPACK's decompositions in double inside OpenBLAS, on one thread. They work on columns and overwrite the matrix: each call begins with a copy.</summary>
internal sealed unsafe class NativeLapack(nint library)
{
    public static NativeLapack? Find()
    {
        nint library = NativeYardsticks.LoadOpenBlas();
        if (library == 0)
        {
            return null;
        }
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads"))(1);
        return new(library);
    }

    public Action Prepare(Matrix<double> a, double[] y, LapackRoutine routine)
    {
        int m = a.RowCount, n = a.ColumnCount;
        double[] columns = Pinned(m * n);
        a.Transpose().AsSpan().CopyTo(columns);
        return routine switch
        {
            LapackRoutine.Svd => Svd(columns, m, n),
            LapackRoutine.Qr => Qr(columns, m, n),
            _ => LeastSquares(columns, y, m, n),
        };
    }

    private Action LeastSquares(double[] columns, double[] y, int m, int n)
    {
        nint dgels = NativeLibrary.GetExport(library, "dgels_");
        double[] a = Pinned(m * n), b = Pinned(m), size = Pinned(1);
        CallLeastSquares(dgels, m, n, a, b, size, -1);
        double[] work = Pinned((int)size[0]);
        return () =>
        {
            columns.CopyTo(a, 0);
            y.CopyTo(b, 0);
            CallLeastSquares(dgels, m, n, a, b, work, work.Length);
        };
    }

    private static void CallLeastSquares(nint function, int m, int n, double[] a, double[] b, double[] work, int workLength)
    {
        var dgels = (delegate* unmanaged<byte*, int*, int*, int*, double*, int*, double*, int*, double*, int*, int*, void>)function;
        byte plain = (byte)'N';
        int one = 1, info;
        dgels(&plain, &m, &n, &one, Address(a), &m, Address(b), &m, Address(work), &workLength, &info);
        Check(info);
    }

    private Action Svd(double[] columns, int m, int n)
    {
        nint dgesdd = NativeLibrary.GetExport(library, "dgesdd_");
        int k = Math.Min(m, n);
        double[] a = Pinned(m * n), s = Pinned(k), u = Pinned(m * k), vt = Pinned(k * n);
        int[] integers = GC.AllocateArray<int>(8 * k, pinned: true);
        double[] size = Pinned(1);
        CallSvd(dgesdd, m, n, a, s, u, vt, size, -1, integers);
        double[] work = Pinned((int)size[0]);
        return () =>
        {
            columns.CopyTo(a, 0);
            CallSvd(dgesdd, m, n, a, s, u, vt, work, work.Length, integers);
        };
    }

    private static void CallSvd(nint function, int m, int n, double[] a, double[] s, double[] u, double[] vt, double[] work, int workLength, int[] integers)
    {
        var dgesdd = (delegate* unmanaged<byte*, int*, int*, double*, int*, double*, double*, int*, double*, int*, double*, int*, int*, int*, void>)function;
        byte thin = (byte)'S';
        int k = Math.Min(m, n), info;
        dgesdd(&thin, &m, &n, Address(a), &m, Address(s), Address(u), &m, Address(vt), &k, Address(work), &workLength, Address(integers), &info);
        Check(info);
    }

    private Action Qr(double[] columns, int m, int n)
    {
        nint dgeqrf = NativeLibrary.GetExport(library, "dgeqrf_"), dorgqr = NativeLibrary.GetExport(library, "dorgqr_");
        double[] a = Pinned(m * n), tau = Pinned(Math.Min(m, n)), work = Pinned(64 * Math.Max(m, n));
        return () =>
        {
            columns.CopyTo(a, 0);
            CallQr(dgeqrf, dorgqr, m, n, a, tau, work);
        };
    }

    private static void CallQr(nint factor, nint generate, int m, int n, double[] a, double[] tau, double[] work)
    {
        var dgeqrf = (delegate* unmanaged<int*, int*, double*, int*, double*, double*, int*, int*, void>)factor;
        var dorgqr = (delegate* unmanaged<int*, int*, int*, double*, int*, double*, double*, int*, int*, void>)generate;
        int k = Math.Min(m, n), length = work.Length, info;
        dgeqrf(&m, &n, Address(a), &m, Address(tau), Address(work), &length, &info);
        Check(info);
        dorgqr(&m, &k, &k, Address(a), &m, Address(tau), Address(work), &length, &info);
        Check(info);
    }

    private static void Check(int info)
    {
        if (info != 0)
        {
            throw new InvalidOperationException($"LAPACK: info is {info}; it must be 0.");
        }
    }

    private static TNumber* Address<TNumber>(TNumber[] pinned)
        where TNumber : unmanaged
        => (TNumber*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    private static double[] Pinned(int length) => GC.AllocateArray<double>(length, pinned: true);
}
