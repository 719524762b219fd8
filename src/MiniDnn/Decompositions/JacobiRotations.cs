using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>
/// One-sided Jacobi: plane rotations of pairs of vectors until all are orthogonal to working precision (M. Hestenes, 1958; P. de Rijk,
/// 1989).
/// </summary>
internal sealed class JacobiRotations<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Width = ReflectorKernels.Width;

    /// <summary>Two blocks of so many columns of 500 doubles lie in the second cache while they are rotated against each other.</summary>
    private const int BlockWidth = 32;

    /// <summary>Some ten sweeps are usual; the limit ends what would never settle.</summary>
    private const int MaxSweeps = 60;

    private readonly ColumnMatrix<T> _vectors;
    private readonly ColumnMatrix<T>? _rotations;
    private readonly T[] _squares;
    private readonly T[] _norms;

    // Vector i is 2^exponents[i] times what is kept of it.
    private readonly int[] _exponents;
    private readonly T _tolerance;
    private bool _rotated;

    private JacobiRotations(ColumnMatrix<T> vectors, ColumnMatrix<T>? rotations)
    {
        _vectors = vectors;
        _rotations = rotations;
        _squares = new T[vectors.PaddedColumnCount];
        _norms = new T[vectors.PaddedColumnCount];
        _exponents = new int[vectors.ColumnCount];
        _tolerance = FloatingPoint<T>.Epsilon * T.CreateChecked(Math.Max(1, Math.Sqrt(vectors.ColumnCount) / 2));
    }

    /// <summary>
    /// Makes the vectors orthogonal to each other and does the same to <paramref name="rotations"/>, which so collects the product of all
    /// rotations.
    /// </summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="rotations">Where the rotations are collected, if they are.</param>
    /// <param name="normalize">
    /// True to keep each vector near 1 and the power of two beside it: for vectors of which some have squares outside the number range.
    /// </param>
    /// <returns>The exponents of those powers.</returns>
    public static int[] Orthogonalize(ColumnMatrix<T> vectors, ColumnMatrix<T>? rotations, bool normalize)
    {
        var jacobi = new JacobiRotations<T>(vectors, rotations);
        int sweep = 0;
        do
        {
            for (int i = 0; i < vectors.ColumnCount && normalize; i++)
            {
                jacobi.Normalize(i);
            }
            jacobi._rotated = false;
            jacobi.Sweep();
            sweep++;
        }
        while (jacobi._rotated && sweep < MaxSweeps);
        return jacobi._exponents;
    }

    private void Normalize(int index)
    {
        Span<T> vector = _vectors.Column(index);
        T largest = T.Abs(TensorPrimitives.MaxMagnitude<T>(vector));
        if (largest != T.Zero)
        {
            int exponent = SafeRange.Exponent(largest);
            SafeRange.Scale(vector, -exponent);
            _exponents[index] += exponent;
        }
    }

    /// <summary>All pairs once, block by block, so that the vectors of two blocks stay in cache.</summary>
    private void Sweep()
    {
        int count = _vectors.ColumnCount;
        for (int i = 0; i < count; i++)
        {
            SetSquare(i, TensorPrimitives.SumOfSquares<T>(_vectors.Column(i)));
        }
        for (int first = 0; first < count; first += BlockWidth)
        {
            for (int second = first; second < count; second += BlockWidth)
            {
                SweepBlocks(first, Math.Min(first + BlockWidth, count), second, Math.Min(second + BlockWidth, count));
            }
        }
    }

    private void SweepBlocks(int first, int firstEnd, int second, int secondEnd)
    {
        for (int p = first; p < firstEnd; p += Width)
        {
            for (int q = Math.Max(p, second); q < secondEnd; q += Width)
            {
                SweepTile(p, Math.Min(p + Width, firstEnd), q, Math.Min(q + Width, secondEnd));
            }
        }
    }

    private void SweepTile(int p, int pEnd, int q, int qEnd)
    {
        if (IsOrthogonal(p, q))
        {
            return;
        }
        for (int i = p; i < pEnd; i++)
        {
            for (int k = Math.Max(i + 1, q); k < qEnd; k++)
            {
                RotatePair(i, k);
            }
        }
    }

    /// <summary>True where no two of the vectors p…p+3 and q…q+3 need a rotation.</summary>
    private bool IsOrthogonal(int p, int q)
    {
        Span<T> products = stackalloc T[Width * Width];
        ReflectorKernels.Dot4x4(ref _vectors.Reference(p), _vectors.Stride, ref _vectors.Reference(q), _vectors.Stride, _vectors.PaddedRowCount, products);
        for (int i = 0; i < Width; i++)
        {
            for (int k = p == q ? i + 1 : 0; k < Width; k++)
            {
                if (IsTooLarge(products[(Width * i) + k], p + i, q + k))
                {
                    return false;
                }
            }
        }
        return true;
    }

    private bool IsTooLarge(T product, int p, int q) => T.Abs(product) > _tolerance * _norms[p] * _norms[q];

    private void RotatePair(int p, int q)
    {
        T product = TensorPrimitives.Dot<T>(_vectors.Column(p), _vectors.Column(q));
        if (!IsTooLarge(product, p, q))
        {
            return;
        }
        _rotated = true;
        var rotation = PlaneRotation<T>.For(_squares[p], _squares[q], product, _exponents[p] - _exponents[q]);
        int length = _vectors.PaddedRowCount;
        (T pSquare, T qSquare) = JacobiKernels.Rotate(
            ref _vectors.Reference(p), ref _vectors.Reference(q), length, rotation.Cosine, rotation.SineOfX, rotation.SineOfY);
        SetSquare(p, pSquare);
        SetSquare(q, qSquare);
        if (_rotations is { } rotations)
        {
            // these have no powers of two beside them
            length = rotations.PaddedRowCount;
            _ = JacobiKernels.Rotate(ref rotations.Reference(p), ref rotations.Reference(q), length, rotation.Cosine, rotation.Sine, rotation.Sine);
        }
    }

    private void SetSquare(int index, T square)
    {
        _squares[index] = square;
        _norms[index] = T.Sqrt(square);
    }
}
