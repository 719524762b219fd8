namespace MiniDnn.Benchmarks;

/// <summary>The training step as MiniDnn takes it.</summary>
internal sealed class MiniDnnStep
{
    private readonly Trainer<float> _trainer;
    private readonly Matrix<float> _inputs, _targets, _outputs;
    private readonly FeedForwardNetwork<float> _network;

    public MiniDnnStep(StepCase stepCase, int threads, Optimizer? optimizer = null)
    {
        int[] widths = stepCase.Widths;
        bool binary = widths[^1] == 1;
        Dense[] layers = [.. widths[1..^1].Select(w => new Dense(w, Activation.ReLU)), new Dense(widths[^1], binary ? Activation.Sigmoid : Activation.Softmax)];
        _network = new(widths[0], layers, seed: 1);
        for (int l = 0; l < stepCase.LayerCount; l++)
        {
            new Matrix<float>(widths[l + 1], widths[l], stepCase.Weights(l)).CopyTo(_network.Layers[l].Weights);
        }
        _trainer = new(_network, new TrainingOptions<float>
        {
            Optimizer = optimizer ?? new Sgd { LearningRate = StepCase.LearningRate },
            BatchSize = stepCase.BatchSize,
            Threads = threads,
        });
        _inputs = new(stepCase.BatchSize, widths[0], stepCase.Inputs);
        _targets = new(stepCase.BatchSize, widths[^1], stepCase.Targets);
        _outputs = new(stepCase.BatchSize, widths[^1]);
    }

    public float Step() => _trainer.Step(_inputs, _targets);

    /// <summary>Predicts the first samples.</summary>
    public ReadOnlySpan<float> Predict(int samples)
    {
        _network.Predict(_inputs.Rows(..samples), _outputs.Rows(..samples));
        return _outputs.Row(0);
    }
}
