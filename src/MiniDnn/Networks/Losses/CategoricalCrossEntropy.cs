using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>From the pre-activations a, with z = softmax(a): −Σ t·ln z = Σ t·(ln Σ e^(a − m) − (a − m)), m being the largest a: finite for every finite a; ∂L/∂a = (z − t)/n.</summary>
internal sealed class CategoricalCrossEntropy : Loss
{
    public override string Name => "categoricalCrossEntropy";

    public override Activation RequiredActivation => Activation.Softmax;

    public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
    {
        T samples = T.CreateChecked(predictions.RowCount);
        T sum = T.Zero;
        for (int i = 0; i < predictions.RowCount; i++)
        {
            Span<T> row = delta.Row(i);
            sum += LossOfSample(preActivations.Row(i), targets.Row(i), row);
            TensorPrimitives.Subtract(predictions.Row(i), targets.Row(i), row);
            TensorPrimitives.Divide(row, samples, row);
        }
        return sum / samples;
    }

    public override void CheckTargets<T>(ReadOnlyMatrixSpan<T> targets)
    {
        CheckProbabilities("CategoricalCrossEntropy", targets);
        T tolerance = T.Sqrt(FloatingPoint<T>.Epsilon);
        for (int i = 0; i < targets.RowCount; i++)
        {
            T sum = TensorPrimitives.Sum(targets.Row(i));
            if (T.Abs(sum - T.One) > tolerance)
            {
                Throw.Argument(nameof(targets), $"CategoricalCrossEntropy: row {i} of targets sums to {sum}; it must be one-hot, or probabilities that sum to 1.");
            }
        }
    }

    private static T LossOfSample<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> t, Span<T> scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T max = TensorPrimitives.Max(a);
        TensorPrimitives.Subtract(a, max, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        T logSum = T.Log(TensorPrimitives.Sum<T>(scratch));
        T loss = T.Zero;
        for (int j = 0; j < a.Length; j++)
        {
            if (t[j] != T.Zero)
            {
                loss += t[j] * (logSum - (a[j] - max));
            }
        }
        return loss;
    }
}
