using System.Globalization;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Puts a vector that is learned in the place of a category's number (Y. Bengio et al., 2003): words, towns, kinds of things.
/// </summary>
/// <remarks>
/// It is the first layer of a network. The numbers are whole; they are checked wherever samples come in, and never scaled. The vectors
/// come first, in the order in which the columns were named, then the other columns as they are. The vectors start at random, normal with
/// variance 1. Parameters: <c>table0</c>, categories×size, and so on, one for each named column.
/// </remarks>
/// <example><code>
/// // a table with a town (0 to 9) in column 1, beside two measurements
/// Layer[] layers = [new Embedding(new IndexColumn(Column: 1, Categories: 10, Size: 3)), new Dense(1)];
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 3, layers, seed: 1);
/// Console.WriteLine(network.Layers[0].Output.Columns);  // → 5
/// </code></example>
public sealed class Embedding : Layer
{
    internal const string TypeName = "embedding";

    private readonly IndexColumn[] _columns;

    /// <summary>A layer for tokens: samples are rows of one number, all from the same categories.</summary>
    /// <param name="categories">How many categories there are, 1 or more.</param>
    /// <param name="size">The length of each category's vector, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public Embedding(int categories, int size)
        : this(new IndexColumn(0, categories, size))
    {
    }

    /// <summary>A layer for some columns of a table; the others pass through.</summary>
    /// <param name="columns">The columns, one or more, each named once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no column, or one is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or a count is not positive.</exception>
    public Embedding(params IndexColumn[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (IndexColumn column in columns)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(column.Column, nameof(columns));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(column.Categories, nameof(columns));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(column.Size, nameof(columns));
        }
        if (columns.Length == 0 || columns.Select(column => column.Column).Distinct().Count() < columns.Length)
        {
            Throw.Argument(nameof(columns), $"Embedding: the columns are {string.Join(", ", columns.Select(column => column.Column))}; there must be one or more, and each once.");
        }
        _columns = [.. columns];
    }

    /// <summary>The columns in whose place vectors are put.</summary>
    public IReadOnlyList<IndexColumn> Columns => _columns;

    /// <inheritdoc/>
    public override string Name => TypeName;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A named column is not there, or the vectors are too long.</exception>
    public override LayerPlan Plan(SampleShape input)
    {
        long width = (long)input.Columns - _columns.Length;
        foreach (IndexColumn column in _columns)
        {
            if (column.Column >= input.Columns)
            {
                Throw.Argument(nameof(input), $"Embedding: column {column.Column} is to be embedded; samples of {input} have the columns 0 to {input.Columns - 1}.");
            }
            width += column.Size;
        }
        if (width > int.MaxValue)
        {
            Throw.Argument(nameof(input), $"Embedding: the vectors make rows of {width} numbers; a row holds at most {int.MaxValue}.");
        }
        return new()
        {
            Input = input,
            Output = input with { Columns = (int)width },
            Parameters = [.. _columns.Select((column, i) => new LayerTensor(string.Create(CultureInfo.InvariantCulture, $"table{i}"), column.Categories, column.Size))],
            IndexColumns = _columns,
        };
    }

    /// <inheritdoc/>
    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (int c = 0; c < _columns.Length; c++)
        {
            pass.Parameter(c).TryGetSpan(out Span<T> table);
            foreach (ref T number in table)
            {
                number = T.CreateChecked(random.NextNormal());
            }
        }
    }

    /// <inheritdoc/>
    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        for (int i = 0; i < input.RowCount; i++)
        {
            ReadOnlySpan<T> row = input.Row(i);
            Span<T> rest = output.Row(i);
            for (int c = 0; c < _columns.Length; c++)
            {
                pass.Parameter(c).Row(int.CreateTruncating(row[_columns[c].Column])).CopyTo(rest);
                rest = rest[_columns[c].Size..];
            }
            for (int j = 0, next = 0; j < row.Length; j++)
            {
                if (!IsEmbedded(j))
                {
                    rest[next++] = row[j];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        for (int c = 0; c < _columns.Length; c++)
        {
            pass.Gradient(c).Clear();
        }
        for (int i = 0; i < input.RowCount; i++)
        {
            Span<T> rest = outputDelta.Row(i);
            for (int c = 0; c < _columns.Length; c++)
            {
                int size = _columns[c].Size;
                Span<T> gradient = pass.Gradient(c).Row(int.CreateTruncating(input[i, _columns[c].Column]));
                TensorPrimitives.Add(gradient, rest[..size], gradient);
                rest = rest[size..];
            }
            if (!inputDelta.IsEmpty)
            {
                for (int j = 0, next = 0; j < inputDelta.ColumnCount; j++)
                {
                    inputDelta[i, j] = IsEmbedded(j) ? T.Zero : rest[next++];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteSettings(IDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Add("columns", string.Join(' ', _columns.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Column}:{c.Categories}:{c.Size}"))));
    }

    /// <summary>The columns and the sizes of their vectors.</summary>
    public override string ToString() => $"Embedding({string.Join(", ", _columns.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Categories}×{c.Size}")))})";

    private bool IsEmbedded(int column)
    {
        foreach (IndexColumn embedded in _columns)
        {
            if (embedded.Column == column)
            {
                return true;
            }
        }
        return false;
    }
}
