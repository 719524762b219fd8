using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Where a tensor lies in the array of all of its kind.</summary>
internal sealed class TensorPlace(string name, int offset, LayerTensor tensor)
{
    private readonly int _rows = tensor.Rows, _columns = tensor.Columns;

    public string Name { get; } = name;

    public int Offset { get; } = offset;

    public LayerTensor Tensor { get; } = tensor;

    public int Length { get; } = tensor.Rows * tensor.Columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MatrixSpan<T> In<T>(T[] numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(_rows, _columns, _columns, numbers.AsSpan(Offset, Length));
}

/// <summary>A layer inside a network: its plan, and where its numbers lie. The layers inside it lie behind it.</summary>
internal sealed class LayerNode
{
    /// <summary>So deep may layers lie in layers: a file that says more would end the process by the depth of the calls.</summary>
    public const int DeepestNesting = 64;

    private LayerNode(LayerPlan plan, string prefix, ref Room room, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new ArgumentException($"Layers lie {depth} deep in layers; at most {DeepestNesting} are allowed.");
        }
        Check(plan);
        Plan = plan;
        Parameters = Places(plan.Parameters, prefix, ref room.Parameters, "parameters");
        State = Places(plan.State, prefix, ref room.State, "numbers of state");
        Children = new LayerNode[plan.Children.Count];
        for (int i = 0; i < Children.Length; i++)
        {
            Children[i] = new(plan.Children[i], $"{prefix}{i}.", ref room, depth + 1);
        }
    }

    public LayerPlan Plan { get; }

    public TensorPlace[] Parameters { get; }

    public TensorPlace[] State { get; }

    public LayerNode[] Children { get; }

    /// <summary>The parameters of the layer and of those inside it, in order.</summary>
    public IEnumerable<TensorPlace> AllParameters => Parameters.Concat(Children.SelectMany(child => child.AllParameters));

    public IEnumerable<TensorPlace> AllState => State.Concat(Children.SelectMany(child => child.AllState));

    /// <summary>
    /// Whether a batch of one sample is too few to train on: a layer compares rows, and a sample has only one where it stands.
    /// </summary>
    public bool NeedsTwoSamples => (Plan.CouplesSamples && Plan.Input.Rows == 1) || Children.Any(child => child.NeedsTwoSamples);

    public static LayerNode Create(LayerPlan plan, ref Room room) => new(plan, "", ref room, depth: 0);

    private static void Check(LayerPlan plan)
    {
        IEnumerable<object?>?[] lists = [plan.Parameters, plan.State, plan.Children];
        bool hasNull = lists.Any(list => list is null || list.Contains(null));
        if (hasNull || plan.ScratchColumns is null || plan.BatchScratch is null || plan.IndexColumns is null)
        {
            throw new ArgumentException("The plan has a null among its lists or in one of them.");
        }
        foreach (int length in plan.ScratchColumns.Concat(plan.BatchScratch))
        {
            if (length < 0)
            {
                throw new ArgumentException($"The plan asks for memory of {length} columns or numbers; it must be 0 or more.");
            }
        }
        for (int i = 0; i < plan.Children.Count; i++)
        {
            (SampleShape input, SampleShape output) = (plan.Children[i].Input, plan.Children[i].Output);
            if (input.Rows < 1 || input.Columns < 1)
            {
                throw new ArgumentException($"The plan of layer {i} inside says {input} → {output}; its input must be 1×1 or more.");
            }
        }
    }

    private static TensorPlace[] Places(IReadOnlyList<LayerTensor> tensors, string prefix, ref long used, string what)
    {
        var places = new TensorPlace[tensors.Count];
        for (int i = 0; i < places.Length; i++)
        {
            LayerTensor tensor = tensors[i];
            long length = (long)tensor.Rows * tensor.Columns;
            if (used + length > Array.MaxLength)
            {
                throw new ArgumentException($"Up to {prefix}{tensor} the network has {used + length} {what}; at most {Array.MaxLength} fit.");
            }
            places[i] = new(prefix + tensor.Name, (int)used, tensor);
            used += length;
        }
        string[] names = [.. tensors.Select(tensor => tensor.Name)];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? places
            : throw new ArgumentException($"Two {what} have one name among {string.Join(", ", names)}; names in a layer must differ.");
    }

    /// <summary>How many numbers the layers so far take.</summary>
    public struct Room
    {
        public long Parameters;
        public long State;
    }
}
