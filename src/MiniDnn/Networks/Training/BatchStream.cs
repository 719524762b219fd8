namespace MiniDnn;

/// <summary>Batches that come one after the other, all of which need not fit in memory; each is checked as it comes.</summary>
internal sealed class BatchStream<T>(FeedForwardNetwork<T> network, IEnumerable<(Matrix<T> X, Matrix<T> Targets)> batches, TrainingOptions options) : BatchSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private IEnumerator<(Matrix<T> X, Matrix<T> Targets)>? _batches;
    private int _number;

    public override int? Count => null;

    public override void BeginEpoch(SeededRandom random)
    {
        _batches = batches.GetEnumerator();
        _number = 0;
    }

    public override bool Next(out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets, out ReadOnlySpan<T> weights)
    {
        x = default;
        targets = default;
        weights = default;
        if (!_batches!.MoveNext())
        {
            if (_number == 0)
            {
                Throw.Argument(nameof(batches), "Train: the stream is empty; an epoch must have a batch. (A sequence that can be gone through only once is empty in the second epoch.)");
            }
            return false;
        }
        (Matrix<T> inputs, Matrix<T> outputs) = _batches.Current;
        string operation = $"Train, batch {_number++} of the stream";
        if (inputs is null || outputs is null)
        {
            Throw.Argument(nameof(batches), $"{operation}: a matrix is null.");
        }
        network.CheckSamples(operation, inputs, new(outputs.AsReadOnly()), options.Loss);
        x = inputs;
        targets = outputs;
        return true;
    }

    public override void EndEpoch() => _batches?.Dispose();
}
