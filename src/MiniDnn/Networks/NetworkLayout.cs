using System.Globalization;

namespace MiniDnn;

/// <summary>How the layers of a network follow each other, and where their numbers lie; it holds none itself.</summary>
internal sealed class NetworkLayout
{
    /// <exception cref="ArgumentNullException">A layer is null.</exception>
    /// <exception cref="ArgumentException">There is no layer, or one can't take what comes in.</exception>
    public NetworkLayout(SampleShape input, IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (input.Rows < 1 || input.Columns < 1 || input.Size > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(input), input, "A sample must have 1 or more rows and columns, and no more numbers than an array.");
        }
        if (layers.Count == 0)
        {
            Throw.Argument(nameof(layers), "A network must have a layer.");
        }
        if (layers[^1] is Dropout)
        {
            Throw.Argument(nameof(layers), $"The last layer is {layers[^1]}; the network's outputs can't be dropped, only those of the layers before.");
        }
        Input = input;
        Layers = [.. layers];
        Nodes = new LayerNode[Layers.Length];
        var room = default(LayerNode.Room);
        for (int l = 0; l < Layers.Length; l++)
        {
            Nodes[l] = CreateNode(layers, l, l == 0 ? input : Nodes[l - 1].Plan.Output, ref room);
        }
        IndexColumns = [.. Nodes[0].Plan.IndexColumns.SelectMany(index => Enumerable.Range(0, input.Rows)
            .Select(row => index with { Column = (row * input.Columns) + index.Column }))];
        ParameterCount = (int)room.Parameters;
        StateCount = (int)room.State;
        NeedsTwoSamples = Nodes.Any(node => node.NeedsTwoSamples);
        Decaying = [.. Nodes.SelectMany(node => node.AllParameters).Where(place => place.Tensor.Decays)];
    }

    public SampleShape Input { get; }

    public SampleShape Output => Nodes[^1].Plan.Output;

    public Layer[] Layers { get; }

    public LayerNode[] Nodes { get; }

    public int ParameterCount { get; }

    public int StateCount { get; }

    /// <summary>Whether a batch of one sample is too few to train on.</summary>
    public bool NeedsTwoSamples { get; }

    /// <summary>The parameters that a penalty on weights counts.</summary>
    public TensorPlace[] Decaying { get; }

    /// <summary>
    /// The columns of a batch that are numbers of things. An array, since steps and predictions go through it, and the enumerator of a list
    /// would be allocated.
    /// </summary>
    public IndexColumn[] IndexColumns { get; }

    /// <summary>The layers with their shapes, to compare networks by.</summary>
    public string Description => string.Join(", ", Layers.Select((layer, l) => $"{layer} {Nodes[l].Plan.Input} → {Nodes[l].Plan.Output}"));

    private static LayerNode CreateNode(IReadOnlyList<Layer> layers, int index, SampleShape input, ref LayerNode.Room room)
    {
        Layer layer = layers[index] ?? throw new ArgumentNullException(nameof(layers), string.Create(CultureInfo.InvariantCulture, $"Layer {index} is null."));
        LayerPlan plan;
        LayerNode node;
        try
        {
            plan = layer.Plan(input) ?? throw new ArgumentException("The plan is null.");
            node = LayerNode.Create(plan, ref room);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Layer {index}, {layer}: {e.Message}", nameof(layers), e);
        }
        SampleShape output = plan.Output;
        if (output.Rows < 1 || output.Columns < 1 || output.Size > Array.MaxLength || plan.Input != input)
        {
            Throw.Argument("layers", $"Layer {index}, {layer}: the plan says {plan.Input} → {output} for samples of {input}; its input must be that, and its output 1×1 or more.");
        }
        if (plan.IndexColumns.Count > 0)
        {
            CheckIndexColumns(index, layer, plan);
        }
        return node;
    }

    private static void CheckIndexColumns(int index, Layer layer, LayerPlan plan)
    {
        if (index > 0)
        {
            Throw.Argument("layers", $"Layer {index}, {layer}: it takes numbers of things, which only the inputs of the network are; it must be the first layer.");
        }
        foreach (IndexColumn column in plan.IndexColumns)
        {
            if ((uint)column.Column >= (uint)plan.Input.Columns)
            {
                Throw.Argument("layers", $"Layer {index}, {layer}: column {column.Column} is to hold numbers of things; a row has {plan.Input.Columns} columns.");
            }
        }
    }
}
