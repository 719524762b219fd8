namespace MiniDnn;

/// <summary>What a layer needs for samples of one shape; made once for each network.</summary>
public sealed class LayerPlan
{
    /// <summary>The shape of the samples that come in.</summary>
    public required SampleShape Input { get; init; }

    /// <summary>The shape of the samples that go out.</summary>
    public required SampleShape Output { get; init; }

    /// <summary>What is learned.</summary>
    public IReadOnlyList<LayerTensor> Parameters { get; init; } = [];

    /// <summary>What is kept from step to step without being learned, such as running means; <c>Backward</c> alone writes it.</summary>
    public IReadOnlyList<LayerTensor> State { get; init; } = [];

    /// <summary>The plans of the layers inside this one.</summary>
    public IReadOnlyList<LayerPlan> Children { get; init; } = [];

    /// <summary>The columns of matrices with the rows of the batch's inputs, whose contents stay from Forward to Backward.</summary>
    public IReadOnlyList<int> ScratchColumns { get; init; } = [];

    /// <summary>The lengths of memory that does not grow with the rows; its contents, too, stay from Forward to Backward.</summary>
    public IReadOnlyList<int> BatchScratch { get; init; } = [];

    /// <summary>
    /// True where what comes out for a sample depends on the others of the batch, so that one row is too few to train on.
    /// </summary>
    public bool CouplesSamples { get; init; }

    /// <summary>
    /// Columns of the input that are numbers of things: the network checks them, never scales them and asks for no derivative. Only the
    /// first layer can have such; their <see cref="IndexColumn.Size"/> is the layer's own affair.
    /// </summary>
    public IReadOnlyList<IndexColumn> IndexColumns { get; init; } = [];
}

/// <summary>A column of the inputs whose numbers name things.</summary>
/// <param name="Column">The column in each row of a sample, counted from 0.</param>
/// <param name="Categories">How many things there are: every number is whole and from 0 to Categories − 1.</param>
/// <param name="Size">How many numbers stand for a thing: the length of its vector in an <see cref="Embedding"/>.</param>
public readonly record struct IndexColumn(int Column, int Categories, int Size = 1);
