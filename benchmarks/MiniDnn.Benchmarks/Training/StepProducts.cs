namespace MiniDnn.Benchmarks;

/// <summary>The matrix products of a training step and nothing else, back to back, on one thread.</summary>
internal sealed class StepProducts
{
    private readonly Matrix<float>[] _values, _weights, _gradients;

    public StepProducts(StepCase step)
    {
        _values = [.. step.Widths.Select(width => Matrix<float>.Uniform(step.BatchSize, width, new SeededRandom(1)))];
        _weights = [.. Enumerable.Range(0, step.LayerCount).Select(l => new Matrix<float>(step.Widths[l + 1], step.Widths[l], step.Weights(l)))];
        _gradients = [.. _weights.Select(w => new Matrix<float>(w.RowCount, w.ColumnCount))];
    }

    public void Run()
    {
        for (int l = 0; l < _weights.Length; l++)
        {
            _values[l].MultiplyTransposed(_weights[l], _values[l + 1], threads: 1);
        }
        for (int l = _weights.Length - 1; l >= 0; l--)
        {
            _values[l + 1].TransposeMultiply(_values[l], _gradients[l], threads: 1);
            if (l > 0)
            {
                _values[l + 1].Multiply(_weights[l], _values[l], threads: 1);
            }
        }
    }
}
