using MathNet.Numerics.LinearAlgebra;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra.Matrix<float>;
using MathNetVector = MathNet.Numerics.LinearAlgebra.Vector<float>;

namespace MiniDnn.Benchmarks;

/// <summary>The training step as one writes it with Math.NET's matrices, results going into matrices that are there already wherever Math.NET lets them.</summary>
internal sealed class MathNetStep
{
    private readonly StepCase _case;
    private readonly MathNetMatrix _targets;
    private readonly MathNetMatrix[] _weights, _weightGradients, _values, _deltas;
    private readonly MathNetVector[] _biases;

    public MathNetStep(StepCase stepCase)
    {
        _case = stepCase;
        int[] widths = stepCase.Widths;
        int[] layers = [.. Enumerable.Range(0, stepCase.LayerCount)];
        MatrixBuilder<float> build = MathNetMatrix.Build;
        _targets = build.DenseOfRowMajor(stepCase.BatchSize, widths[^1], stepCase.Targets);
        _weights = [.. layers.Select(l => build.DenseOfRowMajor(widths[l + 1], widths[l], stepCase.Weights(l)))];
        _weightGradients = [.. layers.Select(l => build.Dense(widths[l + 1], widths[l]))];
        _biases = [.. layers.Select(l => MathNetVector.Build.Dense(widths[l + 1]))];
        _values = [build.DenseOfRowMajor(stepCase.BatchSize, widths[0], stepCase.Inputs), .. layers.Select(l => build.Dense(stepCase.BatchSize, widths[l + 1]))];
        _deltas = [.. layers.Select(l => build.Dense(stepCase.BatchSize, widths[l + 1]))];
    }

    public float Step()
    {
        Forward();
        float loss = 0;
        MathNetMatrix delta = _deltas[^1];
        _values[^1].Subtract(_targets, delta);
        delta.Multiply(1f / _case.BatchSize, delta);
        for (int i = 0; i < _targets.RowCount; i++)
        {
            for (int j = 0; j < _targets.ColumnCount; j++)
            {
                loss += OutputActivation.CrossEntropy(_values[^1][i, j], _targets[i, j], _targets.ColumnCount);
            }
        }
        for (int l = _case.LayerCount - 1; l >= 0; l--)
        {
            Backward(l);
        }
        for (int l = 0; l < _case.LayerCount; l++)
        {
            _weightGradients[l].Multiply(StepCase.LearningRate, _weightGradients[l]);
            _weights[l].Subtract(_weightGradients[l], _weights[l]);
            _biases[l].Subtract(_deltas[l].ColumnSums() * StepCase.LearningRate, _biases[l]);
        }
        return loss / _case.BatchSize;
    }

    public MathNetMatrix Forward() => Forward(_values);

    /// <summary>The outputs for one sample.</summary>
    public MathNetVector PredictRow(MathNetVector x)
    {
        for (int l = 0; l < _case.LayerCount; l++)
        {
            x = (_weights[l] * x) + _biases[l];
            if (l < _case.LayerCount - 1)
            {
                x.MapInplace(v => Math.Max(v, 0));
            }
        }
        float[] row = x.AsArray();
        OutputActivation.Apply(row);
        return x;
    }

    private MathNetMatrix Forward(MathNetMatrix[] values)
    {
        for (int l = 0; l < _case.LayerCount; l++)
        {
            MathNetVector bias = _biases[l];
            values[l].TransposeAndMultiply(_weights[l], values[l + 1]);
            if (l < _case.LayerCount - 1)
            {
                values[l + 1].MapIndexedInplace((_, j, v) => Math.Max(v + bias[j], 0));
            }
            else
            {
                Output(values[l + 1], bias);
            }
        }
        return values[^1];
    }

    private static void Output(MathNetMatrix y, MathNetVector bias)
    {
        for (int i = 0; i < y.RowCount; i++)
        {
            float[] row = (y.Row(i) + bias).AsArray();
            OutputActivation.Apply(row);
            y.SetRow(i, row);
        }
    }

    private void Backward(int l)
    {
        _deltas[l].TransposeThisAndMultiply(_values[l], _weightGradients[l]);
        if (l > 0)
        {
            _deltas[l].Multiply(_weights[l], _deltas[l - 1]);
            _deltas[l - 1].Map2((d, z) => z > 0 ? d : 0, _values[l], _deltas[l - 1]);
        }
    }
}
