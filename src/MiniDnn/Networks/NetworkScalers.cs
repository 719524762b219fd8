namespace MiniDnn;

/// <summary>Which scalers a network has when it is trained.</summary>
internal static class NetworkScalers
{
    public static Scaler<T>? ForInputs<T>(NetworkCore<T> network, Samples<T> samples, TrainingOptions<T> options)
        where T : unmanaged, IFloatingPointIeee754<T>
        => IsWanted(network.InputScaler, options.StandardizeInputs, network.IsNew, options)
            ? Fit(samples, ofTargets: false, network)
            : network.InputScaler;

    public static Scaler<T>? ForTargets<T>(NetworkCore<T> network, Samples<T> samples, TrainingOptions<T> options, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (samples.Targets.AreLabels || loss.IsClassification)
        {
            return network.OutputScaler;
        }
        // a loss with a unit of its own, or outputs with a range of their own, would mean something else beside scaled targets
        bool isMeant = network.IsNew && loss is MeanSquaredError or MeanAbsoluteError
            && network.Layout.Layers[^1].OutputActivation is Identity;
        return IsWanted(network.OutputScaler, options.StandardizeTargets, isMeant, options)
            ? Fit(samples, ofTargets: true, network)
            : network.OutputScaler;
    }

    /// <param name="existing">The network's.</param>
    /// <param name="asked">What the options say; null for nothing.</param>
    /// <param name="isMeant">What is right where they say nothing and there is none.</param>
    /// <param name="options">What is done with an existing one.</param>
    private static bool IsWanted<T>(Scaler<T>? existing, bool? asked, bool isMeant, TrainingOptions<T> options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (existing is null || asked == false)
        {
            return asked ?? isMeant;
        }
        if (options.ExistingScalers == ExistingScalers.Refuse)
        {
            Throw.Argument(nameof(options), "Train: the network has a scaler already, and ExistingScalers says to refuse that; set it to null first, or choose Keep or Replace.");
        }
        return options.ExistingScalers == ExistingScalers.Replace;
    }

    /// <summary>Learns from the samples block by block, so that none need be copied.</summary>
    private static StandardScaler<T> Fit<T>(Samples<T> samples, bool ofTargets, NetworkCore<T> network)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columns = ofTargets ? network.OutputCount : network.InputCount, capacity = Math.Min(PredictionPool<T>.Batch, samples.Count);
        var moments = new ColumnMoments<T>(columns);
        var block = new Matrix<T>(capacity, columns);
        for (int start = 0, count; start < samples.Count; start += count)
        {
            count = Math.Min(capacity, samples.Count - start);
            moments.Add(ofTargets ? samples.TargetRows(start, count, network.Layout.Output, block) : samples.Inputs(start, count, block));
        }
        return StandardScaler<T>.From(moments, ofTargets ? "targets" : "x");
    }
}
