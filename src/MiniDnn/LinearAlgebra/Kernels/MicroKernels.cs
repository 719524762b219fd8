namespace MiniDnn;

/// <summary>The micro-kernels of all widths for one height.</summary>
internal readonly unsafe struct MicroKernels<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly delegate*<Tile<T>*, void> _ragged;
    private readonly delegate*<Tile<T>*, void> _one;
    private readonly delegate*<Tile<T>*, void> _two;
    private readonly delegate*<Tile<T>*, void> _three;

    private MicroKernels(delegate*<Tile<T>*, void> ragged, delegate*<Tile<T>*, void> one, delegate*<Tile<T>*, void> two, delegate*<Tile<T>*, void> three)
    {
        _ragged = ragged;
        _one = one;
        _two = two;
        _three = three;
    }

    /// <summary>MR, the most rows of a tile: what the registers hold beside a row of B, 32 with AVX-512 and on Arm, 16 elsewhere.</summary>
    public static int MaxRows => HasManyRegisters ? 8 : IsSse ? 6 : 4;

    /// <summary>The most vectors of a tile's row. SSE's instructions overwrite an operand and have no fused multiply-add: copies and products need registers too, which 3 vectors would leave none for.</summary>
    public static int MaxVectors => IsSse ? 2 : 3;

    private static bool HasManyRegisters => sizeof(TVector) == 64 || System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported;

    private static bool IsSse => sizeof(TVector) == 16 && !System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported;

    public static MicroKernels<TSimd, TVector, T> OfRows(int rows) => rows switch
    {
        1 => OfRows<One>(),
        2 => OfRows<Two>(),
        3 => OfRows<Three>(),
        4 => OfRows<Four>(),
        5 => OfRows<Five>(),
        6 => OfRows<Six>(),
        7 => OfRows<Seven>(),
        _ => OfRows<Eight>(),
    };

    /// <summary>The kernel for so many vectors; 0 for less than one.</summary>
    public delegate*<Tile<T>*, void> OfVectors(int vectors) => vectors switch
    {
        0 => _ragged,
        1 => _one,
        2 => _two,
        _ => _three,
    };

    private static MicroKernels<TSimd, TVector, T> OfRows<TRows>()
        where TRows : unmanaged, ITileCount
        => new(
            &MicroKernel<TSimd, TVector, T, TRows, Ragged>.Run,
            &MicroKernel<TSimd, TVector, T, TRows, One>.Run,
            &MicroKernel<TSimd, TVector, T, TRows, Two>.Run,
            &MicroKernel<TSimd, TVector, T, TRows, Three>.Run);
}
