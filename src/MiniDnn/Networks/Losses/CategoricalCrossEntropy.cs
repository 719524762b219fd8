using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// −Σ cᵢ·Σₖ tᵢₖ·ln pᵢₖ/n, mean over the n samples: for one of many classes. It needs softmax outputs and targets that are one-hot, or
/// probabilities that sum to 1.
/// It is computed from the pre-activations a, −ln pₖ = ln Σ e^(a − m) − (aₖ − m) with m the largest: finite for every finite a; ∂L/∂aᵢ =
/// cᵢ·(pᵢ·Σₖ tᵢₖ − tᵢ)/n.
/// </summary>
/// <example><code>
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 1, [new Dense(2, Activation.Softmax)], seed: 1);
/// Matrix&lt;double&gt; x = [[-1], [1]], classes = [[1, 0], [0, 1]];
/// network.Train(x, classes, new() { Loss = new CategoricalCrossEntropy { LabelSmoothing = 0.1 }, Optimizer = new Adam { LearningRate = 0.05 }, Epochs = 500 });
/// Console.WriteLine($"{network.Predict(x)[1, 1]:F2}");   // → 0.95
/// </code></example>
public sealed class CategoricalCrossEntropy : Loss
{
    private readonly double[]? _classWeights;

    /// <summary>
    /// ε: of K classes each gets ε/K of the target and the right one keeps 1 − ε, so that the network is not driven to be certain: at least
    /// 0 and less than 1; 0 by default (C. Szegedy et al., 2016).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double LabelSmoothing
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(LabelSmoothing));
    }

    /// <summary>
    /// A weight for each class, 0 or more, which makes errors on rare classes count for more: cᵢ is the weight of the sample's class (the
    /// mean of the weights where the target is spread over classes). Null, the default, for 1. Weights of mean 1 leave the learning rate as
    /// good as it was.
    /// </summary>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    public IReadOnlyList<double>? ClassWeights
    {
        get => _classWeights;
        init
        {
            _classWeights = value is null ? null : [.. value];
            foreach (double weight in _classWeights ?? [])
            {
                Throw.IfNegativeOrNotFinite(weight, nameof(ClassWeights));
            }
        }
    }

    /// <inheritdoc/>
    public override string Name => "categoricalCrossEntropy";

    /// <inheritdoc/>
    public override Activation RequiredActivation => Activation.Softmax;

    /// <inheritdoc/>
    public override bool IsClassification => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
    {
        CheckShapes(preActivations, predictions, targets, delta);
        T samples = T.CreateChecked(predictions.RowCount);
        T smoothing = T.CreateChecked(LabelSmoothing);
        // targets of 0 and 1 alone sum to 1; others may miss it by a thousandth, and the gradient must be that of this loss all the same
        bool isOneHot = targets.TryGetSpan(out ReadOnlySpan<T> all) && AreZerosAndOnes(all);
        T sum = T.Zero;
        for (int i = 0; i < predictions.FilledRowCount; i++)
        {
            ReadOnlySpan<T> target = targets.Row(i);
            T weight = WeightOf(target);
            var weights = new CategoricalWeights<T>(smoothing, isOneHot ? T.One : TensorPrimitives.Sum(target), weight / samples);
            sum += weight * CrossEntropy.Categorical(preActivations.Row(i), predictions.Row(i), target, delta.Row(i), in weights);
        }
        return sum / samples;
    }

    /// <inheritdoc/>
    public override void CheckTargets<T>(ReadOnlyMatrixSpan<T> targets)
    {
        CheckProbabilities("CategoricalCrossEntropy", targets);
        if (_classWeights is { } weights && weights.Length != targets.ColumnCount)
        {
            Throw.Argument(nameof(targets), $"CategoricalCrossEntropy: ClassWeights has {weights.Length} weights; there must be {targets.ColumnCount}, one for each class.");
        }
        // thirds in float miss 1 by their rounding, counts taken for shares by far more; a Half has few digits more than that itself
        T tolerance = T.Max(T.CreateChecked(1e-3), T.CreateChecked(4) * FloatingPoint<T>.Epsilon);
        for (int i = 0; i < targets.RowCount; i++)
        {
            T sum = TensorPrimitives.Sum(targets.Row(i));
            if (T.Abs(sum - T.One) > tolerance)
            {
                ThrowSum(i, sum);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreZerosAndOnes<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        if (Vector<T>.IsSupported)
        {
            for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var value = new Vector<T>(values[i..]);
                if (!Vector.EqualsAll(value * value, value))
                {
                    return false;
                }
            }
        }
        while (i < values.Length && values[i] * values[i] == values[i])
        {
            i++;
        }
        return i == values.Length;
    }

    private static void ThrowSum<T>(int row, T sum)
        => Throw.Argument("targets", $"CategoricalCrossEntropy: row {row} of targets sums to {sum}; it must be one-hot, or probabilities that sum to 1.");

    private T WeightOf<T>(ReadOnlySpan<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (_classWeights is not { } weights)
        {
            return T.One;
        }
        T weight = T.Zero;
        for (int k = 0; k < target.Length; k++)
        {
            weight += T.CreateChecked(weights[k]) * target[k];
        }
        return weight;
    }
}
