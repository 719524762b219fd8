namespace MiniDnn.Surface.OpenLayers;

/// <summary>Attention of one head: Z = softmax(Q·Kᵀ/√d)·V with Q = X·W₀ᵀ, K = X·W₁ᵀ, V = X·W₂ᵀ, X being the rows of one sample (A. Vaswani et al., 2017).</summary>
internal sealed class Attention : Layer
{
    // matrices of scratch memory: 0 to 2 hold Q, K and V, from DeltaOfQ on their deltas
    private const int Weights = 3, DeltaOfQ = 4, DeltaOfWeights = 7;

    public override string Name => "attention";

    public override LayerPlan Plan(SampleShape input)
    {
        (int n, int d) = (input.Rows, input.Columns);
        LayerTensor[] parameters = [new("query", d, d), new("key", d, d), new("value", d, d)];
        return new() { Input = input, Output = input, Parameters = parameters, ScratchColumns = [d, d, d, n, d, d, d, n] };
    }

    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random)
    {
        for (int i = 0; i < 3; i++)
        {
            pass.Parameter(i).TryGetSpan(out Span<T> weights);
            Initializer.GlorotUniform.Fill(weights, pass.Plan.Input.Columns, pass.Plan.Input.Columns, random);
        }
    }

    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        for (int i = 0; i < 3; i++)
        {
            input.MultiplyTransposed(pass.Parameter(i), pass.Scratch(i));
        }
        T scale = T.One / T.Sqrt(T.CreateChecked(input.ColumnCount));
        for (int sample = 0; sample < pass.Samples; sample++)
        {
            Range rows = (sample * pass.Plan.Input.Rows)..((sample + 1) * pass.Plan.Input.Rows);
            MatrixSpan<T> weights = pass.Scratch(Weights).Rows(rows);
            pass.Scratch(0).Rows(rows).MultiplyTransposed(pass.Scratch(1).Rows(rows), weights);
            weights.Multiply(scale, weights);
            Activation.Softmax.Apply<T>(weights, weights);
            weights.Multiply(pass.Scratch(2).Rows(rows), output.Rows(rows));
        }
    }

    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        T scale = T.One / T.Sqrt(T.CreateChecked(input.ColumnCount));
        for (int sample = 0; sample < pass.Samples; sample++)
        {
            Range rows = (sample * pass.Plan.Input.Rows)..((sample + 1) * pass.Plan.Input.Rows);
            MatrixSpan<T> scores = pass.Scratch(DeltaOfWeights).Rows(rows);
            ReadOnlyMatrixSpan<T> weights = pass.Scratch(Weights).Rows(rows), delta = outputDelta.Rows(rows);
            weights.TransposeMultiply(delta, pass.Scratch(DeltaOfQ + 2).Rows(rows));
            delta.MultiplyTransposed(pass.Scratch(2).Rows(rows), scores);
            Activation.Softmax.Backward(default, weights, scores);
            scores.Multiply(scale, scores);
            scores.Multiply(pass.Scratch(1).Rows(rows), pass.Scratch(DeltaOfQ).Rows(rows));
            scores.TransposeMultiply(pass.Scratch(0).Rows(rows), pass.Scratch(DeltaOfQ + 1).Rows(rows));
        }
        inputDelta.Clear();
        for (int i = 0; i < 3; i++)
        {
            ReadOnlyMatrixSpan<T> delta = pass.Scratch(DeltaOfQ + i);
            delta.TransposeMultiply(input, pass.Gradient(i));
            if (!inputDelta.IsEmpty)
            {
                delta.Multiply(pass.Parameter(i), pass.Scratch(i));
                inputDelta.Add(pass.Scratch(i), inputDelta);
            }
        }
    }
}
