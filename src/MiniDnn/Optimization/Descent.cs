using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>What an epoch does to the parameters, given the gradient at its start.</summary>
internal delegate void EpochUpdate<T>(Span<T> parameters, ReadOnlySpan<T> gradient);

/// <summary>The loop that every descent shares: evaluate, record, decide, move.</summary>
internal sealed class Descent<T>(string operation, string parameterName, Objective<T> objective, T[] parameters, DescentOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A loss so many times as large as at the start will not come back.</summary>
    private const double DivergenceFactor = 1e8;

    private readonly T[] _gradient = new T[parameters.Length];
    private readonly T[] _best = new T[parameters.Length];
    private readonly List<DescentTracePoint<T>> _trace = [];
    private T _bestLoss = T.PositiveInfinity;
    private T _bestGradientNorm;
    private T _firstLoss;

    public DescentResult<T> Run(EpochUpdate<T> update, CancellationToken cancellationToken)
    {
        for (int epoch = 0; ; epoch++)
        {
            T loss = objective(parameters, _gradient);
            T norm = Householder.Norm<T>(_gradient);
            if (epoch == 0)
            {
                CheckStart(loss, norm);
                _firstLoss = loss;
            }
            if (HasDiverged(loss, norm))
            {
                return Result(DescentOutcome.Diverged, epoch, _best, _bestLoss, _bestGradientNorm);
            }
            KeepBest(loss, norm);
            DescentOutcome? outcome = norm <= T.CreateChecked(options.Tolerance) ? DescentOutcome.Converged
                : epoch == options.MaxEpochs ? DescentOutcome.EpochLimit
                : cancellationToken.IsCancellationRequested ? DescentOutcome.Cancelled
                : null;
            Record(epoch, loss, norm, outcome is not null);
            if (outcome is { } end)
            {
                return Result(end, epoch, parameters, loss, norm);
            }
            update(parameters, _gradient);
        }
    }

    private void CheckStart(T loss, T norm)
    {
        if (!T.IsFinite(loss) || !T.IsFinite(norm))
        {
            Throw.Argument(parameterName, $"{operation}: at start the loss is {loss} and the gradient's norm is {norm}; both must be finite.");
        }
    }

    private bool HasDiverged(T loss, T norm)
        => !T.IsFinite(loss) || !T.IsFinite(norm) || loss - _firstLoss > T.CreateChecked(DivergenceFactor) * (T.One + T.Abs(_firstLoss));

    private void KeepBest(T loss, T norm)
    {
        if (loss < _bestLoss)
        {
            parameters.CopyTo(_best, 0);
            (_bestLoss, _bestGradientNorm) = (loss, norm);
        }
    }

    private void Record(int epoch, T loss, T norm, bool last)
    {
        if (options.TraceEvery is { } every && (last || epoch % every == 0))
        {
            _trace.Add(new(epoch, [.. parameters], loss, norm));
        }
    }

    private DescentResult<T> Result(DescentOutcome outcome, int epochs, T[] point, T loss, T norm)
    {
        string message = outcome switch
        {
            DescentOutcome.Converged => $"Converged after {epochs} epochs.",
            DescentOutcome.EpochLimit => $"Stopped at the limit of {epochs} epochs.",
            DescentOutcome.Cancelled => $"Cancelled after {epochs} epochs.",
            _ => $"Diverged after {epochs} epochs: the learning rate {options.RuleOrPlain.LearningRate} is too large; try a tenth of it. The parameters are the best that were seen.",
        };
        return new(outcome, epochs, point, loss, norm, message, _trace);
    }
}
