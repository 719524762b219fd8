namespace MiniDnn;

/// <summary>
/// Ends a training when the loss on the validation data (or, without such data, on the training data) no longer falls; the network gets its
/// best weights back.
/// </summary>
public sealed class EarlyStopping
{
    /// <summary>How many epochs without improvement are borne: 1 or more; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Patience));
            field = value;
        }
    } = 5;

    /// <summary>By how much the loss must fall to count as an improvement: 0 or more; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double MinimumImprovement
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(MinimumImprovement));
    }
}
