namespace MiniDnn.Benchmarks;

/// <summary>The training step in plain loops over arrays.</summary>
internal sealed class PlainStep
{
    private readonly StepCase _case;
    private readonly float[][] _weights, _weightGradients, _biases, _biasGradients;

    /// <summary>The values that enter layer l, and ∂L/∂ the values before its activation.</summary>
    private readonly float[][] _values, _deltas;

    public PlainStep(StepCase stepCase)
    {
        _case = stepCase;
        int[] widths = stepCase.Widths;
        int[] layers = [.. Enumerable.Range(0, stepCase.LayerCount)];
        _weights = [.. layers.Select(stepCase.Weights)];
        _weightGradients = [.. _weights.Select(w => new float[w.Length])];
        _biases = [.. layers.Select(l => new float[widths[l + 1]])];
        _biasGradients = [.. layers.Select(l => new float[widths[l + 1]])];
        _values = [stepCase.Inputs, .. layers.Select(l => new float[stepCase.BatchSize * widths[l + 1]])];
        _deltas = [.. layers.Select(l => new float[stepCase.BatchSize * widths[l + 1]])];
    }

    public float Step()
    {
        Forward(_case.BatchSize);
        float loss = OutputDelta();
        for (int l = _case.LayerCount - 1; l >= 0; l--)
        {
            Gradients(l);
            if (l > 0)
            {
                DeltaBefore(l);
            }
        }
        for (int l = 0; l < _case.LayerCount; l++)
        {
            Update(_weights[l], _weightGradients[l]);
            Update(_biases[l], _biasGradients[l]);
        }
        return loss;
    }

    /// <summary>Predicts the first samples.</summary>
    public float[] Forward(int samples)
    {
        for (int l = 0; l < _case.LayerCount; l++)
        {
            int inputs = _case.Widths[l], outputs = _case.Widths[l + 1];
            float[] x = _values[l], w = _weights[l], y = _values[l + 1];
            for (int s = 0; s < samples; s++)
            {
                for (int j = 0; j < outputs; j++)
                {
                    float sum = _biases[l][j];
                    for (int i = 0; i < inputs; i++)
                    {
                        sum += x[(s * inputs) + i] * w[(j * inputs) + i];
                    }
                    y[(s * outputs) + j] = l < _case.LayerCount - 1 ? Math.Max(sum, 0) : sum;
                }
                if (l == _case.LayerCount - 1)
                {
                    OutputActivation.Apply(y.AsSpan(s * outputs, outputs));
                }
            }
        }
        return _values[^1];
    }

    private float OutputDelta()
    {
        float loss = 0;
        float[] y = _values[^1], delta = _deltas[^1];
        for (int i = 0; i < y.Length; i++)
        {
            loss += OutputActivation.CrossEntropy(y[i], _case.Targets[i], _case.Widths[^1]);
            delta[i] = (y[i] - _case.Targets[i]) / _case.BatchSize;
        }
        return loss / _case.BatchSize;
    }

    private void Gradients(int l)
    {
        int inputs = _case.Widths[l], outputs = _case.Widths[l + 1];
        float[] x = _values[l], delta = _deltas[l], gradient = _weightGradients[l];
        Array.Clear(gradient);
        Array.Clear(_biasGradients[l]);
        for (int s = 0; s < _case.BatchSize; s++)
        {
            for (int j = 0; j < outputs; j++)
            {
                float d = delta[(s * outputs) + j];
                _biasGradients[l][j] += d;
                for (int i = 0; i < inputs; i++)
                {
                    gradient[(j * inputs) + i] += d * x[(s * inputs) + i];
                }
            }
        }
    }

    private void DeltaBefore(int l)
    {
        int inputs = _case.Widths[l], outputs = _case.Widths[l + 1];
        float[] delta = _deltas[l], before = _deltas[l - 1], w = _weights[l], z = _values[l];
        Array.Clear(before);
        for (int s = 0; s < _case.BatchSize; s++)
        {
            for (int j = 0; j < outputs; j++)
            {
                float d = delta[(s * outputs) + j];
                for (int i = 0; i < inputs; i++)
                {
                    before[(s * inputs) + i] += d * w[(j * inputs) + i];
                }
            }
        }
        for (int i = 0; i < before.Length; i++)
        {
            before[i] = z[i] > 0 ? before[i] : 0;
        }
    }

    private static void Update(float[] parameters, float[] gradient)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] -= StepCase.LearningRate * gradient[i];
        }
    }
}
