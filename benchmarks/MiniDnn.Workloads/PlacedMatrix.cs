using System.Runtime.CompilerServices;

namespace MiniDnn.Workloads;

/// <summary>Matrices that start with a cache line, each operand at another place of a page. Where they start by chance, the same loop can take twice the time: a vector that lies across two lines takes two accesses,
/// and a processor takes a load for one of what it has just stored where the last 12 bits of the addresses agree.</summary>
internal static class PlacedMatrix
{
    private const int Page = 4096;

    /// <summary>From one operand to the next: 21 cache lines, so that the third is still far from the first.</summary>
    private const int BetweenOperands = 21 * 64;

    /// <summary>Bytes of an array beside its elements.</summary>
    private const int ArrayOverhead = 24;

    /// <summary>Arrays of so many bytes are in another heap than shorter ones; a multiple of a page.</summary>
    private const int Large = 21 * Page;

    /// <summary>Beyond the caches it does not matter where memory starts.</summary>
    private const int Huge = 4 << 20;

    private const int Attempts = 24;

    /// <summary>What the collector may put between objects, more or less than before, in small heap and large: guessed in turn.</summary>
    private static readonly int[] Gaps = [0, 32, 24, -24];

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="operand">1 for the first operand, 2 for the second, 3 for the destination.</param>
    public static Matrix<T> Zeros<T>(int rows, int columns, int operand)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int bytes = rows * columns * Unsafe.SizeOf<T>(), place = operand * BetweenOperands % Page;
        Matrix<T> before = new(rows, columns), matrix = new(rows, columns);
        nint stride = Address(matrix) - Address(before);
        // what was allocated in vain stays until the end, so that its place is not taken again
        List<object> kept = [before];
        for (int i = 0; i < Attempts && bytes <= Huge && Address(matrix) % Page != place; i++)
        {
            nint next = Address(matrix) + stride + ArrayOverhead + Gaps[i % Gaps.Length];
            int filler = (int)(place - next) & (Page - 1);
            kept.Add(matrix);
            kept.Add(new byte[bytes < Large ? filler : Large + filler]);
            matrix = new(rows, columns);
        }
        return matrix;
    }

    /// <summary>A matrix of numbers evenly distributed in (−1, 1), other ones for each operand.</summary>
    public static Matrix<T> Random<T>(int rows, int columns, int operand)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> matrix = Zeros<T>(rows, columns, operand);
        RandomNumbers.Fill(matrix.AsSpan(), operand);
        return matrix;
    }

    private static unsafe nint Address<T>(Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => (nint)Unsafe.AsPointer(ref matrix.AsSpan()[0]);
}
