using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>Copies blocks of the operands into the order in which the micro-kernel reads them.
/// <code>
/// B, k×n                               packed: panel after panel, each as wide as a tile
/// ┌──────────┬──────────┬────┐         0 0 0 0 0 0 0 0 0 0   row 0 of panel 0
/// │ panel 0  │ panel 1  │ 2  │    →    0 0 0 0 0 0 0 0 0 0   row 1 of panel 0 …
/// └──────────┴──────────┴────┘         1 1 1 1 1 1 1 1 1 1   row 0 of panel 1 …
/// </code>
/// The last panel is as wide as a whole vector; what is beyond n in it is never read.</summary>
internal static unsafe class Packing<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackB(Product<T>* product, in ProductBlock<T> block, T* destination)
    {
        int kc = block.Depth, nc = block.Columns;
        T* source = product->B + (block.K * product->BRow) + (block.Column * product->BColumn);
        for (int jr = 0; jr < nc;)
        {
            int vectors = MicroKernels<TSimd, TVector, T>.StripVectors(nc - jr);
            int width = vectors * TSimd.Count;
            int columns = Math.Min(width, nc - jr);
            T* panel = destination + ((nint)jr * kc);
            if (product->BColumn == 1)
            {
                CopyRows(source + jr, product->BRow, kc, columns, panel, width);
            }
            else
            {
                Transposition.Run(source + (jr * product->BColumn), product->BColumn, columns, kc, panel, width);
            }
            jr += width;
        }
    }

    /// <summary>
    /// Copies the rows of Aᵀ that a tile needs, which lie a row of A apart for each k, so that they lie together, and lets the tile read
    /// them there. Rows of A that are not transposed do as well where they lie.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackA(ref Tile<T> tile, int rows, T* destination)
    {
        CopyRows(tile.A, tile.AColumn, (int)tile.Depth, rows, destination, rows);
        tile.A = destination;
        tile.ARow = 1;
        tile.AColumn = rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRows(T* source, nint sourceRow, int rows, int columns, T* destination, nint destinationRow)
    {
        int whole = columns - (columns % TSimd.Count);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < whole; j += TSimd.Count)
            {
                TSimd.Store(destination + j, TSimd.Load(source + j));
            }
            for (int j = whole; j < columns; j++)
            {
                destination[j] = source[j];
            }
            source += sourceRow;
            destination += destinationRow;
        }
    }
}
