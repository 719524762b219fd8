namespace MiniDnn;

/// <summary>The points of a nonlinear fit; those that count, and all.</summary>
internal sealed class FitData<TX>
{
    private FitData(TX[] allX, double[] allY, double[] allWeights, bool weightsAreInverseVariances)
    {
        AllX = allX;
        AllY = allY;
        AllWeights = allWeights;
        WeightsAreInverseVariances = weightsAreInverseVariances;
        if (Array.TrueForAll(allWeights, w => w > 0))
        {
            (X, Y, Weights) = (allX, allY, allWeights);
            return;
        }
        int[] counted = [.. Enumerable.Range(0, allX.Length).Where(i => allWeights[i] > 0)];
        X = [.. counted.Select(i => allX[i])];
        Y = [.. counted.Select(i => allY[i])];
        Weights = [.. counted.Select(i => allWeights[i])];
    }

    public TX[] AllX { get; }

    public double[] AllY { get; }

    public double[] AllWeights { get; }

    public bool WeightsAreInverseVariances { get; }

    /// <summary>Of the points with a positive weight.</summary>
    public TX[] X { get; }

    public double[] Y { get; }

    public double[] Weights { get; }

    public static FitData<TX> Create(string operation, IReadOnlyList<TX> x, IReadOnlyList<double> y, NonlinearOptions<TX> options)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Throw.IfLengthIsNot(operation, nameof(y), y.Count, x.Count, "one for each point of x");
        var data = new FitData<TX>([.. x], [.. y], options.WeightsFor(operation, x.Count), options.WeightsAreInverseVariances);
        for (int i = 0; i < data.AllY.Length; i++)
        {
            if (data.AllWeights[i] > 0 && !double.IsFinite(data.AllY[i]))
            {
                Throw.Argument(nameof(y), $"{operation}: y[{i}] is {data.AllY[i]}; every value must be finite, or have weight 0.");
            }
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
}
