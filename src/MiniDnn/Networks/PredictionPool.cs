namespace MiniDnn;

/// <summary>Predicts batches on memory that is kept between calls; any number of threads may do so at once.</summary>
internal sealed class PredictionPool<T>(NetworkCore<T> network)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A large batch is predicted in pieces of so many samples, whose intermediate results stay in cache.</summary>
    public const int Batch = 256;

    /// <summary>Workspaces that are not in use; a thread takes one out while it predicts.</summary>
    private readonly Workspace<T>?[] _idle = new Workspace<T>?[Environment.ProcessorCount];

    public void Predict(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        for (int start = 0, samples; start < x.RowCount; start += samples)
        {
            samples = Math.Min(Batch, x.RowCount - start);
            Workspace<T> workspace = Take(samples);
            Propagation.Forward(network, x.Rows(start..(start + samples)), workspace);
            MatrixSpan<T> predictions = destination.Rows(start..(start + samples));
            workspace.Predictions(samples).AsReadOnly().CopyTo(predictions);
            network.OutputScaler?.InverseTransform(predictions, predictions);
            Return(workspace);
        }
    }

    private Workspace<T> Take(int samples)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } idle && idle.Capacity >= samples)
            {
                return idle;
            }
        }
        return new(network.Layout, samples == 1 ? 1 : Batch, network.Lend(), PassKind.Prediction, loss: null);
    }

    private void Return(Workspace<T> workspace)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], workspace, null) is null)
            {
                return;
            }
        }
    }
}
