using System.Runtime.CompilerServices;

namespace MiniDnn.Tests;

/// <summary>Nothing beyond an operand or a destination is read or written, not by an instruction that masks it either: it lies between pages without access.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
[Platform("Unix")]
internal sealed class MemoryBoundsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int Lanes = 64 / Unsafe.SizeOf<T>();

    [Test]
    public void Products_stay_within_their_views([Values] bool atEnd)
    {
        foreach (int m in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33 })
        {
            for (int n = 1; n <= (3 * Lanes) + 1; n++)
            {
                CheckProduct(m, n, 1 + ((m + n) % 19), atEnd);
            }
        }
        for (int n = 1; n <= (16 * Lanes) + 1; n++)
        {
            CheckProduct(1, n, 1 + (n % 19), atEnd);
        }
        for (int k = 1; k <= (4 * Lanes) + 1; k++)
        {
            CheckProduct(1 + (k % 4), 1 + (k % 9), k, atEnd);
        }
    }

    /// <summary>A row times a B beyond the cache; packed blocks of B and panels of A; the products that threads share.</summary>
    [TestCase(1, 2051, 141), TestCase(50, 523, 261), TestCase(5, 483, 259), TestCase(121, 133, 131)]
    public void Large_products_do_too(int m, int n, int k)
    {
        CheckProduct(m, n, k, atEnd: true);
        CheckProduct(m, n, k, atEnd: false);
    }

    private delegate void Unary(ReadOnlySpan<T> x, Span<T> y);

    private delegate void Binary(ReadOnlySpan<T> y, ReadOnlySpan<T> delta, Span<T> destination);

    [Test]
    public void Functions_of_single_numbers_stay_within_their_spans([Values] bool atEnd)
    {
        Unary[] unary = [ElementWise.Exp, ElementWise.Sigmoid, ElementWise.Tanh, ElementWise.ReLU, ElementWise.Softmax];
        Binary[] binary = [ElementWise.SigmoidBackward, ElementWise.TanhBackward, ElementWise.ReLUBackward, ElementWise.SoftmaxBackward];
        for (int length = 1; length <= (8 * Lanes) + 1; length++)
        {
            T[] numbers = [.. TestMatrices.Random<T>(1, length, 4).AsSpan()], expected = new T[length];
            using GuardedMemory<T> x = Guarded(numbers, atEnd), y = new(length, atEnd);
            foreach (Unary function in unary)
            {
                function(numbers, expected);
                function(x.Span, y.Span);
                Assert.That(y.Span.SequenceEqual(expected));
            }
            foreach (Binary function in binary)
            {
                function(numbers, numbers, expected);
                function(x.Span, x.Span, y.Span);
                Assert.That(y.Span.SequenceEqual(expected));
            }
        }
    }

    private static void CheckProduct(int m, int n, int k, bool atEnd)
    {
        for (int form = 0; form < 4; form++)
        {
            (bool transposeA, bool transposeB) = ((form & 1) != 0, (form & 2) != 0);
            Matrix<T> a = transposeA ? TestMatrices.Random<T>(k, m) : TestMatrices.Random<T>(m, k);
            Matrix<T> b = transposeB ? TestMatrices.Random<T>(n, k, 2) : TestMatrices.Random<T>(k, n, 2);
            Matrix<T> bias = TestMatrices.Random<T>(1, n, 3), expected = new(m, n);
            MatrixProduct.Multiply<T>(a, transposeA, b, transposeB, expected, false, bias.Row(0), rectify: true, null);

            int gap = (m + n + k) % 3;
            using GuardedMemory<T> guardedA = Guarded(a, gap, atEnd), guardedB = Guarded(b, gap, atEnd), guardedBias = Guarded(bias.Row(0), atEnd);
            using var guardedC = new GuardedMemory<T>(Length(m, n, gap), atEnd);
            guardedC.Span.Fill(T.NaN);
            MatrixSpan<T> c = View(guardedC, m, n, gap);
            MatrixProduct.Multiply(View(guardedA, a.RowCount, a.ColumnCount, gap), transposeA, View(guardedB, b.RowCount, b.ColumnCount, gap), transposeB, c, false, guardedBias.Span, rectify: true, null);
            TestMatrices.AssertEqual<T>(c, expected);
            MatrixProduct.Multiply(View(guardedA, a.RowCount, a.ColumnCount, gap), transposeA, View(guardedB, b.RowCount, b.ColumnCount, gap), transposeB, c, accumulate: true, null);
            Assert.That(guardedC.Span.Count(T.NaN), Is.EqualTo((m - 1) * gap), "gaps between rows");
        }
    }

    private static int Length(int rows, int columns, int gap) => ((rows - 1) * (columns + gap)) + columns;

    private static MatrixSpan<T> View(GuardedMemory<T> memory, int rows, int columns, int gap) => new(memory.Span, rows, columns, columns + gap);

    private static GuardedMemory<T> Guarded(ReadOnlySpan<T> values, bool atEnd)
    {
        var memory = new GuardedMemory<T>(values.Length, atEnd);
        values.CopyTo(memory.Span);
        return memory;
    }

    private static GuardedMemory<T> Guarded(Matrix<T> matrix, int gap, bool atEnd)
    {
        var memory = new GuardedMemory<T>(Length(matrix.RowCount, matrix.ColumnCount, gap), atEnd);
        memory.Span.Fill(T.NaN);
        matrix.CopyTo(View(memory, matrix.RowCount, matrix.ColumnCount, gap));
        return memory;
    }
}
