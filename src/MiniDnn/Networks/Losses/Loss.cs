using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// How far predictions are from targets, as one number, with its exact gradient. The built-in ones are reached by name:
/// <c>Loss.MeanSquaredError</c>.
/// </summary>
/// <remarks>
/// One of your own overrides <see cref="Name"/> and <see cref="Evaluate"/>; see the architecture page for one in 20 lines.
/// </remarks>
/// <example><code>
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 1, [new Dense(1)], seed: 1);
/// Matrix&lt;double&gt; x = [[1], [2]], y = [[2], [4]];
/// network.Train(x, y, new() { Loss = new Huber { Delta = 0.5 }, Optimizer = new Adam { LearningRate = 0.05 }, Epochs = 500 });
/// Console.WriteLine(network.Evaluate(x, y, Loss.MeanSquaredError).Loss &lt; 1e-3);   // → True
/// </code></example>
public abstract class Loss
{
    /// <summary>Σ(p − t)²/N over all N elements: for regression; its natural output is the identity.</summary>
    public static Loss MeanSquaredError { get; } = new MeanSquaredError();

    /// <summary>Σ|p − t|/N over all N elements: for regression where outliers must not rule.</summary>
    public static Loss MeanAbsoluteError { get; } = new MeanAbsoluteError();

    /// <summary>
    /// ½(p − t)² up to an error of 1, straight beyond, mean over all elements; <c>new Huber { Delta = 0.5 }</c> for another bound (P.
    /// Huber, 1964).
    /// </summary>
    public static Loss Huber { get; } = new Huber();

    /// <summary>
    /// −Σ(t·ln p + (1 − t)·ln(1 − p))/N over all N elements: for one or more yes-or-no outputs; it needs sigmoid outputs and targets in [0,
    /// 1].
    /// </summary>
    public static Loss BinaryCrossEntropy { get; } = new BinaryCrossEntropy();

    /// <summary>
    /// −Σ t·ln p/n, summed over the classes, mean over the n samples: for one of many classes; it needs softmax outputs and targets that
    /// are one-hot, or probabilities that sum to 1. <c>new CategoricalCrossEntropy { LabelSmoothing = 0.1 }</c> smooths the targets or
    /// weighs the classes.
    /// </summary>
    public static Loss CategoricalCrossEntropy { get; } = new CategoricalCrossEntropy();

    /// <summary>The name, for printing and saving.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The activation that the output layer must have, its derivative being part of <see cref="Evaluate"/>; null where any will do.
    /// </summary>
    public virtual Activation? RequiredActivation => null;

    /// <summary>True where the loss is for classes, and not for numbers: false unless it says so.</summary>
    /// <remarks>
    /// It decides between accuracy and R², and whether targets may be scaled; an activation that is required does not.
    /// </remarks>
    public virtual bool IsClassification => false;

    /// <summary>The loss of a batch, and its gradient.</summary>
    /// <param name="preActivations">A of the output layer, where <see cref="RequiredActivation"/> is set; otherwise empty.</param>
    /// <param name="predictions">Z = f(A): a row for each sample.</param>
    /// <param name="targets">Of the same shape.</param>
    /// <param name="delta">
    /// To be set: ∂L/∂A where <see cref="RequiredActivation"/> is set, otherwise ∂L/∂Z; it must not overlap another.
    /// </param>
    /// <returns>L.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="delta"/> overlaps another.</exception>
    public abstract T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>
    /// Refuses targets for which the loss has no meaning; called once, before work starts. All finite targets are fine unless overridden.
    /// </summary>
    /// <exception cref="ArgumentException">A target is out of range.</exception>
    public virtual void CheckTargets<T>(ReadOnlyMatrixSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Refuses shapes that do not belong together, and a delta that is not apart: the kernels trust both.</summary>
    private protected void CheckShapes<T>(
        ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        predictions.CheckShapeOf(targets, Name, nameof(targets));
        predictions.CheckShapeOf(delta, Name, nameof(delta));
        predictions.CheckOverlap(Name, delta, "the predictions", nameof(delta));
        targets.CheckOverlap(Name, delta, "the targets", nameof(delta));
        if (RequiredActivation is not null)
        {
            predictions.CheckShapeOf(preActivations, Name, nameof(preActivations));
            preActivations.CheckOverlap(Name, delta, "the pre-activations", nameof(delta));
        }
    }

    private protected static void CheckProbabilities<T>(string name, ReadOnlyMatrixSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (targets.TryGetSpan(out ReadOnlySpan<T> all) && AreProbabilities(all))
        {
            return;
        }
        for (int i = 0; i < targets.FilledRowCount; i++)
        {
            if (!AreProbabilities(targets.Row(i)))
            {
                ThrowNotProbability(name, i, targets.Row(i));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreProbabilities<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        if (Vector<T>.IsSupported)
        {
            for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var value = new Vector<T>(values[i..]);
                if (!Vector.GreaterThanOrEqualAll(value, Vector<T>.Zero) || !Vector.LessThanOrEqualAll(value, Vector<T>.One))
                {
                    return false;
                }
            }
        }
        while (i < values.Length && IsProbability(values[i]))
        {
            i++;
        }
        return i == values.Length;
    }

    private static bool IsProbability<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
        => value >= T.Zero && value <= T.One;

    private static void ThrowNotProbability<T>(string name, int row, ReadOnlySpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int j = 0;
        while (IsProbability(targets[j]))
        {
            j++;
        }
        Throw.Argument(nameof(targets), $"{name}: targets[{row}, {j}] is {targets[j]}; every target must be in [0, 1].");
    }
}
