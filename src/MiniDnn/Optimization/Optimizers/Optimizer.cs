using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// A rule that moves parameters against their gradient. It holds the rule's constants only; what a rule remembers between steps
/// (velocities, running means) lives in memory that its caller owns, so one rule can serve many trainings.
/// </summary>
/// <remarks>
/// A rule of your own overrides <see cref="StateCount"/> and <see cref="Update{T}(ref readonly ParameterBlock{T})"/>; see the architecture
/// page for one in 20 lines.
/// </remarks>
/// <example><code>
/// var rule = new Adam { LearningRate = 0.1 };
/// double[] parameters = [1.0];
/// double[] memory = new double[rule.StateCount * parameters.Length];
/// rule.Step&lt;double&gt;(parameters, gradient: [4.0], memory, learningRate: 0.1, step: 1);
/// Console.WriteLine($"{parameters[0]:F3}");          // → 0.900
/// </code></example>
public abstract class Optimizer
{
    /// <summary>As many parameters are updated at a time as keep all that belongs to them in the first-level cache.</summary>
    private const int BlockLength = 512;

    /// <summary>η, the length of a step: positive and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double LearningRate
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(LearningRate));
    } = 0.01;

    /// <summary>λ of the L2 penalty ½λ‖p‖²: the gradient becomes g + λ·p. 0 or more; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double WeightDecay
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(WeightDecay));
    }

    /// <summary>How many numbers the rule remembers for each parameter.</summary>
    public virtual int StateCount => 0;

    /// <summary>True where the rule itself applies <see cref="WeightDecay"/>, apart from the gradient.</summary>
    protected virtual bool DecouplesWeightDecay => false;

    /// <summary>Takes one step: changes <paramref name="parameters"/> and <paramref name="state"/> in place. Allocates nothing.</summary>
    /// <param name="parameters">p, n numbers.</param>
    /// <param name="gradient">∂L/∂p, n numbers.</param>
    /// <param name="state">n·<see cref="StateCount"/> numbers, all 0 before the first step.</param>
    /// <param name="learningRate">η of this step, which a schedule may have changed.</param>
    /// <param name="step">The number of the step, counted from 1.</param>
    /// <exception cref="ArgumentException">A length does not fit, or two of the three overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">η is negative or not finite, or the step is not positive.</exception>
    // not inlined, so that a training step inlines what is shorter
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> state, double learningRate, long step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = parameters.Length;
        Throw.IfLengthIsNot(nameof(Step), nameof(gradient), gradient.Length, count, "one for each parameter");
        long stateLength = (long)count * StateCount;
        if (state.Length != stateLength)
        {
            Throw.Argument(
                nameof(state), $"Step: state has {state.Length} elements; it must have {stateLength}, {StateCount} for each parameter.");
        }
        Throw.IfNegativeOrNotFinite(learningRate, nameof(learningRate));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        bool stateOverlaps = state.Overlaps(parameters) || state.Overlaps(gradient);
        if (stateOverlaps || gradient.Overlaps(parameters))
        {
            string name = stateOverlaps ? nameof(state) : nameof(gradient);
            Throw.Argument(name, "Step: parameters, gradient and state overlap; each must have memory of its own.");
        }
        Span<T> scratch = stackalloc T[2 * BlockLength];
        for (int start = 0, length; start < count; start += length)
        {
            length = Math.Min(BlockLength, count - start);
            scoped ReadOnlySpan<T> g = gradient.Slice(start, length);
            Span<T> p = parameters.Slice(start, length);
            if (WeightDecay > 0 && !DecouplesWeightDecay)
            {
                Span<T> decayed = scratch.Slice(BlockLength, length);
                TensorPrimitives.MultiplyAdd(p, T.CreateChecked(WeightDecay), g, decayed);
                g = decayed;
            }
            var block = new ParameterBlock<T>(p, g, state, start, count, scratch[..length], learningRate, step);
            Update(in block);
        }
    }

    /// <summary>Moves some of the parameters, as <see cref="Step"/> calls it block by block.</summary>
    /// <param name="block">The parameters, their gradient (with weight decay added) and state.</param>
    protected abstract void Update<T>(ref readonly ParameterBlock<T> block)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
