using System.Runtime.InteropServices;

namespace MiniDnn.Decompositions;

/// <summary>Reads the binary exponents of the elements of a matrix.</summary>
internal static class ExponentReader
{
    /// <summary>Stands for the exponent of 0: so low that it is no maximum, and far from overflow in sums.</summary>
    public const int OfZero = int.MinValue / 4;

    /// <summary>Reads the exponents of all elements, row after row.</summary>
    /// <returns>Whether an element is 0.</returns>
    public static bool Read<T>(ReadOnlyMatrixSpan<T> matrix, Span<int> exponents)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool hasZeros = false;
        for (int i = 0; i < matrix.RowCount; i++)
        {
            ReadOnlySpan<T> row = matrix.Row(i);
            Span<int> ofRow = exponents.Slice(i * row.Length, row.Length);
            for (int j = ReadNormalExponents(row, ofRow); j < row.Length; j++)
            {
                T value = row[j];
                ofRow[j] = value == T.Zero ? OfZero : SafeRange.Exponent(value);
                hasZeros |= value == T.Zero;
            }
        }
        return hasZeros;
    }

    /// <summary>Reads exponents vector by vector up to the first number that is 0 or subnormal; returns how many were read.</summary>
    private static int ReadNormalExponents<T>(ReadOnlySpan<T> values, Span<int> exponents)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int j = 0;
        if (typeof(T) == typeof(double))
        {
            ReadOnlySpan<ulong> bits = MemoryMarshal.Cast<T, ulong>(values);
            for (; j <= bits.Length - Vector<int>.Count; j += Vector<int>.Count)
            {
                Vector<ulong> low = new Vector<ulong>(bits[j..]) << 1, high = new Vector<ulong>(bits[(j + Vector<ulong>.Count)..]) << 1;
                Vector<int> biased = Vector.Narrow(low >>> 53, high >>> 53).As<uint, int>();
                if (Vector.EqualsAny(biased, Vector<int>.Zero))
                {
                    break;
                }
                (biased - new Vector<int>(1023)).CopyTo(exponents[j..]);
            }
        }
        else if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<uint> bits = MemoryMarshal.Cast<T, uint>(values);
            for (; j <= bits.Length - Vector<int>.Count; j += Vector<int>.Count)
            {
                Vector<int> biased = ((new Vector<uint>(bits[j..]) << 1) >>> 24).As<uint, int>();
                if (Vector.EqualsAny(biased, Vector<int>.Zero))
                {
                    break;
                }
                (biased - new Vector<int>(127)).CopyTo(exponents[j..]);
            }
        }
        return j;
    }
}
