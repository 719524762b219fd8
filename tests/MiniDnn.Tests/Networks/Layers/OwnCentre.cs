using System.Globalization;
using System.Numerics.Tensors;

namespace MiniDnn.Tests;

/// <summary>
/// A user's layer with all that a layer can have: z = γ ⊙ (x − r) with γ to learn, in training r the mean of the batch, in prediction a
/// running mean that settings tell how fast to follow; it draws no random numbers.
/// </summary>
internal sealed class OwnCentre(double follow = 0.25) : Layer
{
    public override string Name => "ownCentre";

    public double Follow => follow;

    /// <summary>What <see cref="LoadOptions.Layers"/> is to be given.</summary>
    public static Dictionary<string, Func<IReadOnlyDictionary<string, string>, Layer>> Loading { get; } = new()
    {
        ["ownCentre"] = settings => new OwnCentre(
            double.TryParse(settings["follow"], CultureInfo.InvariantCulture, out double follow)
                ? follow
                : throw new InvalidDataException($"follow is '{settings["follow"]}'")),
    };

    public override LayerPlan Plan(SampleShape input) => new()
    {
        Input = input,
        Output = input,
        Parameters = [new("gain", input.Columns)],
        State = [new("centre", input.Columns)],
        BatchScratch = [input.Columns],
        CouplesSamples = true,
    };

    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random) => pass.Parameter(0).Fill(T.One);

    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        Span<T> mean = pass.BatchScratch(0);
        pass.State(0).Row(0).CopyTo(mean);
        if (pass.IsTraining)
        {
            input.SumColumns(mean);
            TensorPrimitives.Divide(mean, T.CreateChecked(input.RowCount), mean);
        }
        for (int i = 0; i < input.RowCount; i++)
        {
            TensorPrimitives.Subtract(input.Row(i), mean, output.Row(i));
            TensorPrimitives.Multiply(output.Row(i), pass.Parameter(0).Row(0), output.Row(i));
        }
    }

    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        Span<T> mean = pass.BatchScratch(0), gain = pass.Gradient(0).Row(0);
        gain.Clear();
        for (int i = 0; i < input.RowCount; i++)
        {
            for (int j = 0; j < gain.Length; j++)
            {
                gain[j] += outputDelta[i, j] * (input[i, j] - mean[j]);
            }
        }
        if (!inputDelta.IsEmpty)
        {
            CarryBack(pass, outputDelta, inputDelta);
        }
        if (pass.IsTraining)
        {
            TensorPrimitives.Lerp(pass.State(0).Row(0), mean, T.CreateChecked(follow), pass.State(0).Row(0));
        }
    }

    public override void WriteSettings(IDictionary<string, string> settings) => settings["follow"] = follow.ToString("R", CultureInfo.InvariantCulture);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"OwnCentre({follow})");

    private static void CarryBack<T>(in LayerPass<T> pass, MatrixSpan<T> delta, MatrixSpan<T> inputDelta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < delta.ColumnCount; j++)
        {
            T mean = T.Zero;
            for (int i = 0; i < delta.RowCount && pass.IsTraining; i++)
            {
                mean += delta[i, j] / T.CreateChecked(delta.RowCount);
            }
            for (int i = 0; i < delta.RowCount; i++)
            {
                inputDelta[i, j] = (delta[i, j] - mean) * pass.Parameter(0).Row(0)[j];
            }
        }
    }
}
