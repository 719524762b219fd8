using System.Globalization;

namespace MiniDnn;

/// <summary>The shape of one sample: a row of inputs, or several of them, such as tokens or time steps.</summary>
/// <remarks>
/// In a batch each sample is one row of Rows·Columns numbers, row after row; a layer sees the same memory as Rows rows for each sample.
/// </remarks>
/// <param name="Rows">The number of rows: 1, or the length of a sequence.</param>
/// <param name="Columns">The numbers in each row.</param>
/// <example><code>
/// var network = new FeedForwardNetwork&lt;double&gt;(new SampleShape(Rows: 5, Columns: 2), [new Dense(3, Activation.Tanh)], seed: 1);
/// Console.WriteLine($"{network.InputCount} → {network.OutputCount}");        // → 10 → 15
/// </code></example>
public readonly record struct SampleShape(int Rows, int Columns)
{
    /// <summary>Rows·Columns, the numbers of a sample.</summary>
    internal long Size => (long)Rows * Columns;

    /// <summary>The number of rows and columns, such as 5×2.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows}×{Columns}");
}
