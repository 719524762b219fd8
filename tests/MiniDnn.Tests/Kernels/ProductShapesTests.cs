using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>All shapes from nothing to two tiles and one more, in every form: of whole numbers, whose sums are exact in any order, so each product must be right to the bit.
/// Whatever surrounds operands and destination is NaN: read, it would spoil the result; written, it would be missed.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ProductShapesTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The columns of the widest vector; two tiles of it are four and eight of the narrower ones.</summary>
    private static readonly int Lanes = 64 / Unsafe.SizeOf<T>();

    [Test]
    public void Tiles() => new Shapes((2 * TallKernel.Rows) + 1, (2 * 3 * Lanes) + 1, (2 * 8) + 1).Check();

    [Test]
    public void One_row() => new Shapes(1, (2 * 8 * Lanes) + 1, (2 * 8) + 1).Check();

    [Test]
    public void Inner_products() => new Shapes(5, 9, (4 * Lanes) + 1).Check();

    private sealed class Shapes(int rows, int columns, int depth)
    {
        private readonly Matrix<T> _wholeA = TestMatrices.Whole<T>(rows, depth, 1), _wholeB = TestMatrices.Whole<T>(depth, columns, 2);
        private readonly Matrix<T> _before = TestMatrices.Whole<T>(rows, columns, 3), _bias = TestMatrices.Whole<T>(1, columns, 4), _sum = new(rows, columns);

        // the operands, and those that are transposed, with NaN beyond the shape in turn
        private readonly Matrix<T> _a = new(rows, depth), _transposedA = new(depth, rows), _b = new(depth, columns), _transposedB = new(columns, depth);

        // with a frame of NaN
        private readonly Matrix<T> _start = new(rows + 2, columns + 2), _expected = new(rows + 2, columns + 2), _actual = new(rows + 2, columns + 2);

        /// <summary>The exact product grows with k: a column of A times a row of B is added.</summary>
        public void Check()
        {
            for (int k = 0; k <= depth; k++)
            {
                Reset(_a, _transposedA);
                for (int m = 0; m <= rows; m++)
                {
                    for (int p = 0; m > 0 && p < k; p++)
                    {
                        _a[m - 1, p] = _transposedA[p, m - 1] = _wholeA[m - 1, p];
                    }
                    Reset(_b, _transposedB);
                    for (int n = 0; n <= columns; n++)
                    {
                        for (int p = 0; n > 0 && p < k; p++)
                        {
                            _b[p, n - 1] = _transposedB[n - 1, p] = _wholeB[p, n - 1];
                        }
                        CheckShape(m, n, k);
                    }
                }
                for (int i = 0; k < depth && i < rows; i++)
                {
                    for (int j = 0; j < columns; j++)
                    {
                        _sum[i, j] += _wholeA[i, k] * _wholeB[k, j];
                    }
                }
            }
        }

        private static void Reset(params ReadOnlySpan<Matrix<T>> operands)
        {
            foreach (Matrix<T> operand in operands)
            {
                operand.AsSpan().Fill(T.NaN);
            }
        }

        private void CheckShape(int m, int n, int k)
        {
            Reset(_start, _expected);
            for (int i = 0; i < m; i++)
            {
                _before.Row(i)[..n].CopyTo(_start.Row(i + 1)[1..]);
                _sum.Row(i)[..n].CopyTo(_expected.Row(i + 1)[1..]);
            }
            CheckForms(m, n, k, accumulate: false, default, rectify: false);
            for (int i = 0; i < m; i++)
            {
                Span<T> row = _expected.Row(i + 1).Slice(1, n);
                for (int j = 0; j < n; j++)
                {
                    row[j] += _before[i, j];
                }
            }
            CheckForms(m, n, k, accumulate: true, default, rectify: false);
            for (int i = 0; i < m; i++)
            {
                Span<T> row = _expected.Row(i + 1).Slice(1, n);
                for (int j = 0; j < n; j++)
                {
                    row[j] = T.Max(_sum[i, j] + _bias[0, j], T.Zero);
                }
            }
            CheckForms(m, n, k, accumulate: false, _bias.Row(0)[..n], rectify: true);
        }

        private void CheckForms(int m, int n, int k, bool accumulate, ReadOnlySpan<T> bias, bool rectify)
        {
            for (int form = 0; form < 4; form++)
            {
                (bool transposeA, bool transposeB) = ((form & 1) != 0, (form & 2) != 0);
                ReadOnlyMatrixSpan<T> a = transposeA ? _transposedA[..k, ..m] : _a[..m, ..k];
                ReadOnlyMatrixSpan<T> b = transposeB ? _transposedB[..n, ..k] : _b[..k, ..n];
                _start.AsSpan().CopyTo(_actual.AsSpan());
                MatrixProduct.Multiply(a, transposeA, b, transposeB, _actual[1..(m + 1), 1..(n + 1)], accumulate, bias, rectify, null);
                if (!MemoryMarshal.AsBytes(_actual.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(_expected.AsSpan())))
                {
                    Assert.Fail($"{m}×{k}×{n}, transposed {transposeA} {transposeB}, accumulated {accumulate}, rectified {rectify}: expected {_expected.ToString("R", null)}\nactual {_actual.ToString("R", null)}");
                }
            }
        }
    }
}
