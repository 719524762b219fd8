namespace MiniDnn.Benchmarks;

/// <summary>The matrix products of a training step and nothing else, back to back.</summary>
internal sealed class StepProducts(StepCase step, int threads)
{
    private readonly Matrix<float>[] _values = [.. step.Widths.Select(width => Matrix<float>.RandomUniform(step.BatchSize, width, new SeededRandom(1)))];
    private readonly Matrix<float>[] _weights = [.. Enumerable.Range(0, step.LayerCount).Select(l => new Matrix<float>(step.Widths[l + 1], step.Widths[l], step.Weights(l)))];
    private readonly Matrix<float>[] _gradients = [.. Enumerable.Range(0, step.LayerCount).Select(l => new Matrix<float>(step.Widths[l + 1], step.Widths[l]))];
    private readonly Matrix<float>[] _deltas = [.. step.Widths.Select(width => Matrix<float>.RandomUniform(step.BatchSize, width, new SeededRandom(2)))];
    private readonly Matrix<float>[] _outputs = [.. step.Widths.Select(width => new Matrix<float>(step.BatchSize, width))];

    public void Run()
    {
        for (int l = 0; l < _weights.Length; l++)
        {
            _values[l].MultiplyTransposed(_weights[l], _outputs[l + 1], threads: threads);
        }
        for (int l = _weights.Length - 1; l >= 0; l--)
        {
            _deltas[l + 1].TransposeMultiply(_values[l], _gradients[l], threads: threads);
            if (l > 0)
            {
                _deltas[l + 1].Multiply(_weights[l], _outputs[l], threads: threads);
            }
        }
    }
}
