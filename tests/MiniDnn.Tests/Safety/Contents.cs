using System.Runtime.CompilerServices;

namespace MiniDnn.Tests;

/// <summary>Numbers that every operation accepts where shapes fit.</summary>
internal static class Contents
{
    /// <summary>A NaN that no computation gives.</summary>
    private const int UnsetBits = 0x7FFABCDE;

    /// <summary>Fills an argument's memory: gaps with NaN, and elements too where the call is to set them.</summary>
    public static void Fill<T>(string name, Span<T> values, Extent extent, bool isSet)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        values.Fill(Unsafe.SizeOf<T>() == 4 ? Unsafe.BitCast<int, T>(UnsetBits) : Unsafe.BitCast<long, T>((long)UnsetBits << 32));
        if (!isSet)
        {
            FillElements(name, values, extent);
        }
    }

    /// <summary>Makes a matrix that is symmetric and positive definite where it is square, of full rank where not.</summary>
    public static void FillElements<T>(string name, Span<T> values, Extent extent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < extent.FilledRows; i++)
        {
            Span<T> row = values.Slice(i * extent.Stride, extent.Columns);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = T.CreateTruncating(name switch
                {
                    "targets" => j == i % extent.Columns ? 1 : 0,
                    "state" => 0,
                    _ => (1.0 / (1 + i + j)) + (i == j ? 10 : 0),
                });
            }
        }
    }

    /// <summary>True for an element that was to be set and was not.</summary>
    public static bool IsUnset<T>(T value)
        where T : unmanaged
        => Unsafe.SizeOf<T>() == 4 ? Unsafe.BitCast<T, int>(value) == UnsetBits : Unsafe.BitCast<T, long>(value) == ((long)UnsetBits << 32);
}
