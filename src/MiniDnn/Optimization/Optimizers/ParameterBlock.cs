namespace MiniDnn;

/// <summary>Neighbouring parameters on which an update rule works, with all that belongs to them: spans of one length.</summary>
/// <typeparam name="T">The number type.</typeparam>
public readonly ref struct ParameterBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Span<T> _state;
    private readonly int _start;
    private readonly int _count;

    internal ParameterBlock(Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> state, int start, int count, Span<T> scratch, double learningRate, long step)
    {
        Parameters = parameters;
        Gradient = gradient;
        Scratch = scratch;
        LearningRate = learningRate;
        Step = step;
        _state = state;
        _start = start;
        _count = count;
    }

    /// <summary>p, to be changed.</summary>
    public Span<T> Parameters { get; }

    /// <summary>∂L/∂p.</summary>
    public ReadOnlySpan<T> Gradient { get; }

    /// <summary>Memory for intermediate results; its contents are undefined.</summary>
    public Span<T> Scratch { get; }

    /// <summary>η of this step.</summary>
    public double LearningRate { get; }

    /// <summary>The number of the step, counted from 1.</summary>
    public long Step { get; }

    /// <summary>What the rule remembers: number <paramref name="index"/> of each parameter, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The rule's <see cref="Optimizer.StateCount"/> is not larger than <paramref name="index"/>.
    /// </exception>
    public Span<T> State(int index) => _state.Slice((index * _count) + _start, Parameters.Length);
}
