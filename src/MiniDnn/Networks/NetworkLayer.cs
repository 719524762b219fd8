namespace MiniDnn;

/// <summary>A layer inside a network: views of its parameters and state, which lie in the network's arrays.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class NetworkLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _parameters;
    private readonly T[] _state;
    private readonly TensorPlace[] _places;
    private readonly TensorPlace[] _statePlaces;

    internal NetworkLayer(Layer layer, LayerNode node, T[] parameters, T[] state)
    {
        Layer = layer;
        Input = node.Plan.Input;
        Output = node.Plan.Output;
        _parameters = parameters;
        _state = state;
        _places = [.. node.AllParameters];
        _statePlaces = [.. node.AllState];
    }

    /// <summary>The layer that the network was given.</summary>
    public Layer Layer { get; }

    /// <summary>The shape of the samples that come in.</summary>
    public SampleShape Input { get; }

    /// <summary>The shape of the samples that go out.</summary>
    public SampleShape Output { get; }

    /// <summary>
    /// The first parameter, of a <see cref="Dense"/> W, outputs×inputs: w_ij leads from neuron j of the layer before to neuron i. To read
    /// or to write.
    /// </summary>
    /// <exception cref="InvalidOperationException">The layer has no parameter.</exception>
    public MatrixSpan<T> Weights => Place("weights", 0);

    /// <summary>The second parameter, of a <see cref="Dense"/> b, one for each output. To read or to write.</summary>
    /// <exception cref="InvalidOperationException">The layer has no second parameter.</exception>
    public Span<T> Bias
    {
        get
        {
            Place("bias", 1).TryGetSpan(out Span<T> bias);
            return bias;
        }
    }

    /// <summary>The names of the parameters, in files too; those of layers inside this one come last and begin with their number.</summary>
    public IReadOnlyList<string> ParameterNames => [.. _places.Select(place => place.Name)];

    /// <summary>A parameter, counted as in <see cref="ParameterNames"/>: to read or to write.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public MatrixSpan<T> Parameter(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_places.Length, nameof(index));
        return _places[index].In(_parameters);
    }

    /// <summary>
    /// A parameter's part of numbers that are laid out as <see cref="FeedForwardNetwork{T}.Parameters"/> are, such as a gradient.
    /// </summary>
    /// <param name="index">The parameter, counted as in <see cref="ParameterNames"/>.</param>
    /// <param name="numbers">As many as the network has parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    /// <exception cref="ArgumentException"><paramref name="numbers"/> has another length.</exception>
    public ReadOnlyMatrixSpan<T> Parameter(int index, ReadOnlySpan<T> numbers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_places.Length, nameof(index));
        Throw.IfLengthIsNot(nameof(Parameter), nameof(numbers), numbers.Length, _parameters.Length, "one for each parameter of the network");
        LayerTensor tensor = _places[index].Tensor;
        return new(tensor.Rows, tensor.Columns, tensor.Columns, numbers.Slice(_places[index].Offset, _places[index].Length));
    }

    /// <summary>A matrix of state, such as running means, with those of layers inside this one last: to read or to write.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such matrix.</exception>
    public MatrixSpan<T> State(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_statePlaces.Length, nameof(index));
        return _statePlaces[index].In(_state);
    }

    /// <summary>The layer and its shapes.</summary>
    public override string ToString() => $"{Layer}: {Input} → {Output}";

    /// <summary>How many numbers the layer learns.</summary>
    internal int ParameterCount => _places.Sum(place => place.Length);

    /// <summary>
    /// The first parameter in an array that is laid out like the network's, such as the gradient; empty where there is none.
    /// </summary>
    internal Matrix<T> FirstIn(T[] numbers) => _places.Length == 0 ? new(0, 0) : _places[0].In(numbers).ToMatrix();

    internal T[] SecondIn(T[] numbers) => _places.Length < 2 ? [] : _places[1].In(numbers).ToMatrix().AsSpan().ToArray();

    private MatrixSpan<T> Place(string what, int index) => index < _places.Length
        ? _places[index].In(_parameters)
        : throw new InvalidOperationException($"{Layer} has no {what}; it has {(_places.Length == 0 ? "no parameters" : string.Join(", ", ParameterNames))}.");
}
