using System.Numerics.Tensors;
using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>The loop of L-BFGS.</summary>
internal sealed class LimitedMemoryDescent<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double Epsilon = double.CreateTruncating(FloatingPoint<T>.Epsilon);

    /// <summary>So many epochs without progress are no pause on the way.</summary>
    private const int Patience = 5;

    private readonly Objective<T> _objective;
    private readonly DescentOptions _options;
    private readonly CurvatureMemory<T> _memory;
    private readonly List<DescentPoint<T>> _trace = [];
    private readonly T[] _direction;
    private T[] _point, _gradient, _nextPoint, _nextGradient;
    private double _value, _norm, _largestNorm, _lastStep;
    private double _leastNorm = double.PositiveInfinity, _leastValue = double.PositiveInfinity;
    private int _epochsWithoutProgress;
    private T _nextValue, _scale;

    public LimitedMemoryDescent(Objective<T> objective, ReadOnlySpan<T> start, DescentOptions options, int memory)
    {
        (_objective, _options) = (objective, options);
        _point = start.ToArray();
        (_gradient, _direction) = (new T[start.Length], new T[start.Length]);
        (_nextPoint, _nextGradient) = (new T[start.Length], new T[start.Length]);
        _memory = new(memory, start.Length);
    }

    public DescentResult<T> Run(CancellationToken cancellationToken)
    {
        T value = _objective(_point, _gradient), norm = Householder.Norm<T>(_gradient);
        if (!T.IsFinite(value) || !T.IsFinite(norm))
        {
            Throw.Argument("start", $"Minimize: at start the loss is {value} and the gradient's norm is {norm}; both must be finite.");
        }
        ChooseScale(norm);
        _nextValue = Rescale(value, _gradient);
        Measure();
        for (int epoch = 0; ; epoch++)
        {
            (DescentOutcome Outcome, string Message)? end = EndOf(epoch, cancellationToken);
            Record(epoch, end is not null);
            if (end is null && !TryStep(out end))
            {
                Record(epoch, true);
            }
            if (end is { } found)
            {
                return new(new(epoch, _point, Unscaled(_value), Unscaled(_norm)), found.Outcome, found.Message, _trace);
            }
        }
    }

    private (DescentOutcome Outcome, string Message)? EndOf(int epoch, CancellationToken cancellationToken)
    {
        if (_norm == 0 && epoch == 0)
        {
            return (DescentOutcome.Converged, "The gradient is 0 at the start, which may be a minimum, a maximum or a saddle.");
        }
        bool isSmall = double.CreateTruncating(Unscaled(_norm)) <= _options.Tolerance || _norm == 0 || HasSettled();
        return isSmall ? (DescentOutcome.Converged, $"Converged after {epoch} epochs.")
            : epoch == _options.Epochs ? (DescentOutcome.EpochLimit, $"Stopped at the limit of {epoch} epochs.")
            : cancellationToken.IsCancellationRequested ? (DescentOutcome.Cancelled, $"Cancelled after {epoch} epochs.")
            : null;
    }

    /// <summary>Takes a step; where the memory leads nowhere, along the gradient; false, with how it ends, where that fails too.</summary>
    private bool TryStep(out (DescentOutcome Outcome, string Message)? end)
    {
        end = null;
        for (bool isFresh = _memory.IsEmpty; ; isFresh = true)
        {
            _gradient.CopyTo(_direction, 0);
            _memory.ToDirection(_direction);
            double slope = double.CreateTruncating(TensorPrimitives.Dot<T>(_direction, _gradient));
            LinePoint start = new(0, _value, slope);
            var search = new WolfeSearch(Evaluate, start, Epsilon * Math.Abs(_value));
            LinePoint? found = slope < 0 && double.IsFinite(slope) ? search.Find(_memory.IsEmpty ? 1 / _norm : 1) : null;
            if (search.IsUnbounded)
            {
                end = (DescentOutcome.Diverged, "The loss falls without bound: it has no minimum in this direction.");
            }
            if (found is { } point)
            {
                MoveTo(point);
                return true;
            }
            if (isFresh)
            {
                end ??= IsAsSmallAsRounding()
                    ? (DescentOutcome.Converged, "Converged: the gradient is as small as rounding lets it be.")
                    : (DescentOutcome.Stalled, "Stopped: no step along the gradient lowers the loss, though the gradient is not small. "
                        + "Value and gradient may disagree, or the function is not smooth.");
                return false;
            }
            _memory.Clear();
        }
    }

    /// <summary>
    /// Whether the gradient is what rounding leaves: small beside what it was, and for some epochs neither it nor the value became smaller.
    /// </summary>
    private bool HasSettled()
    {
        bool isProgress = _norm < _leastNorm || _value < _leastValue - (Epsilon * Math.Abs(_value));
        _epochsWithoutProgress = isProgress ? 0 : _epochsWithoutProgress + 1;
        (_leastNorm, _leastValue) = (Math.Min(_norm, _leastNorm), Math.Min(_value, _leastValue));
        return _epochsWithoutProgress >= Patience && IsAsSmallAsRounding();
    }

    /// <summary>The power of 2 that brings the gradient to size 1, so that no product of gradients over- or underflows.</summary>
    private void ChooseScale(T norm)
    {
        T scale = norm > T.Zero ? T.ScaleB(T.One, -T.ILogB(norm)) : T.One;
        _scale = T.IsFinite(scale) && T.IsNormal(scale) ? scale : T.One;
    }

    private T Rescale(T value, Span<T> gradient)
    {
        TensorPrimitives.Multiply(gradient, _scale, gradient);
        return value * _scale;
    }

    private T Unscaled(double number) => T.CreateTruncating(number) / _scale;

    /// <summary>Whether the gradient has shrunk to a share that is rounding of a function of quadratic size, ε^⅓ to be generous.</summary>
    private bool IsAsSmallAsRounding() => _norm <= Math.Cbrt(Epsilon) * _largestNorm;

    private LinePoint Evaluate(double step)
    {
        _lastStep = step;
        TensorPrimitives.MultiplyAdd(_direction, T.CreateTruncating(step), _point, _nextPoint);
        _nextValue = Rescale(_objective(_nextPoint, _nextGradient), _nextGradient);
        return new(step, double.CreateTruncating(_nextValue), double.CreateTruncating(TensorPrimitives.Dot<T>(_direction, _nextGradient)));
    }

    private void MoveTo(LinePoint point)
    {
        if (_lastStep != point.Step)
        {
            Evaluate(point.Step);   // the search tried others after the one that it chose
        }
        _memory.Add(_point, _nextPoint, _gradient, _nextGradient);
        (_point, _nextPoint) = (_nextPoint, _point);
        (_gradient, _nextGradient) = (_nextGradient, _gradient);
        Measure();
    }

    private void Measure()
    {
        _value = double.CreateTruncating(_nextValue);
        _norm = double.CreateTruncating(Householder.Norm<T>(_gradient));
        _largestNorm = Math.Max(_largestNorm, _norm);
    }

    private void Record(int epoch, bool isLast)
    {
        if (_options.TraceEvery is { } every && (isLast || epoch % every == 0) && (_trace.Count == 0 || _trace[^1].Epochs < epoch))
        {
            _trace.Add(new(epoch, [.. _point], Unscaled(_value), Unscaled(_norm)));
        }
    }
}
