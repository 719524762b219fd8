using System.Numerics.Tensors;

namespace MiniDnn.Surface.OpenLayers;

/// <summary>z = γ ⊙ x + β for every row, with γ and β to learn: what follows a normalisation.</summary>
internal sealed class ScaleAndShift : Layer
{
    public override string Name => "scaleAndShift";

    public override LayerPlan Plan(SampleShape input) => new()
    {
        Input = input,
        Output = input,
        Parameters = [new("scale", input.Columns), new("shift", input.Columns)],
    };

    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random) => pass.Parameter(0).Fill(T.One);

    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        for (int i = 0; i < input.RowCount; i++)
        {
            TensorPrimitives.MultiplyAdd(input.Row(i), pass.Parameter(0).Row(0), pass.Parameter(1).Row(0), output.Row(i));
        }
    }

    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        SetGradients(pass, input, outputDelta);
        for (int i = 0; i < inputDelta.RowCount; i++)
        {
            TensorPrimitives.Multiply<T>(outputDelta.Row(i), pass.Parameter(0).Row(0), inputDelta.Row(i));
        }
    }

    private static void SetGradients<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> delta)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Span<T> scale = pass.Gradient(0).Row(0), shift = pass.Gradient(1).Row(0);
        scale.Clear();
        shift.Clear();
        for (int i = 0; i < input.RowCount; i++)
        {
            TensorPrimitives.MultiplyAdd(delta.Row(i), input.Row(i), scale, scale);
            TensorPrimitives.Add(delta.Row(i), shift, shift);
        }
    }
}
