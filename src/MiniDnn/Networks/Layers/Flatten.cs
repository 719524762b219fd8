namespace MiniDnn;

/// <summary>Makes one row of the rows of a sample, as a sequence needs before a single answer: rows×columns → 1×(rows·columns).</summary>
/// <example><code>
/// Layer[] layers = [new Dense(4, Activation.Tanh), new Flatten(), new Dense(2, Activation.Softmax)];
/// var network = new FeedForwardNetwork&lt;double&gt;(new SampleShape(Rows: 5, Columns: 3), layers, seed: 1);
/// Console.WriteLine(network.OutputCount);               // → 2
/// </code></example>
public sealed class Flatten : Layer
{
    internal const string TypeName = "flatten";

    /// <inheritdoc/>
    public override string Name => TypeName;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The sample has more numbers than a row can hold.</exception>
    public override LayerPlan Plan(SampleShape input)
    {
        if (input.Size > int.MaxValue)
        {
            Throw.Argument(nameof(input), $"Flatten: a sample of {input} has {input.Size} numbers; a row holds at most {int.MaxValue}.");
        }
        return new() { Input = input, Output = new(1, (int)input.Size) };
    }

    /// <inheritdoc/>
    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
        => input.CopyTo(new MatrixSpan<T>(input.RowCount, input.ColumnCount, input.ColumnCount, Numbers(output)));

    /// <inheritdoc/>
    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        if (!inputDelta.IsEmpty)
        {
            Numbers(outputDelta).CopyTo(Numbers(inputDelta));
        }
    }

    /// <summary>The memory of what a network lends, which has no gaps between its rows.</summary>
    private static Span<T> Numbers<T>(MatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        matrix.TryGetSpan(out Span<T> numbers);
        return numbers;
    }
}
