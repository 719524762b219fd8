namespace MiniDnn;

/// <summary>From the pre-activations a, with z = σ(a): −t·ln z − (1 − t)·ln(1 − z) = max(a, 0) − a·t + ln(1 + e^−|a|), finite for every finite a; ∂L/∂a = (z − t)/N.</summary>
internal sealed class BinaryCrossEntropy : Loss
{
    public override string Name => "binaryCrossEntropy";

    public override Activation RequiredActivation => Activation.Sigmoid;

    public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
    {
        T count = T.CreateChecked((long)predictions.RowCount * predictions.ColumnCount);
        T sum = T.Zero;
        for (int i = 0; i < predictions.RowCount; i++)
        {
            ReadOnlySpan<T> a = preActivations.Row(i);
            ReadOnlySpan<T> z = predictions.Row(i);
            ReadOnlySpan<T> t = targets.Row(i);
            Span<T> row = delta.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                sum += T.Max(a[j], T.Zero) - (a[j] * t[j]) + T.LogP1(T.Exp(-T.Abs(a[j])));
                row[j] = (z[j] - t[j]) / count;
            }
        }
        return sum / count;
    }

    public override void CheckTargets<T>(ReadOnlyMatrixSpan<T> targets) => CheckProbabilities("BinaryCrossEntropy", targets);
}
