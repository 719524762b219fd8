using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Brings each column to mean 0 and variance 1 over the batch, then to a mean and spread that are learned: z = γ·(x − μ)/√(σ² + ε) + β (S.
/// Ioffe and C. Szegedy, 2015).
/// </summary>
/// <remarks>
/// In training μ and σ² are those of the batch (σ² divided by n), of a sequence over all its rows; in prediction running means take their
/// place: r ← (1 − m)·r + m·v, v being the batch's mean and its variance divided by n − 1. The definitions are PyTorch's. A batch of one
/// row has no variance and is refused in training. Parameters: <c>scale</c> γ, <c>shift</c> β; state: <c>mean</c>, <c>variance</c>.
/// </remarks>
/// <example><code>
/// Layer[] layers = [new Dense(16), new BatchNorm(), new Dense(1)];
/// var network = new FeedForwardNetwork&lt;float&gt;(inputs: 3, layers, seed: 1);
/// Console.WriteLine(network.Parameters.Length);         // → 113
/// </code></example>
public sealed class BatchNorm : Layer
{
    internal const string TypeName = "batchNorm";

    // what lies where in the plan
    private const int Scale = 0, Shift = 1, RunningMean = 0, RunningVariance = 1;
    private const int Mean = 0, Variance = 1, Inverse = 2, Sum = 3, SumOfProducts = 4;

    /// <summary>ε, which keeps the division away from 0: positive; 1e-5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Epsilon
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Epsilon));
    } = 1e-5;   // as PyTorch's

    /// <summary>m, the share of a batch in the running means: at least 0 and less than 1; 0.1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Momentum
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Momentum));
    } = 0.1;

    /// <inheritdoc/>
    public override string Name => TypeName;

    /// <inheritdoc/>
    public override LayerPlan Plan(SampleShape input)
    {
        int columns = input.Columns;
        return new()
        {
            Input = input,
            Output = input,
            Parameters = [new("scale", columns), new("shift", columns)],
            State = [new("mean", columns), new("variance", columns) { IsNonNegative = true }],
            ScratchColumns = [columns],
            BatchScratch = [columns, columns, columns, columns, columns],
            CouplesSamples = true,
        };
    }

    /// <inheritdoc/>
    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random)
    {
        pass.Parameter(Scale).Fill(T.One);
        pass.State(RunningVariance).Fill(T.One);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch has one row in training.</exception>
    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        MatrixSpan<T> normalised = pass.Scratch(0);
        Span<T> inverse = pass.BatchScratch(Inverse);
        scoped ReadOnlySpan<T> mean = pass.State(RunningMean).Row(0), variance = pass.State(RunningVariance).Row(0);
        if (pass.IsTraining)
        {
            Measure(pass, input);
            mean = pass.BatchScratch(Mean);
            variance = pass.BatchScratch(Variance);
        }
        TensorPrimitives.Add(variance, T.CreateChecked(Epsilon), inverse);
        TensorPrimitives.Sqrt(inverse, inverse);
        TensorPrimitives.Divide(T.One, inverse, inverse);
        ReadOnlySpan<T> scale = pass.Parameter(Scale).Row(0), shift = pass.Parameter(Shift).Row(0);
        for (int i = 0; i < input.RowCount; i++)
        {
            Span<T> row = normalised.Row(i);
            TensorPrimitives.Subtract(input.Row(i), mean, row);
            TensorPrimitives.Multiply(row, inverse, row);
            TensorPrimitives.MultiplyAdd(row, scale, shift, output.Row(i));
        }
    }

    /// <inheritdoc/>
    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        AddUp(pass, outputDelta);
        if (!inputDelta.IsEmpty)
        {
            CarryBack(pass, outputDelta, inputDelta);
        }
        if (pass.IsTraining)
        {
            UpdateRunning(pass.State(RunningMean).Row(0), pass.BatchScratch(Mean), T.One);
            T unbiased = T.CreateChecked(input.RowCount) / T.CreateChecked(input.RowCount - 1);
            UpdateRunning(pass.State(RunningVariance).Row(0), pass.BatchScratch(Variance), unbiased);
        }
    }

    /// <inheritdoc/>
    public override void WriteSettings(IDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Add("epsilon", LayerSettings.Text(Epsilon));
        settings.Add("momentum", LayerSettings.Text(Momentum));
    }

    /// <summary>The mean and the variance of each column of the batch.</summary>
    private static void Measure<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (input.RowCount == 1)
        {
            Throw.Argument("x", "BatchNorm: the batch has one row, which has no variance; a step of training needs two rows or more.");
        }
        Span<T> mean = pass.BatchScratch(Mean), variance = pass.BatchScratch(Variance), deviation = pass.BatchScratch(Sum);
        T count = T.CreateChecked(input.RowCount);
        input.SumColumns(mean);
        TensorPrimitives.Divide(mean, count, mean);
        variance.Clear();
        for (int i = 0; i < input.RowCount; i++)
        {
            TensorPrimitives.Subtract(input.Row(i), mean, deviation);
            TensorPrimitives.MultiplyAdd(deviation, deviation, variance, variance);
        }
        TensorPrimitives.Divide(variance, count, variance);
    }

    /// <summary>∂L/∂β = Σ δ and ∂L/∂γ = Σ δ·x̂, of each column, which the derivative with respect to the inputs needs too.</summary>
    private static void AddUp<T>(in LayerPass<T> pass, MatrixSpan<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> sum = pass.BatchScratch(Sum), products = pass.BatchScratch(SumOfProducts);
        products.Clear();
        delta.AsReadOnly().SumColumns(sum);
        for (int i = 0; i < delta.RowCount; i++)
        {
            TensorPrimitives.MultiplyAdd(delta.Row(i), pass.Scratch(0).Row(i), products, products);
        }
        sum.CopyTo(pass.Gradient(Shift).Row(0));
        products.CopyTo(pass.Gradient(Scale).Row(0));
    }

    /// <summary>
    /// ∂L/∂x = γ/√(σ² + ε)·(δ − Σδ/n − x̂·Σ(δ·x̂)/n), the mean and the variance being made of x too; with running means, which are not, the
    /// first term alone.
    /// </summary>
    private static void CarryBack<T>(in LayerPass<T> pass, MatrixSpan<T> delta, MatrixSpan<T> inputDelta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> sum = pass.BatchScratch(Sum), products = pass.BatchScratch(SumOfProducts), inverse = pass.BatchScratch(Inverse);
        TensorPrimitives.Multiply(inverse, pass.Parameter(Scale).Row(0), inverse);
        T share = pass.IsTraining ? -T.One / T.CreateChecked(delta.RowCount) : T.Zero;
        TensorPrimitives.Multiply(sum, share, sum);
        TensorPrimitives.Multiply(products, share, products);
        for (int i = 0; i < delta.RowCount; i++)
        {
            Span<T> row = inputDelta.Row(i);
            TensorPrimitives.MultiplyAdd(pass.Scratch(0).Row(i), products, delta.Row(i), row);
            TensorPrimitives.Add(row, sum, row);
            TensorPrimitives.Multiply(row, inverse, row);
        }
    }

    private void UpdateRunning<T>(Span<T> running, Span<T> batch, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Multiply(running, T.CreateChecked(1 - Momentum), running);
        TensorPrimitives.MultiplyAdd(batch, T.CreateChecked(Momentum) * factor, running, running);
    }
}
