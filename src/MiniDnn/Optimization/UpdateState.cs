namespace MiniDnn;

/// <summary>An update rule together with what it remembers of one run.</summary>
internal sealed class UpdateState<T>(Optimizer rule, int parameterCount)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _state = new T[rule.StateCount * parameterCount];
    private long _step;

    public void Step(Span<T> parameters, ReadOnlySpan<T> gradient) => rule.Step(parameters, gradient, _state, rule.LearningRate, ++_step);
}
