using TorchSharp;
using TorchSharp.Modules;

namespace MiniDnn.Benchmarks;

/// <summary>The training step with TorchSharp (libtorch). Compiled only with the build property Yardsticks; its native library needs GLIBCXX_3.4.32, which Debian 12 lacks.</summary>
internal sealed class TorchStep
{
    private readonly Sequential _network;
    private readonly torch.optim.Optimizer _optimizer;
    private readonly torch.Tensor _inputs, _targets;
    private readonly bool _binary;

    public TorchStep(StepCase step)
    {
        int[] widths = step.Widths;
        _binary = widths[^1] == 1;
        var layers = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>();
        for (int l = 0; l < step.LayerCount; l++)
        {
            layers.Add(torch.nn.Linear(widths[l], widths[l + 1]));
            if (l < step.LayerCount - 1)
            {
                layers.Add(torch.nn.ReLU());
            }
        }
        _network = torch.nn.Sequential(layers);
        _optimizer = torch.optim.SGD(_network.parameters(), StepCase.LearningRate);
        _inputs = torch.tensor(step.Inputs).reshape(step.BatchSize, widths[0]);
        torch.Tensor targets = torch.tensor(step.Targets).reshape(step.BatchSize, widths[^1]);
        _targets = _binary ? targets : targets.argmax(1);
    }

    public static bool Loads()
    {
        try
        {
            torch.set_num_threads(1);
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            return false;
        }
    }

    public float Step()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _optimizer.zero_grad();
        torch.Tensor output = _network.forward(_inputs);
        torch.Tensor loss = _binary
            ? torch.nn.functional.binary_cross_entropy_with_logits(output, _targets)
            : torch.nn.functional.cross_entropy(output, _targets);
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }

    /// <summary>Predicts the first samples.</summary>
    public float Predict(int samples)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        torch.Tensor output = _network.forward(_inputs.narrow(0, 0, samples));
        return (_binary ? output.sigmoid() : torch.nn.functional.softmax(output, 1))[0, 0].item<float>();
    }
}
