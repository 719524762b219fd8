namespace MiniDnn;

/// <summary>Judges predictions beside targets, batch by batch, by what the loss is for: no figure depends on the batches.</summary>
internal abstract class Metrics<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Takes samples in.</summary>
    /// <param name="predictions">In the units of the targets.</param>
    /// <param name="targets">Of the same shape; classes as one-hot rows.</param>
    public abstract void Add(ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets);

    /// <summary>The figures of all samples; they stay when others are taken in.</summary>
    public abstract Evaluation Result(double loss);

    /// <summary>Forgets the samples.</summary>
    public abstract void Clear();
}

/// <summary>R² of each output, from sums in double that are centred whatever the level of the targets.</summary>
internal sealed class RegressionMetrics<T>(int outputs, int batch) : Metrics<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ColumnMoments<T> _targets = new(outputs), _errors = new(outputs);
    private readonly Matrix<T> _differences = new(batch, outputs);

    public override void Add(ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets)
    {
        _targets.Add(targets);
        MatrixSpan<T> differences = _differences.FirstRows(targets.RowCount);
        targets.Subtract(predictions, differences);
        _errors.Add(differences);
    }

    public override Evaluation Result(double loss)
    {
        double?[] byOutput = [.. Enumerable.Range(0, outputs).Select(RSquared)];
        return new(loss) { RSquared = byOutput.Average(), RSquaredByOutput = byOutput };
    }

    public override void Clear()
    {
        _targets.Clear();
        _errors.Clear();
    }

    private double? RSquared(int output)
    {
        double spread = _targets.StandardDeviation(output), ratio = _errors.RootMeanSquare(output) / spread;
        return spread > 0 ? 1 - (ratio * ratio) : null;
    }
}

/// <summary>How often the largest output is that of the largest target.</summary>
internal sealed class CategoricalMetrics<T>(int outputs, int batch) : Metrics<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int[] _actual = new int[batch], _predicted = new int[batch];
    private ConfusionMatrix _confusion = new(outputs);

    public override void Add(ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets)
    {
        Span<int> actual = _actual.AsSpan(0, targets.RowCount), predicted = _predicted.AsSpan(0, targets.RowCount);
        targets.RowArgMax(actual);
        predictions.RowArgMax(predicted);
        for (int i = 0; i < actual.Length; i++)
        {
            _confusion.Add(actual[i], predicted[i]);
        }
    }

    public override Evaluation Result(double loss)
        => new(loss) { Accuracy = _confusion.Accuracy, ExactMatchAccuracy = _confusion.Accuracy, ConfusionMatrices = [_confusion] };

    public override void Clear() => _confusion = new(outputs);
}

/// <summary>How often each output says yes, from 0.5 up, where its target does, and how often all of them are right.</summary>
internal sealed class BinaryMetrics<T>(int outputs) : Metrics<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private ConfusionMatrix[] _confusions = NewConfusions(outputs);
    private readonly T _half = T.One / T.CreateChecked(2);
    private long _samples, _right, _exact;

    public override void Add(ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets)
    {
        for (int i = 0; i < targets.RowCount; i++)
        {
            bool isExact = true;
            for (int j = 0; j < outputs; j++)
            {
                bool isYes = targets[i, j] >= _half, saysYes = predictions[i, j] >= _half;
                _confusions[j].Add(isYes ? 1 : 0, saysYes ? 1 : 0);
                _right += isYes == saysYes ? 1 : 0;
                isExact &= isYes == saysYes;
            }
            _exact += isExact ? 1 : 0;
        }
        _samples += targets.RowCount;
    }

    public override Evaluation Result(double loss) => new(loss)
    {
        Accuracy = (double)_right / (_samples * outputs),
        ExactMatchAccuracy = (double)_exact / _samples,
        ConfusionMatrices = _confusions,
    };

    public override void Clear()
    {
        _confusions = NewConfusions(outputs);
        _samples = _right = _exact = 0;
    }

    private static ConfusionMatrix[] NewConfusions(int outputs) => [.. Enumerable.Range(0, outputs).Select(_ => new ConfusionMatrix(2))];
}
