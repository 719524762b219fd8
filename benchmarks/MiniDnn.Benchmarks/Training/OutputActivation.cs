namespace MiniDnn.Benchmarks;

/// <summary>The output layer of the rivals: sigmoid for one output, softmax for several, with their cross-entropies.</summary>
internal static class OutputActivation
{
    public static void Apply(Span<float> row)
    {
        if (row.Length == 1)
        {
            row[0] = 1 / (1 + MathF.Exp(-row[0]));
            return;
        }
        float largest = row[0];
        foreach (float x in row)
        {
            largest = Math.Max(largest, x);
        }
        float sum = 0;
        foreach (ref float x in row)
        {
            x = MathF.Exp(x - largest);
            sum += x;
        }
        foreach (ref float x in row)
        {
            x /= sum;
        }
    }

    public static float CrossEntropy(float output, float target, int outputs)
    {
        float one = target == 0 ? 0 : -target * MathF.Log(output);
        return outputs > 1 || target == 1 ? one : one - ((1 - target) * MathF.Log(1 - output));
    }
}
