using System.Runtime.InteropServices;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>
/// What a network consists of: layers, their numbers, and the scalers around them. Passes, trainings and files work on it.
/// </summary>
internal sealed class NetworkCore<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private uint? _start;
    private int _trainings;

    public NetworkCore(NetworkLayout layout)
    {
        Layout = layout;
        Parameters = new T[layout.ParameterCount];
        State = new T[layout.StateCount];
        Layers = [.. layout.Layers.Select((layer, l) => new NetworkLayer<T>(layer, layout.Nodes[l], Parameters, State))];
    }

    public NetworkLayout Layout { get; }

    public T[] Parameters { get; }

    public T[] State { get; }

    public NetworkLayer<T>[] Layers { get; }

    public Scaler<T>? InputScaler { get; set; }

    public Scaler<T>? OutputScaler { get; set; }

    public int InputCount => (int)Layout.Input.Size;

    public int OutputCount => (int)Layout.Output.Size;

    /// <summary>Whether its parameters are still those that it started with, so that scalers can be put before them.</summary>
    public bool IsNew => _start is { } start && start == Crc32C.Of(MemoryMarshal.AsBytes<T>(Parameters));

    /// <summary>Says that the parameters are those that the network starts with.</summary>
    public void MarkAsNew() => _start = Crc32C.Of(MemoryMarshal.AsBytes<T>(Parameters));

    public NetworkCore<T> Clone()
    {
        var copy = new NetworkCore<T>(Layout) { InputScaler = InputScaler, OutputScaler = OutputScaler, _start = _start };
        Parameters.CopyTo(copy.Parameters, 0);
        State.CopyTo(copy.State, 0);
        return copy;
    }

    public bool NumbersAreFinite() => Throw.IndexOfNotFinite<T>(Parameters) < 0 && Throw.IndexOfNotFinite<T>(State) < 0;

    /// <summary>
    /// What the layers are lent for passes of one kind; without a gradient no Backward follows, without random numbers it is no training.
    /// </summary>
    public LentNumbers<T> Lend(T[]? gradient = null, T[]? state = null, SeededRandom? random = null, int? threads = null)
        => new() { Parameters = Parameters, State = state ?? State, Gradient = gradient, Random = random, Threads = threads };

    /// <summary>Marks the network as being trained until the result is disposed of; refuses a second training meanwhile.</summary>
    public TrainingLock BeginTraining()
    {
        if (Interlocked.Exchange(ref _trainings, 1) != 0)
        {
            throw new InvalidOperationException("The network is being trained by another call; training is one call at a time.");
        }
        return new(this);
    }

    public readonly struct TrainingLock(NetworkCore<T> network) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref network._trainings, 0);
    }
}
