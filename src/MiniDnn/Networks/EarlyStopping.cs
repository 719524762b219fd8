namespace MiniDnn;

/// <summary>
/// Ends a training when the loss no longer falls: that on the validation data, or, without such data, that on the training data after the
/// epoch. However the training ends, the network has the parameters of its best epoch.
/// </summary>
public sealed record EarlyStopping
{
    /// <summary>After how many epochs in a row without improvement the training ends: 1 or more; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Patience
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Patience));
    } = 5;

    /// <summary>
    /// By how much the loss must fall to count as an improvement, as a share of the best so far: 0 or more; 0 by default.
    /// </summary>
    /// <remarks>
    /// It decides how long the training goes on; the parameters that are kept are those of the smallest loss in any case.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double MinimumImprovement
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(MinimumImprovement));
    }
}
