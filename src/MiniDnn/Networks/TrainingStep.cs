namespace MiniDnn;

/// <summary>The step of a training on data that was checked before: forward, loss, backward, update. It allocates nothing.</summary>
internal sealed class TrainingStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkCore<T> _network;
    private readonly TrainingOptions<T> _options;
    private readonly T[] _gradient;
    private readonly T[] _rule;
    private readonly T[] _stateBefore;
    private readonly SeededRandom _random;
    private Workspace<T> _workspace;

    public TrainingStep(NetworkCore<T> network, TrainingOptions<T> options, int batchSize, SeededRandom random)
    {
        Loss = options.LossFor(network.Layout);
        _network = network;
        _options = options;
        _random = random;
        _gradient = new T[network.Parameters.Length];
        _rule = new T[_gradient.Length * options.Optimizer.StateCount];
        _stateBefore = new T[network.State.Length];
        _workspace = NewWorkspace(batchSize);
    }

    public Loss Loss { get; }

    public ReadOnlySpan<T> Gradient => _gradient;

    /// <summary>What the update rule remembers.</summary>
    public ReadOnlySpan<T> RuleNumbers => _rule;

    /// <summary>The number of steps taken.</summary>
    public long Count { get; private set; }

    /// <summary>False where the last step was refused, since a number was not finite: the network is then as it was before.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Goes on from where another training was.</summary>
    public void Restore(ReadOnlySpan<T> ruleNumbers, long steps)
    {
        ruleNumbers.CopyTo(_rule);
        Count = steps;
    }

    /// <summary>
    /// A step on data that was checked before, by one who holds the training lock. A larger batch than any before makes larger memory.
    /// </summary>
    public T Take(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, double learningRate, ReadOnlySpan<T> sampleWeights = default)
    {
        if (x.RowCount > _workspace.Capacity)
        {
            _workspace = NewWorkspace(x.RowCount);
        }
        IsTaken = false;
        Propagation.Forward(_network, x, _workspace);
        T loss = Propagation.OutputDelta(_network, targets, sampleWeights, Loss, _workspace);
        if (!T.IsFinite(loss))
        {
            return loss;
        }
        _network.State.CopyTo(_stateBefore, 0);
        try
        {
            Propagation.Backward(_network, x, _workspace);
            if (_options.L2 > 0)
            {
                loss += L2Penalty.Add(_network, _options.L2, _gradient);
            }
            // a finite loss may have a gradient, or a layer's state, that is not: one such step would ruin the network
            if (T.IsFinite(loss) && Throw.IndexOfNotFinite<T>(_gradient) < 0 && Throw.IndexOfNotFinite<T>(_network.State) < 0)
            {
                Clip();
                _options.Optimizer.Step(_network.Parameters, _gradient, _rule, learningRate, Count + 1);
                Count++;
                IsTaken = true;
            }
            return loss;
        }
        finally
        {
            // the layers behind one of a user's own that throws have written theirs
            if (!IsTaken)
            {
                _stateBefore.CopyTo(_network.State, 0);
            }
        }
    }

    private void Clip()
    {
        if (_options.ClipValue is { } largest)
        {
            GradientClipping.ByValue<T>(_gradient, largest);
        }
        if (_options.ClipNorm is { } norm)
        {
            GradientClipping.ByNorm<T>(_gradient, norm);
        }
    }

    private Workspace<T> NewWorkspace(int capacity)
        => new(_network.Layout, capacity, _network.Lend(_gradient, random: _random, threads: _options.Threads), PassKind.Step, Loss);
}
