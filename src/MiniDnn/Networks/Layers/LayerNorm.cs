using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Brings each row to mean 0 and variance 1, then each column to a mean and spread that are learned: z = γ·(x − μ)/√(σ² + ε) + β (J. Ba, J.
/// Kiros and G. Hinton, 2016).
/// </summary>
/// <remarks>
/// μ and σ² (divided by the number of columns) are those of the row alone, so training and prediction do the same. The definitions are
/// PyTorch's. Parameters: <c>scale</c> γ, <c>shift</c> β.
/// </remarks>
/// <example><code>
/// Layer[] layers = [new LayerNorm(), new Dense(1)];
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 2, layers, seed: 1);
/// double[] of = network.Predict([1.0, 3.0]), ofTenTimes = network.Predict([10.0, 30.0]);
/// Console.WriteLine(Math.Abs(of[0] - ofTenTimes[0]) &lt; 1e-4);      // → True
/// </code></example>
public sealed class LayerNorm : Layer
{
    internal const string TypeName = "layerNorm";

    private const int Scale = 0, Shift = 1, Normalised = 0, Inverse = 1;

    /// <summary>ε, which keeps the division away from 0: positive; 1e-5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Epsilon
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Epsilon));
    } = 1e-5;   // as PyTorch's

    /// <inheritdoc/>
    public override string Name => TypeName;

    /// <inheritdoc/>
    public override LayerPlan Plan(SampleShape input) => new()
    {
        Input = input,
        Output = input,
        Parameters = [new("scale", input.Columns), new("shift", input.Columns)],
        ScratchColumns = [input.Columns, 1],
    };

    /// <inheritdoc/>
    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random) => pass.Parameter(Scale).Fill(T.One);

    /// <inheritdoc/>
    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        MatrixSpan<T> normalised = pass.Scratch(Normalised), inverses = pass.Scratch(Inverse);
        ReadOnlySpan<T> scale = pass.Parameter(Scale).Row(0), shift = pass.Parameter(Shift).Row(0);
        T columns = T.CreateChecked(input.ColumnCount), epsilon = T.CreateChecked(Epsilon);
        for (int i = 0; i < input.RowCount; i++)
        {
            Span<T> row = normalised.Row(i);
            TensorPrimitives.Subtract(input.Row(i), TensorPrimitives.Sum(input.Row(i)) / columns, row);
            T inverse = T.One / T.Sqrt((TensorPrimitives.SumOfSquares<T>(row) / columns) + epsilon);
            TensorPrimitives.Multiply(row, inverse, row);
            TensorPrimitives.MultiplyAdd(row, scale, shift, output.Row(i));
            inverses[i, 0] = inverse;
        }
    }

    /// <summary>∂L/∂x = (g − mean of g − x̂·mean of g·x̂)/√(σ² + ε) with g = γ·δ, of each row.</summary>
    /// <inheritdoc/>
    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        MatrixSpan<T> normalised = pass.Scratch(Normalised), inverses = pass.Scratch(Inverse);
        Span<T> scaleGradient = pass.Gradient(Scale).Row(0), shiftGradient = pass.Gradient(Shift).Row(0);
        ReadOnlySpan<T> scale = pass.Parameter(Scale).Row(0);
        T columns = T.CreateChecked(input.ColumnCount);
        scaleGradient.Clear();
        outputDelta.AsReadOnly().SumColumns(shiftGradient);
        for (int i = 0; i < input.RowCount; i++)
        {
            Span<T> delta = outputDelta.Row(i), xHat = normalised.Row(i);
            TensorPrimitives.MultiplyAdd(delta, xHat, scaleGradient, scaleGradient);
            if (inputDelta.IsEmpty)
            {
                continue;
            }
            TensorPrimitives.Multiply(delta, scale, delta);
            T mean = TensorPrimitives.Sum<T>(delta) / columns, product = TensorPrimitives.Dot<T>(delta, xHat) / columns;
            Span<T> row = inputDelta.Row(i);
            TensorPrimitives.MultiplyAdd(xHat, -product, delta, row);
            TensorPrimitives.Subtract(row, mean, row);
            TensorPrimitives.Multiply(row, inverses[i, 0], row);
        }
    }

    /// <inheritdoc/>
    public override void WriteSettings(IDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Add("epsilon", LayerSettings.Text(Epsilon));
    }
}
