namespace MiniDnn;

/// <summary>All that makes a network's answers, as it was at one moment: parameters, state and scalers, which belong together.</summary>
internal sealed class NetworkSnapshot<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Scaler<T>? _inputScaler;
    private Scaler<T>? _outputScaler;

    public NetworkSnapshot(FeedForwardNetwork<T> network)
    {
        Parameters = new T[network.ParameterArray.Length];
        State = new T[network.StateArray.Length];
        Take(network);
    }

    public T[] Parameters { get; }

    public T[] State { get; }

    public void Take(FeedForwardNetwork<T> network)
    {
        network.ParameterArray.CopyTo(Parameters, 0);
        network.StateArray.CopyTo(State, 0);
        _inputScaler = network.InputScaler;
        _outputScaler = network.OutputScaler;
    }

    public void GiveTo(FeedForwardNetwork<T> network)
    {
        Parameters.CopyTo(network.ParameterArray, 0);
        State.CopyTo(network.StateArray, 0);
        network.InputScaler = _inputScaler;
        network.OutputScaler = _outputScaler;
    }
}
