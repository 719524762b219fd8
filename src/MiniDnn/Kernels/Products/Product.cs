using System.Runtime.InteropServices;

namespace MiniDnn.Kernels;

/// <summary>A product C = op(A)·op(B) to be computed, as addresses and strides: m×k times k×n.</summary>
/// <remarks>
/// Whoever makes one has checked that the operands reach as far as the sizes say, and that C overlaps neither. It can be set part by part:
/// an initializer fills another in and copies it, which is a tenth of the time of the smallest products.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal unsafe struct Product<T>
    where T : unmanaged
{
    public required int M { readonly get; set; }

    public required int N { readonly get; set; }

    public required int K { readonly get; set; }

    /// <summary>op(A)[i, p] is A[i·ARow + p·AColumn].</summary>
    public required T* A { readonly get; set; }

    public required nint ARow { readonly get; set; }

    public required nint AColumn { readonly get; set; }

    /// <summary>True where op is a transposition for A.</summary>
    public required bool TransposesA { readonly get; set; }

    /// <summary>op(B)[p, j] is B[p·BRow + j·BColumn]; one of the two strides is 1.</summary>
    public required T* B { readonly get; set; }

    public required nint BRow { readonly get; set; }

    public required nint BColumn { readonly get; set; }

    /// <summary>True where op is a transposition for B.</summary>
    public required bool TransposesB { readonly get; set; }

    public required T* C { readonly get; set; }

    public required nint CRow { readonly get; set; }

    public required Epilogue<T> Epilogue { readonly get; set; }

    /// <summary>The part of the product that gives a block of C.</summary>
    public Product<T> Block(int row, int rowCount, int column, int columnCount) => new()
    {
        M = rowCount,
        N = columnCount,
        K = K,
        A = A + (row * ARow),
        ARow = ARow,
        AColumn = AColumn,
        TransposesA = TransposesA,
        B = B + (column * BColumn),
        BRow = BRow,
        BColumn = BColumn,
        TransposesB = TransposesB,
        C = C + (row * CRow) + column,
        CRow = CRow,
        Epilogue = Epilogue.From(column),
    };
}

/// <summary>What becomes of sums of products before they are stored: what they are added to, and whether negative ones become 0.</summary>
internal readonly unsafe struct Epilogue<T>(bool accumulate, T* bias, bool rectify)
    where T : unmanaged
{
    /// <summary>True to add to C; otherwise C starts from the bias of each column, or from 0 where there is none.</summary>
    public bool Accumulate { get; } = accumulate;

    /// <summary>A number for each column, or null.</summary>
    public T* Bias { get; } = bias;

    /// <summary>True to store max(x, 0).</summary>
    public bool Rectify { get; } = rectify;

    /// <summary>The same for the columns from this one on.</summary>
    public Epilogue<T> From(int column) => new(Accumulate, Bias == null ? null : Bias + column, Rectify);

    /// <summary>What a row of C starts from; null for 0.</summary>
    public T* Start(T* c, int column) => Accumulate ? c : Bias == null ? null : Bias + column;
}

/// <summary>A block of B, some rows of some columns, whose share of the product is computed at once.</summary>
internal readonly unsafe struct ProductBlock<T>(int column, int columns, int k, int depth, T* b, bool isPacked = false, T* panel = null)
    where T : unmanaged
{
    public int Column { get; } = column;

    public int Columns { get; } = columns;

    /// <summary>The first row.</summary>
    public int K { get; } = k;

    /// <summary>How many rows.</summary>
    public int Depth { get; } = depth;

    /// <summary>Its first element where B lies, or the first panel.</summary>
    public T* B { get; } = b;

    /// <summary>True where the block was copied into panels, each as wide as a tile.</summary>
    public bool IsPacked { get; } = isPacked;

    /// <summary>Memory for a panel of A, or null where A is read where it lies.</summary>
    public T* Panel { get; } = panel;
}
