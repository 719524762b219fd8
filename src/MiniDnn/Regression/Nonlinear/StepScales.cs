namespace MiniDnn;

/// <summary>By how much each parameter acts on the curve: a step is measured by what it changes there, in whatever units.</summary>
internal sealed class StepScales(int parameterCount)
{
    private readonly double[] _scales = new double[parameterCount];

    public ReadOnlySpan<double> Values => _scales;

    public void Clear() => Array.Clear(_scales);

    /// <summary>Takes the effects at a point.</summary>
    public void Set(FitPoint point)
    {
        Clear();
        Raise(point);
    }

    /// <summary>Takes the effects at a point where they are larger than before.</summary>
    public void Raise(FitPoint point)
    {
        for (int j = 0; j < _scales.Length; j++)
        {
            _scales[j] = Math.Max(_scales[j], point.LengthOfColumn(j));
        }
    }

    /// <summary>‖D·v‖.</summary>
    public double Norm(ReadOnlySpan<double> vector)
    {
        double sum = 0;
        for (int j = 0; j < vector.Length; j++)
        {
            sum += _scales[j] * vector[j] * (_scales[j] * vector[j]);
        }
        return Math.Sqrt(sum);
    }
}
