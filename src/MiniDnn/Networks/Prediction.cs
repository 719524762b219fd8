using System.Runtime.CompilerServices;

namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>A large batch is predicted in pieces of so many samples, whose intermediate results stay in cache.</summary>
    private const int PredictionBatch = 256;

    /// <summary>Workspaces that are not in use; a thread takes one out while it predicts.</summary>
    private readonly Workspace<T>?[] _idle = new Workspace<T>?[Environment.ProcessorCount];

    /// <summary>Predicts the outputs for a batch. Safe to call from many threads at once.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <returns>A new matrix with a row for each sample, a column for each output.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another number of columns than the network has inputs.</exception>
    [OverloadResolutionPriority(-1)]
    public Matrix<T> Predict(ReadOnlyMatrixSpan<T> x)
    {
        var result = new Matrix<T>(x.RowCount, OutputCount);
        Predict(x, result);
        return result;
    }

    /// <summary>Predicts the outputs for one sample. Safe to call from many threads at once.</summary>
    /// <param name="x">A value for each input.</param>
    /// <returns>A new array with an element for each output.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another length than the network has inputs.</exception>
    public T[] Predict(ReadOnlySpan<T> x)
    {
        Throw.IfLengthIsNot(nameof(Predict), nameof(x), x.Length, InputCount, "one for each input");
        var result = new T[OutputCount];
        Predict(x, result);
        return result;
    }

    /// <summary>
    /// Writes the outputs for a batch into <paramref name="destination"/>. Allocates nothing once warm; safe to call from many threads at
    /// once.
    /// </summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="destination">A row for each sample, a column for each output; it must not overlap <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit, or the memory overlaps.</exception>
    public void Predict(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        CheckInputs(nameof(Predict), x);
        Throw.IfDestinationIsNot(nameof(Predict), destination.RowCount, destination.ColumnCount, x.RowCount, OutputCount);
        x.CheckOverlap(nameof(Predict), destination, nameof(x));
        int last = _layers.Length - 1;
        for (int start = 0, samples; start < x.RowCount; start += samples)
        {
            samples = Math.Min(PredictionBatch, x.RowCount - start);
            Workspace<T> workspace = TakeWorkspace(samples);
            Propagation.Forward(this, x.Rows(start..(start + samples)), workspace, threads: null);
            MatrixSpan<T> predictions = destination.Rows(start..(start + samples));
            workspace.Outputs(last, samples).AsReadOnly().CopyTo(predictions);
            OutputScaler?.InverseTransform(predictions, predictions);
            ReturnWorkspace(workspace);
        }
    }

    /// <summary>
    /// Writes the outputs for one sample into <paramref name="destination"/>. Allocates nothing once warm; safe to call from many threads
    /// at once.
    /// </summary>
    /// <param name="x">A value for each input.</param>
    /// <param name="destination">An element for each output.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the memory overlaps.</exception>
    public void Predict(ReadOnlySpan<T> x, Span<T> destination)
        => Predict(new ReadOnlyMatrixSpan<T>(x, 1, x.Length), new MatrixSpan<T>(destination, 1, destination.Length));

    internal void CheckInputs(string operation, ReadOnlyMatrixSpan<T> x)
    {
        if (x.ColumnCount != InputCount)
        {
            Throw.Argument(nameof(x), $"{operation}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; it must have {InputCount} columns, one for each input.");
        }
    }

    private Workspace<T> TakeWorkspace(int samples)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } idle && idle.Capacity >= samples)
            {
                return idle;
            }
        }
        return new(this, samples == 1 ? 1 : PredictionBatch, layer => _layers[layer].Activation.NeedsInput, withDeltas: false);
    }

    private void ReturnWorkspace(Workspace<T> workspace)
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
