namespace MiniDnn.Tests;

/// <summary>A layer that passes numbers on as they are and does in each pass what a test says.</summary>
/// <typeparam name="TNumber">The number type of the networks that it lies in.</typeparam>
internal sealed class Probe<TNumber> : Layer
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    public required Func<SampleShape, LayerPlan> PlanOf { get; init; }

    public Action<LayerPass<TNumber>>? OnForward { get; init; }

    public Action<LayerPass<TNumber>>? OnBackward { get; init; }

    /// <summary>What the parameters start with.</summary>
    public double Start { get; init; }

    /// <summary>The derivative that it says it has; 1 is right.</summary>
    public double Slope { get; init; } = 1;

    /// <summary>A setting's name to write, if any.</summary>
    public string? Setting { get; init; }

    public override string Name => "probe";

    public override LayerPlan Plan(SampleShape input) => PlanOf(input);

    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random)
    {
        for (int i = 0; i < pass.Plan.Parameters.Count; i++)
        {
            pass.Parameter(i).Fill(T.CreateChecked(Start));
        }
    }

    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        ((Action<LayerPass<T>>?)(object?)OnForward)?.Invoke(pass);
        input.CopyTo(output);
    }

    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        ((Action<LayerPass<T>>?)(object?)OnBackward)?.Invoke(pass);
        for (int i = 0; i < pass.Plan.Parameters.Count; i++)
        {
            pass.Gradient(i).Clear();
        }
        if (!inputDelta.IsEmpty)
        {
            outputDelta.Multiply(T.CreateChecked(Slope), inputDelta);
        }
    }

    public override void WriteSettings(IDictionary<string, string> settings)
    {
        if (Setting is not null)
        {
            settings[Setting] = "";
        }
    }
}
