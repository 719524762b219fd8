namespace MiniDnn;

/// <summary>How <see cref="GradientDescent.Minimize"/> goes down.</summary>
public class DescentOptions
{
    /// <summary>η of plain descent, positive and finite; 0.01 by default. An <see cref="Optimizer"/> brings its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double LearningRate
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(LearningRate));
    } = 0.01;

    /// <summary>
    /// The update rule, such as <c>new Sgd { LearningRate = 0.01, Momentum = 0.9 }</c>; null for plain descent with <see cref="LearningRate"/>.
    /// </summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>How many epochs are done at most: 0 or more; 1,000 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Epochs
    {
        get;
        init => field = Throw.IfNegative(value, nameof(Epochs));
    } = 1000;

    /// <summary>
    /// The descent has converged when the gradient's norm is no larger than this: 0 or more; 0 by default. It has also converged when
    /// full-batch steps make the gradient no smaller any more, and it has shrunk to √ε of what it was, ε being that of the number type.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Tolerance
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(Tolerance));
    }

    /// <summary>
    /// Records the parameters, loss and gradient norm every so many epochs, and at both ends: positive; null records nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? TraceEvery
    {
        get;
        init => field = value is { } every ? Throw.IfNotPositive(every, nameof(TraceEvery)) : null;
    }

    internal Optimizer OptimizerOrPlain => Optimizer ?? new Sgd { LearningRate = LearningRate };
}
