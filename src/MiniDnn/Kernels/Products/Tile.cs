using System.Runtime.InteropServices;

namespace MiniDnn.Kernels;

/// <summary>What a micro-kernel works on: a tile of C and the row panel of A and column panel of B whose product it is.</summary>
[StructLayout(LayoutKind.Auto)]
internal unsafe struct Tile<T>
    where T : unmanaged
{
    /// <summary>
    /// The element of A in the tile's first row and first k; <see cref="ARow"/> and <see cref="AColumn"/> lead to the next row and the next
    /// k, so A may as well be transposed or packed.
    /// </summary>
    public T* A;
    public nint ARow;
    public nint AColumn;

    /// <summary>The first element of the panel of B, whose rows are contiguous and start <see cref="BRow"/> apart.</summary>
    public T* B;
    public nint BRow;

    public T* C;
    public nint CRow;

    /// <summary>The number of k.</summary>
    public nint Depth;

    /// <summary>
    /// What the sums start from: C itself, a bias for each column (then <see cref="StartRow"/> is 0), or 0 where it is null.
    /// </summary>
    public T* Start;
    public nint StartRow;

    /// <summary>True to store max(x, 0).</summary>
    public bool Rectify;

    /// <summary>The lanes of the last vector that a ragged tile uses.</summary>
    public int Lanes;
}
