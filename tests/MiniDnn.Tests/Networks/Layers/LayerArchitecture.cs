using MiniDnn.Surface.OpenLayers;

namespace MiniDnn.Tests;

/// <summary>Random networks of all layers, built in and a user's own, with samples, targets and a loss.</summary>
internal sealed class LayerArchitecture
{
    private static readonly Activation[] Activations = [Activation.Identity, Activation.Sigmoid, Activation.Tanh, Activation.ReLU, Activation.Softmax,
        Activation.LeakyReLU, Activation.ELU, new ELU { Alpha = 0.5 }, Activation.GELU, Activation.SiLU, Activation.Softplus];

    private static readonly Loss[] Losses = [Loss.MeanSquaredError, Loss.MeanAbsoluteError, Loss.Huber, Loss.BinaryCrossEntropy,
        Loss.CategoricalCrossEntropy, new CategoricalCrossEntropy { LabelSmoothing = 0.1 }];

    private readonly SeededRandom _random;
    private int _normalisations;

    public LayerArchitecture(int seed)
    {
        _random = new SeededRandom((ulong)seed);
        Loss = Pick(Losses);
        Input = new(1 + _random.NextInt32(4), 1 + _random.NextInt32(4));
        Samples = 4 + _random.NextInt32(5);
        SampleShape shape = Input;
        var layers = new List<Layer>();
        if (_random.NextInt32(4) == 0)
        {
            Add(layers, new Embedding([.. Indices(Input.Columns).Select(j => new IndexColumn(j, 3, 1 + _random.NextInt32(3)))]), ref shape);
        }
        for (int count = _random.NextInt32(5); count > 0; count--)
        {
            Add(layers, Next(shape, depth: 0), ref shape);
        }
        Add(layers, new Dense((Loss is CategoricalCrossEntropy ? 2 : 1) + _random.NextInt32(3), Loss.RequiredActivation ?? Pick(Activations)), ref shape);
        Layers = [.. layers];
        X = Inputs();
        Targets = Loss.RequiredActivation is null ? Matrix<double>.RandomNormal(Samples, (int)(shape.Rows * shape.Columns), _random) : Classes(shape);
        Parameters = Start();
    }

    public Loss Loss { get; }

    public SampleShape Input { get; }

    public int Samples { get; }

    public Layer[] Layers { get; }

    public Matrix<double> X { get; }

    public Matrix<double> Targets { get; }

    /// <summary>All at random, biases and shifts too: where they start, at 0, a ReLU may have its kink.</summary>
    public double[] Parameters { get; }

    public override string ToString() => $"{Samples} samples of {Input}: {string.Join(", ", Layers.Select(layer => layer.ToString()))}; {Loss}";

    public FeedForwardNetwork<T> Network<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var network = new FeedForwardNetwork<T>(Input, Layers);
        for (int i = 0; i < Parameters.Length; i++)
        {
            network.Parameters[i] = T.CreateChecked(Parameters[i]);
        }
        return network;
    }

    private TItem Pick<TItem>(TItem[] items) => items[_random.NextInt32(items.Length)];

    private static void Add(List<Layer> layers, Layer layer, ref SampleShape shape)
    {
        layers.Add(layer);
        shape = layer.Plan(shape).Output;
    }

    private int[] Indices(int columns)
    {
        int[] all = [.. Enumerable.Range(0, columns)];
        _random.Shuffle(all.AsSpan());
        return all[..(1 + _random.NextInt32(columns))];
    }

    private Layer Next(SampleShape shape, int depth)
    {
        int kind = _random.NextInt32(depth < 3 ? 10 : 8);
        if (kind is 2 or 3 && ++_normalisations > 2)
        {
            kind = 0;
        }
        return kind switch
        {
            1 => new Dropout(0.4),
            2 => new BatchNorm { Epsilon = 0.01 },
            3 => new LayerNorm { Epsilon = 0.01 },
            4 => depth == 0 ? new Flatten() : new Dropout(0.1),
            5 => new ScaleAndShift(),
            6 => new Attention(),
            7 => new OwnCentre(),
            8 or 9 => Around(shape, depth),
            _ => new Dense(1 + _random.NextInt32(5), Pick(Activations)),
        };
    }

    /// <summary>A residual layer, whose last layer inside brings the width back.</summary>
    private Residual Around(SampleShape shape, int depth)
    {
        var layers = new List<Layer>();
        SampleShape inner = shape;
        for (int count = 1 + _random.NextInt32(2); count > 0; count--)
        {
            Add(layers, Next(inner, depth + 1), ref inner);
        }
        if (inner != shape)
        {
            Add(layers, new Dense(shape.Columns, Pick(Activations)), ref inner);
        }
        return new([.. layers]);
    }

    private Matrix<double> Inputs()
    {
        Matrix<double> x = Matrix<double>.RandomNormal(Samples, Input.Rows * Input.Columns, _random);
        foreach (IndexColumn column in Layers[0] is Embedding embedding ? embedding.Columns : [])
        {
            for (int j = column.Column; j < x.ColumnCount; j += Input.Columns)
            {
                for (int i = 0; i < Samples; i++)
                {
                    x[i, j] = _random.NextInt32(column.Categories);
                }
            }
        }
        return x;
    }

    private Matrix<double> Classes(SampleShape output)
    {
        var targets = new Matrix<double>(Samples, output.Rows * output.Columns);
        for (int row = 0; row < Samples * output.Rows; row++)
        {
            targets.AsSpan()[(row * output.Columns) + _random.NextInt32(output.Columns)] = 1;
        }
        return targets;
    }

    private double[] Start()
    {
        double[] parameters = [.. new FeedForwardNetwork<double>(Input, Layers, seed: 1).Parameters];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] += 0.3 * _random.NextNormal();
        }
        return parameters;
    }
}
