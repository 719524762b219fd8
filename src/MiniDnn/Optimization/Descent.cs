using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>What an epoch does to the parameters, given the gradient at its start.</summary>
internal delegate void EpochUpdate<T>(Span<T> parameters, ReadOnlySpan<T> gradient);

/// <summary>The loop that every descent shares: evaluate, record, decide, move.</summary>
internal sealed class Descent<T>(string operation, string parameterName, Objective<T> objective, T[] parameters, DescentOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A loss that has risen by so many times what it was at the start will not come back.</summary>
    private const double DivergenceFactor = 1e8;

    /// <summary>A loss that has risen so many epochs in a row is not a bump on the way down.</summary>
    private const int SustainedRise = 10;

    /// <summary>Rules that remember earlier steps swing; after so many epochs without a smaller gradient they have ended.</summary>
    private const int LongestSwing = 1000;

    private readonly T[] _gradient = new T[parameters.Length];
    private readonly T[] _best = new T[parameters.Length];
    private readonly List<DescentPoint<T>> _trace = [];
    private T _bestLoss = T.PositiveInfinity;
    private T _bestGradientNorm;
    private T _firstLoss, _firstNorm;
    private T _previousLoss, _lossBeforeRise;
    private T _leastNorm = T.PositiveInfinity;
    private int _rises, _epochsWithoutProgress;

    /// <summary>Goes down.</summary>
    /// <param name="update">What an epoch does.</param>
    /// <param name="isFullBatch">Whether an epoch is one step along the gradient that is measured.</param>
    /// <param name="cancellationToken">Ends the descent after the epoch.</param>
    public DescentResult<T> Run(EpochUpdate<T> update, bool isFullBatch, CancellationToken cancellationToken)
    {
        bool isPlain = isFullBatch && options.OptimizerOrPlain is Sgd { Momentum: 0 };
        for (int epoch = 0; ; epoch++)
        {
            T loss = objective(parameters, _gradient);
            T norm = Householder.Norm<T>(_gradient);
            if (epoch == 0)
            {
                CheckStart(loss, norm);
                (_firstLoss, _firstNorm) = (loss, norm);
            }
            CountRises(epoch, loss);
            if (HasDiverged(loss, norm) || (epoch == options.Epochs && IsRising(loss, isPlain)))
            {
                return Result(DescentOutcome.Diverged, new(epoch, _best, _bestLoss, _bestGradientNorm));
            }
            KeepBest(loss, norm);
            bool isSmall = norm <= T.CreateChecked(options.Tolerance) || (isFullBatch && HasSettled(norm, isPlain));
            DescentOutcome? outcome = isSmall ? DescentOutcome.Converged
                : epoch == options.Epochs ? DescentOutcome.EpochLimit
                : cancellationToken.IsCancellationRequested ? DescentOutcome.Cancelled
                : null;
            Record(epoch, loss, norm, outcome is not null);
            if (outcome is { } end)
            {
                return Result(end, new(epoch, parameters, loss, norm));
            }
            update(parameters, _gradient);
        }
    }

    private void CheckStart(T loss, T norm)
    {
        if (!T.IsFinite(loss) || !T.IsFinite(norm))
        {
            Throw.Argument(parameterName, $"{operation}: at start the loss is {loss} and the gradient's norm is {norm}; both "
                + "must be finite.");
        }
    }

    /// <summary>Measured by the loss at the start and what the first step should have taken off it, so that units don't matter.</summary>
    private bool HasDiverged(T loss, T norm)
    {
        if (!T.IsFinite(loss) || !T.IsFinite(norm))
        {
            return true;
        }
        double first = double.CreateTruncating(_firstLoss), slope = double.CreateTruncating(_firstNorm);
        double scale = Math.Abs(first) + (options.OptimizerOrPlain.LearningRate * slope * slope);
        return double.CreateTruncating(loss) - first > DivergenceFactor * scale;
    }

    private void CountRises(int epoch, T loss)
    {
        bool rises = epoch > 0 && loss > _previousLoss;
        _lossBeforeRise = rises && _rises > 0 ? _lossBeforeRise : _previousLoss;
        _rises = rises ? _rises + 1 : 0;
        _previousLoss = loss;
    }

    /// <summary>
    /// Whether the loss has been rising for long: plain descent at a stable rate never lets it, other rules may but come back below the
    /// start.
    /// </summary>
    private bool IsRising(T loss, bool isPlain)
    {
        T rounding = T.Abs(_lossBeforeRise) * T.CreateTruncating(1e-6);
        return _rises >= SustainedRise && loss - _lossBeforeRise > rounding && (isPlain || loss > _firstLoss);
    }

    /// <summary>
    /// Whether the gradient is what rounding leaves: it does not become smaller any more, and is so small that it would show if steps were
    /// merely too short.
    /// </summary>
    private bool HasSettled(T norm, bool isPlain)
    {
        _epochsWithoutProgress = norm < _leastNorm ? 0 : _epochsWithoutProgress + 1;
        _leastNorm = T.Min(norm, _leastNorm);
        return _epochsWithoutProgress >= (isPlain ? SustainedRise : LongestSwing) && norm <= T.Sqrt(FloatingPoint<T>.Epsilon) * _firstNorm;
    }

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

    private DescentResult<T> Result(DescentOutcome outcome, DescentPoint<T> end)
    {
        int epochs = end.Epochs;
        string message = outcome switch
        {
            DescentOutcome.Converged => $"Converged after {epochs} epochs.",
            DescentOutcome.EpochLimit => $"Stopped at the limit of {epochs} epochs.",
            DescentOutcome.Cancelled => $"Cancelled after {epochs} epochs.",
            _ => $"Diverged after {epochs} epochs: the learning rate {options.OptimizerOrPlain.LearningRate} is too large; try "
                + "a tenth of it. The parameters are the best that were seen.",
        };
        return new(end, outcome, message, _trace);
    }
}
