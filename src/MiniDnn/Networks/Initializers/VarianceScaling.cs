namespace MiniDnn;

/// <summary>Independent weights with mean 0 and a variance that depends on the layer's size.</summary>
internal sealed class VarianceScaling(string name, Func<int, int, double> variance, bool normal) : Initializer
{
    public override void Fill<T>(Span<T> weights, int inputs, int outputs, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputs);
        ArgumentOutOfRangeException.ThrowIfNegative(outputs);
        if (weights.Length != (long)inputs * outputs)
        {
            Throw.Argument(
                nameof(weights),
                $"Fill: weights has {weights.Length} elements; it must have {(long)inputs * outputs}, {inputs} for each of {outputs} outputs.");
        }
        double deviation = Math.Sqrt(variance(inputs, outputs));
        double limit = Math.Sqrt(3) * deviation;
        foreach (ref T weight in weights)
        {
            weight = T.CreateChecked(normal ? deviation * random.NextNormal() : limit * ((2 * random.NextDouble()) - 1));
        }
    }

    public override string ToString() => name;
}
