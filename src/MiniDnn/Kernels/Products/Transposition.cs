using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn.Kernels;

/// <summary>The transpose of a block of memory, square by square in registers.</summary>
internal static unsafe class Transposition
{
    /// <summary>
    /// Writes destination[j, i] = source[i, j]. Squares at the edges overlap their neighbours, which writes the same numbers twice and
    /// needs no other code.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* source, nint sourceRow, int rows, int columns, T* destination, nint destinationRow)
        where T : unmanaged
    {
        int side = sizeof(T) == 4 ? 8 : 4;
        if (!Avx2.IsSupported || (sizeof(T) != 4 && sizeof(T) != 8) || rows < side || columns < side)
        {
            Plain(source, sourceRow, rows, columns, destination, destinationRow);
            return;
        }
        for (nint row = 0; row < rows; row += side)
        {
            nint i = Math.Min(row, rows - side);
            for (nint column = 0; column < columns; column += side)
            {
                nint j = Math.Min(column, columns - side);
                T* from = source + (i * sourceRow) + j;
                T* to = destination + (j * destinationRow) + i;
                if (sizeof(T) == 4)
                {
                    Square((float*)from, sourceRow, (float*)to, destinationRow);
                }
                else
                {
                    Square((double*)from, sourceRow, (double*)to, destinationRow);
                }
            }
        }
    }

    private static void Plain<T>(T* source, nint sourceRow, int rows, int columns, T* destination, nint destinationRow)
        where T : unmanaged
    {
        for (int i = 0; i < rows; i++)
        {
            T* to = destination + i;
            for (int j = 0; j < columns; j++)
            {
                *to = source[j];
                to += destinationRow;
            }
            source += sourceRow;
        }
    }

    /// <summary>8×8: pairs of rows are interleaved by single elements, then by pairs, then by halves of a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float* source, nint row, float* destination, nint destinationRow)
    {
        float* s = source;
        Vector256<float> r0 = Vector256.Load(s), r1 = Vector256.Load(s += row);
        Vector256<float> r2 = Vector256.Load(s += row), r3 = Vector256.Load(s += row);
        Vector256<float> r4 = Vector256.Load(s += row), r5 = Vector256.Load(s += row);
        Vector256<float> r6 = Vector256.Load(s += row), r7 = Vector256.Load(s + row);
        Vector256<double> p0 = Avx.UnpackLow(r0, r1).AsDouble(), p1 = Avx.UnpackHigh(r0, r1).AsDouble();
        Vector256<double> p2 = Avx.UnpackLow(r2, r3).AsDouble(), p3 = Avx.UnpackHigh(r2, r3).AsDouble();
        Vector256<double> p4 = Avx.UnpackLow(r4, r5).AsDouble(), p5 = Avx.UnpackHigh(r4, r5).AsDouble();
        Vector256<double> p6 = Avx.UnpackLow(r6, r7).AsDouble(), p7 = Avx.UnpackHigh(r6, r7).AsDouble();
        Vector256<float> q0 = Avx.UnpackLow(p0, p2).AsSingle(), q1 = Avx.UnpackHigh(p0, p2).AsSingle();
        Vector256<float> q2 = Avx.UnpackLow(p1, p3).AsSingle(), q3 = Avx.UnpackHigh(p1, p3).AsSingle();
        Vector256<float> q4 = Avx.UnpackLow(p4, p6).AsSingle(), q5 = Avx.UnpackHigh(p4, p6).AsSingle();
        Vector256<float> q6 = Avx.UnpackLow(p5, p7).AsSingle(), q7 = Avx.UnpackHigh(p5, p7).AsSingle();
        float* d = destination;
        Avx.Permute2x128(q0, q4, 0x20).Store(d);
        Avx.Permute2x128(q1, q5, 0x20).Store(d += destinationRow);
        Avx.Permute2x128(q2, q6, 0x20).Store(d += destinationRow);
        Avx.Permute2x128(q3, q7, 0x20).Store(d += destinationRow);
        Avx.Permute2x128(q0, q4, 0x31).Store(d += destinationRow);
        Avx.Permute2x128(q1, q5, 0x31).Store(d += destinationRow);
        Avx.Permute2x128(q2, q6, 0x31).Store(d += destinationRow);
        Avx.Permute2x128(q3, q7, 0x31).Store(d + destinationRow);
    }

    /// <summary>4×4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(double* source, nint row, double* destination, nint destinationRow)
    {
        double* s = source;
        Vector256<double> r0 = Vector256.Load(s), r1 = Vector256.Load(s += row);
        Vector256<double> r2 = Vector256.Load(s += row), r3 = Vector256.Load(s + row);
        Vector256<double> p0 = Avx.UnpackLow(r0, r1), p1 = Avx.UnpackHigh(r0, r1), p2 = Avx.UnpackLow(r2, r3), p3 = Avx.UnpackHigh(r2, r3);
        double* d = destination;
        Avx.Permute2x128(p0, p2, 0x20).Store(d);
        Avx.Permute2x128(p1, p3, 0x20).Store(d += destinationRow);
        Avx.Permute2x128(p0, p2, 0x31).Store(d += destinationRow);
        Avx.Permute2x128(p1, p3, 0x31).Store(d + destinationRow);
    }
}
