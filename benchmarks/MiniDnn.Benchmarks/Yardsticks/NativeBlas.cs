using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn.Benchmarks;

/// <summary>A native library with the products of the reference BLAS, <c>sgemm_</c> and <c>dgemm_</c>, loaded directly. They work on columns; the rows of a product are the columns of its transpose.</summary>
internal sealed unsafe class NativeBlas(string name, nint library, Action<int> setThreads) : Contender
{
    private const byte NotTransposed = (byte)'N';
    private const byte Transposed = (byte)'T';

    public override string Name => name;

    public override Action Prepare<T>(ProductShape shape, int threads)
    {
        T[] a = Pinned<T>(shape.Left, 1);
        T[] b = Pinned<T>(shape.Right, 2);
        T[] c = Pinned<T>((shape.M, shape.N), 3);
        var gemm = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, int*, int*, int*, T*, T*, int*, T*, int*, T*, T*, int*, void>)
            NativeLibrary.GetExport(library, typeof(T) == typeof(float) ? "sgemm_" : "dgemm_");
        setThreads(threads);
        return () => Multiply(gemm, shape, a, b, c);
    }

    private static void Multiply<T>(
        delegate* unmanaged[SuppressGCTransition]<byte*, byte*, int*, int*, int*, T*, T*, int*, T*, int*, T*, T*, int*, void> gemm,
        ProductShape shape, T[] a, T[] b, T[] c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        byte first = shape.Kind == ProductKind.TransposeRight ? Transposed : NotTransposed;
        byte second = shape.Kind == ProductKind.TransposeLeft ? Transposed : NotTransposed;
        int m = shape.M, n = shape.N, k = shape.K, aColumns = shape.Left.Columns, bColumns = shape.Right.Columns;
        T one = T.One, zero = T.Zero;
        gemm(&first, &second, &n, &m, &k, &one, Address(b), &bColumns, Address(a), &aColumns, &zero, Address(c), &n);
    }

    private static T* Address<T>(T[] pinned)
        where T : unmanaged
        => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    private static T[] Pinned<T>((int Rows, int Columns) size, ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] values = Random<T>(size, seed);
        T[] pinned = GC.AllocateUninitializedArray<T>(values.Length, pinned: true);
        values.CopyTo(pinned, 0);
        return pinned;
    }
}
