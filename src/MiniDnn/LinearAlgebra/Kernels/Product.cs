using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>A product C = op(A)·op(B) to be computed, as addresses and strides: m×k times k×n.</summary>
[StructLayout(LayoutKind.Auto)]
internal unsafe struct Product<T>
    where T : unmanaged
{
    public int M;
    public int N;
    public int K;

    /// <summary>op(A)[i, p] is A[i·ARow + p·AColumn].</summary>
    public T* A;
    public nint ARow;
    public nint AColumn;

    /// <summary>op(B)[p, j] is B[p·BRow + j·BColumn]; one of the two strides is 1.</summary>
    public T* B;
    public nint BRow;
    public nint BColumn;

    /// <summary>All of op(B), packed before, or null. Where there is no C, it is to be packed there.</summary>
    public T* Packed;

    public T* C;
    public nint CRow;

    /// <summary>True to add to C; otherwise C starts from the bias of each column, or from 0 where there is none.</summary>
    public bool Accumulate;
    public T* Bias;

    /// <summary>True to store max(x, 0).</summary>
    public bool Rectify;

    /// <summary>True for an A·Bᵀ of so few rows that it is computed as inner products.</summary>
    public bool UsesInnerProducts;

    /// <summary>True for a product of one row that no threads share: each of its sums may be made in several chains.</summary>
    public bool Chained;

    /// <summary>Into how many parts C is divided for threads.</summary>
    public int Parts;

    /// <summary>The part of the product that gives a block of C.</summary>
    public readonly Product<T> Block(int row, int rowCount, int column, int columnCount)
    {
        Product<T> block = this;
        block.M = rowCount;
        block.N = columnCount;
        block.A += row * ARow;
        block.B += column * BColumn;
        block.C += (row * CRow) + column;
        block.Bias = Bias == null ? null : Bias + column;
        return block;
    }
}
