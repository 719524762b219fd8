namespace MiniDnn;

/// <summary>
/// What a step of Newton's method leaves of an error, learnt from the steps before: with a factor from m away an error d becomes about
/// c·d·(d + 2·m) + ε·d, with c the bend of the likelihood and ε the rounding of the factor, all in standard errors.
/// </summary>
/// <remarks>It saves the pass that would only show that a step was the last.</remarks>
internal sealed class StepErrors
{
    private double _bend = double.PositiveInfinity, _rounding, _moved, _reach = double.PositiveInfinity;

    /// <summary>The error that a step leaves; infinite where none has been seen before.</summary>
    /// <param name="decrement">The length of the step.</param>
    public double After(double decrement) => After(decrement, _moved);

    /// <summary>The error that this step and the next by the same factor leave.</summary>
    public double AfterNext(double decrement) => After(After(decrement), _moved + decrement);

    /// <summary>Takes in a factor made where the search stands.</summary>
    /// <param name="rounding">The relative error of its products.</param>
    public void Renew(double rounding) => (_moved, _rounding) = (0, rounding);

    /// <summary>Takes in the length of a step, which shows what the one before left.</summary>
    public void Learn(double decrement)
    {
        if (double.IsFinite(_reach))
        {
            // one step may by chance have been better than those to come
            _bend = Math.Max(decrement / _reach, double.IsFinite(_bend) ? _bend / 8 : 0);
        }
    }

    /// <summary>Takes in that a step was taken, or a part of it, from which nothing is learnt.</summary>
    public void Take(double decrement, bool isWhole)
    {
        _reach = isWhole ? decrement * (decrement + (2 * _moved)) : double.PositiveInfinity;
        _bend = isWhole ? _bend : double.PositiveInfinity;
        _moved += decrement;
    }

    private double After(double decrement, double moved) => (_bend * decrement * (decrement + (2 * moved))) + (_rounding * decrement);
}
