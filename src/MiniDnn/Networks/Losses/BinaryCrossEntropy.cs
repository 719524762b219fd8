using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// From the pre-activations a, with z = σ(a): −t·ln z − (1 − t)·ln(1 − z) = max(a, 0) − a·t + ln(1 + e^−|a|), finite for every finite a;
/// ∂L/∂a = (z − t)/N.
/// </summary>
internal sealed class BinaryCrossEntropy : Loss
{
    public override string Name => "binaryCrossEntropy";

    public override Activation RequiredActivation => Activation.Sigmoid;

    public override bool IsClassification => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
    {
        CheckShapes(preActivations, predictions, targets, delta);
        T count = T.CreateChecked((long)predictions.RowCount * predictions.ColumnCount);
        T factor = T.One / count;
        if (preActivations.TryGetSpan(out ReadOnlySpan<T> a) && predictions.TryGetSpan(out ReadOnlySpan<T> z) && delta.TryGetSpan(out Span<T> errors))
        {
            if (!targets.TryGetSpan(out ReadOnlySpan<T> t))
            {
                // the sum must be made in the same order whether there are gaps between the targets' rows or not
                targets.CopyTo(delta);
                t = errors;
            }
            return CrossEntropy.Binary(a, z, t, errors, factor) / count;
        }
        T sum = T.Zero;
        for (int i = 0; i < predictions.FilledRowCount; i++)
        {
            sum += CrossEntropy.Binary(preActivations.Row(i), predictions.Row(i), targets.Row(i), delta.Row(i), factor);
        }
        return sum / count;
    }

    public override void CheckTargets<T>(ReadOnlyMatrixSpan<T> targets) => CheckProbabilities("BinaryCrossEntropy", targets);
}
