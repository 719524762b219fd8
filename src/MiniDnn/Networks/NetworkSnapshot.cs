namespace MiniDnn;

/// <summary>All that makes a network's answers, as it was at one moment: parameters, state and scalers, which belong together.</summary>
internal sealed class NetworkSnapshot<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Scaler<T>? _inputScaler;
    private Scaler<T>? _outputScaler;

    public NetworkSnapshot(NetworkCore<T> network)
    {
        Parameters = new T[network.Parameters.Length];
        State = new T[network.State.Length];
        Take(network);
    }

    public T[] Parameters { get; }

    public T[] State { get; }

    public void Take(NetworkCore<T> network)
    {
        network.Parameters.CopyTo(Parameters, 0);
        network.State.CopyTo(State, 0);
        _inputScaler = network.InputScaler;
        _outputScaler = network.OutputScaler;
    }

    public void GiveTo(NetworkCore<T> network)
    {
        Parameters.CopyTo(network.Parameters, 0);
        State.CopyTo(network.State, 0);
        network.InputScaler = _inputScaler;
        network.OutputScaler = _outputScaler;
    }
}
