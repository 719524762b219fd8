using MiniDnn.Surface.OpenLayers;

namespace MiniDnn.Tests;

/// <summary>A network for each layer, a user's own too, and one of all: what the library promises holds for each.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Input">The shape of a sample.</param>
/// <param name="Create">The layers, without the last.</param>
internal sealed record LayerCase(string Name, SampleShape Input, Func<int, Layer[]> Create)
{
    public const int Samples = 24;

    private static readonly SampleShape Row = new(1, 6), Sequence = new(3, 4);

    public static IEnumerable<LayerCase> All =>
    [
        new("Dense", Sequence, size => [new Dense(size, Activation.GELU)]),
        new("Dropout", Row, size => [new Dense(size, Activation.Tanh), new Dropout(0.3)]),
        new("BatchNorm", Row, size => [new Dense(size), new BatchNorm()]),
        new("LayerNorm", Sequence, size => [new Dense(size), new LayerNorm()]),
        new("Residual", Row, size => [new Dense(size), Block(size)]),
        new("Embedding", Row, size => [new Embedding(new IndexColumn(2, 5, size), new IndexColumn(0, 3, 2))]),
        new("Flatten", Sequence, _ => [new Flatten()]),
        new("OwnCentre", Row, size => [new Dense(size), new OwnCentre(0.125)]),
        new("Attention", Sequence, size => [new Dense(size), new Attention(), new ScaleAndShift()]),
        new("All", Sequence, size => [new Embedding(new IndexColumn(1, 4, 3)), new Dense(size, Activation.ReLU), Block(size), new Attention(),
            new BatchNorm(), new OwnCentre(), new LayerNorm(), new Dropout(0.1), new Flatten()]),
    ];

    public static LoadOptions Loading { get; } = new()
    {
        Layers = new Dictionary<string, Func<IReadOnlyDictionary<string, string>, Layer>>(OwnCentre.Loading)
        {
            ["attention"] = _ => new Attention(),
            ["scaleAndShift"] = _ => new ScaleAndShift(),
        },
    };

    public override string ToString() => Name;

    public FeedForwardNetwork<T> Network<T>(int size = 5, ulong seed = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(Input, [.. Create(size), new Flatten(), new Dense(1)], seed);

    public Matrix<T> X<T>(int samples = Samples)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> x = Matrix<T>.RandomNormal(samples, Input.Rows * Input.Columns, new SeededRandom(7));
        foreach (IndexColumn column in Create(2)[0] is Embedding embedding ? embedding.Columns : [])
        {
            for (int j = column.Column; j < x.ColumnCount; j += Input.Columns)
            {
                for (int i = 0; i < samples; i++)
                {
                    x[i, j] = T.CreateChecked((i + j) % column.Categories);
                }
            }
        }
        return x;
    }

    public static Matrix<T> Y<T>(int samples = Samples)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Matrix<T>.RandomNormal(samples, 1, new SeededRandom(9));

    private static Residual Block(int size)
        => new(new LayerNorm(), new Residual(new BatchNorm(), new Dropout(0.2), new Residual(new OwnCentre(0.5))), new Dense(size, Activation.SiLU));
}
