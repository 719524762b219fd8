namespace MiniDnn;

/// <summary>The points of a nonlinear fit; those that count, and all.</summary>
internal sealed class FitData<TX>
{
    private FitData(TX[] allX, double[] allY, double[]? allWeights, bool weightsAreInverseVariances)
    {
        (AllX, AllY, AllWeights, WeightsAreInverseVariances) = (allX, allY, allWeights, weightsAreInverseVariances);
        (X, Y, Weights) = (allX, allY, allWeights);
        if (allWeights is not null && Array.Exists(allWeights, w => !(w > 0)))
        {
            int[] counted = [.. Enumerable.Range(0, AllX.Length).Where(i => AllWeights![i] > 0)];
            X = [.. counted.Select(i => AllX[i])];
            Y = [.. counted.Select(i => AllY[i])];
            Weights = [.. counted.Select(i => AllWeights![i])];
        }
    }

    public TX[] AllX { get; }

    public double[] AllY { get; }

    /// <summary>Null where all are 1.</summary>
    public double[]? AllWeights { get; }

    public bool WeightsAreInverseVariances { get; }

    /// <summary>Of the points with a positive weight.</summary>
    public TX[] X { get; }

    public double[] Y { get; }

    /// <summary>Null where all are 1.</summary>
    public double[]? Weights { get; }

    public static FitData<TX> Create(string operation, IReadOnlyList<TX> x, IReadOnlyList<double> y, NonlinearOptions<TX> options)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Throw.IfLengthIsNot(operation, nameof(y), y.Count, x.Count, "one for each point of x");
        var data = new FitData<TX>([.. x], [.. y], options.WeightsFor(operation, x.Count), options.WeightsAreInverseVariances);
        if (Throw.IndexOfNotFinite<double>(data.Y) >= 0)
        {
            data.RefuseNotFinite(operation);
        }
        return data;
    }

    public void RequirePoints(string operation, int freeParameters)
    {
        if (X.Length < Math.Max(1, freeParameters))
        {
            Throw.Argument("x", $"{operation}: {X.Length} points that count cannot determine {freeParameters} parameters; there must be "
                + "as many points as parameters, or more.");
        }
    }

    private void RefuseNotFinite(string operation)
    {
        int bad = Enumerable.Range(0, AllY.Length).First(i => !double.IsFinite(AllY[i]) && (AllWeights is null || AllWeights[i] > 0));
        Throw.Argument("y", $"{operation}: y[{bad}] is {AllY[bad]}; every value must be finite, or have weight 0.");
    }
}
