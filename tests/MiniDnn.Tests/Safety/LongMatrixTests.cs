namespace MiniDnn.Tests;

/// <summary>One row or one column of 2³¹ − 57 numbers, the most that an array holds, and of 2³¹ − 1, the most that a span holds.</summary>
/// <remarks>No loop overflows, and the last number is right too.</remarks>
[TestFixture(2_147_483_591)]
[TestFixture(int.MaxValue)]
[Platform("Linux")]
[Explicit("It takes minutes; to be run when a loop of the kernels changes.")]
[NonParallelizable]
internal sealed class LongMatrixTests(int length)
{
    private readonly RepeatedMemory _x = new(length), _y = new(length), _z = new(length);

    private ReadOnlyMatrixSpan<float> Row => new(_x.Span, 1, length);

    private ReadOnlyMatrixSpan<float> Column => new(_x.Span, length, 1);

    private ReadOnlyMatrixSpan<float> OtherRow => new(_y.Span, 1, length);

    private MatrixSpan<float> RowToSet => new(_z.Span, 1, length);

    private MatrixSpan<float> ColumnToSet => new(_z.Span, length, 1);

    private static float X(int i) => (i % 7) - 3;

    private static float Y(int i) => (i % 5) + 1;

    [OneTimeSetUp]
    public void Fill()
    {
        _x.Fill(X);
        _y.Fill(Y);
    }

    [SetUp]
    public void Clear() => _z.Fill(_ => float.NaN);

    [OneTimeTearDown]
    public void Free()
    {
        _x.Dispose();
        _y.Dispose();
        _z.Dispose();
    }

    [Test]
    public void Element_by_element()
    {
        Row.Add(OtherRow, RowToSet);
        _z.Check(i => X(i) + Y(i));
        Row.Multiply(2, RowToSet);
        _z.Check(i => 2 * X(i));
        Row.AddRow(_y.Span, RowToSet);
        _z.Check(i => X(i) + Y(i));
        Row.CopyTo(RowToSet);
        _z.Check(X);
        RowToSet.Fill(4);
        _z.Check(_ => 4);
    }

    [Test]
    public void Reductions()
    {
        Assert.That(Row.MaxNorm(), Is.EqualTo(3));
        Assert.That(Row.OneNorm(), Is.EqualTo(3));
        Assert.That(Row.Sum() / length, Is.EqualTo(0).Within(0.01));
        Assert.That(Row.FrobeniusNorm() / MathF.Sqrt(length), Is.InRange(1, 2.1), "a sum in float loses the last ones");
        Row.ColumnSums(_z.Span);
        _z.Check(X);
        Row.ColumnMeans(_z.Span);
        _z.Check(X);
        Column.CopyColumnTo(0, _z.Span);
        _z.Check(X);
    }

    [Test]
    public void Transposes()
    {
        Row.Transpose(ColumnToSet);
        _z.Check(X);
        Clear();
        Column.Transpose(RowToSet);
        _z.Check(X);
    }

    [Test]
    public void Products_with_a_single_number([Values(1, 2)] int threads)
    {
        ReadOnlyMatrixSpan<float> two = new([2], 1, 1);
        two.Multiply(Row, RowToSet, threads: threads);
        _z.Check(i => 2 * X(i));
        Clear();
        two.MultiplyTransposed(Column, RowToSet, threads: threads);
        _z.Check(i => 2 * X(i));
        Clear();
        Column.Multiply(two, ColumnToSet, threads: threads);
        _z.Check(i => 2 * X(i));
        Clear();
        Row.TransposeMultiply(two, ColumnToSet, threads: threads);
        _z.Check(i => 2 * X(i));
        Clear();
        Column.MultiplyTransposed(two, ColumnToSet, accumulate: false, threads: threads);
        _z.Check(i => 2 * X(i));
    }

    /// <summary>One sum over all k, of products that are 0 but for one in each period: exact in float, in whatever order.</summary>
    [Test]
    public void Sums_over_all_numbers([Values(1, 2)] int threads)
    {
        _y.Fill(i => i == 5 ? 1 : 0);
        try
        {
            float expected = 0;
            for (long i = 5; i < length; i += RepeatedMemory.Period)
            {
                expected += X(5);
            }
            var sum = new Matrix<float>(1, 1);
            Row.MultiplyTransposed(OtherRow, sum, threads: threads);
            Assert.That(sum[0, 0], Is.EqualTo(expected));
            Row.Multiply(new ReadOnlyMatrixSpan<float>(_y.Span, length, 1), sum, threads: threads);
            Assert.That(sum[0, 0], Is.EqualTo(expected));
            Column.TransposeMultiply(new ReadOnlyMatrixSpan<float>(_y.Span, length, 1), sum, threads: threads);
            Assert.That(sum[0, 0], Is.EqualTo(expected));
        }
        finally
        {
            _y.Fill(Y);
        }
    }

    [Test]
    public void Activations_and_losses()
    {
        Activation.ReLU.Apply(Row, RowToSet);
        _z.Check(i => MathF.Max(X(i), 0));
        Activation.LeakyReLU.Apply(Row, RowToSet);
        _z.Check(i => X(i) > 0 ? X(i) : 0.01f * X(i));
        RowToSet.Fill(1);
        Activation.ReLU.Backward(default, OtherRow, RowToSet);
        _z.Check(_ => 1);
        float loss = Loss.MeanSquaredError.Evaluate(default, Row, OtherRow, RowToSet);
        Assert.That(loss, Is.InRange(1, 40));
        float entropy = Loss.BinaryCrossEntropy.Evaluate(Row, Row, OtherRow, RowToSet);
        Assert.That(entropy, Is.Not.NaN);
    }

    [Test]
    public void Steps_and_clipping()
    {
        _z.Fill(_ => 1);
        new Sgd { LearningRate = 0.5 }.Step<float>(_z.Span, _y.Span, [], 0.5, 1);
        GradientClipping.ByValue(_y.Span, 2);
        _y.Check(i => MathF.Min(Y(i), 2));
        _y.Fill(Y);
    }
}
