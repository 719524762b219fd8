using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The micro-kernels of all tile shapes, found by rows, vectors and edge. Each is loaded when it is first asked for.</summary>
internal static unsafe class MicroKernels<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // not made by a static constructor, which would fail for ever after memory had run out in it once
    private static delegate*<Tile<T>*, void>[]? _loaded;

    /// <summary>MR, the most rows of a tile: what the registers hold beside a row of B, 32 with AVX-512 and on Arm, 16 elsewhere.</summary>
    public static int MaxRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => HasManyRegisters ? 8 : IsSse ? 6 : 4;
    }

    /// <summary>
    /// The most vectors of a tile's row. SSE's instructions overwrite an operand and have no fused multiply-add: copies and products need
    /// registers too, which 3 vectors would leave none for.
    /// </summary>
    public static int MaxVectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsSse ? 2 : 3;
    }

    /// <summary>NR: the columns of the widest tile.</summary>
    public static int NR
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MaxVectors * TSimd.Count;
    }

    public static bool HasManyRegisters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(TVector) == 64 || System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported;
    }

    private static bool IsSse
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(TVector) == 16 && !System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported;
    }

    /// <summary>The vectors of the next tile when so many columns are left: as many as there may be, but 4 make 2 and 2.</summary>
    /// <remarks>The last vector may have lanes to spare.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StripVectors(int columns)
    {
        int vectors = (int)((uint)(columns + TSimd.Count - 1) / (uint)TSimd.Count);
        return vectors == 4 ? 2 : Math.Min(vectors, MaxVectors);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static delegate*<Tile<T>*, void> Get(int rows, int vectors, bool ragged)
    {
        int index = (((rows - 1) * 3) + vectors - 1) * 2 + (ragged ? 1 : 0);
        delegate*<Tile<T>*, void>[] loaded = _loaded ??= new delegate*<Tile<T>*, void>[8 * 3 * 2];
        delegate*<Tile<T>*, void> kernel = loaded[index];
        return kernel == null ? loaded[index] = Load(rows, vectors, ragged) : kernel;
    }

    private static delegate*<Tile<T>*, void> Load(int rows, int vectors, bool ragged) => rows switch
    {
        1 => Load<One>(vectors, ragged),
        2 => Load<Two>(vectors, ragged),
        3 => Load<Three>(vectors, ragged),
        4 => Load<Four>(vectors, ragged),
        5 => Load<Five>(vectors, ragged),
        6 => Load<Six>(vectors, ragged),
        7 => Load<Seven>(vectors, ragged),
        _ => Load<Eight>(vectors, ragged),
    };

    private static delegate*<Tile<T>*, void> Load<TRows>(int vectors, bool ragged)
        where TRows : unmanaged, ITileCount
        => (vectors, ragged) switch
        {
            (1, false) => &MicroKernel<TSimd, TVector, T, TRows, One, Whole>.Run,
            (2, false) => &MicroKernel<TSimd, TVector, T, TRows, Two, Whole>.Run,
            (_, false) => &MicroKernel<TSimd, TVector, T, TRows, Three, Whole>.Run,
            (1, true) => &MicroKernel<TSimd, TVector, T, TRows, One, Ragged>.Run,
            (2, true) => &MicroKernel<TSimd, TVector, T, TRows, Two, Ragged>.Run,
            (_, true) => &MicroKernel<TSimd, TVector, T, TRows, Three, Ragged>.Run,
        };
}
