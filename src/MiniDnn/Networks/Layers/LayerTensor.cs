namespace MiniDnn;

/// <summary>Describes a matrix that a layer learns, or keeps from step to step.</summary>
public sealed class LayerTensor
{
    /// <summary>A matrix of a name and a shape.</summary>
    /// <param name="name">Its name in files, such as <c>weight</c>; not empty, without dots.</param>
    /// <param name="rows">The number of rows, 1 or more.</param>
    /// <param name="columns">The number of columns, 1 or more.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null, empty or has a dot.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public LayerTensor(string name, int rows, int columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (name.Contains('.', StringComparison.Ordinal))
        {
            Throw.Argument(nameof(name), $"LayerTensor: the name '{name}' has a dot, which separates layers in files.");
        }
        Name = name;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>A vector, as biases and scales are: a matrix of one row, which penalties on weights spare.</summary>
    /// <param name="name">Its name in files, such as <c>bias</c>; not empty, without dots.</param>
    /// <param name="length">The number of columns, 1 or more.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null, empty or has a dot.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public LayerTensor(string name, int length)
        : this(name, 1, length)
    {
        IsVector = true;
        Decays = false;
    }

    /// <summary>The name in files.</summary>
    public string Name { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>False where <see cref="TrainingOptions{T}.L2"/> spares it; true by default for matrices, false for vectors.</summary>
    public bool Decays { get; init; } = true;

    /// <summary>Whether files have it with one dimension.</summary>
    internal bool IsVector { get; }

    /// <summary>True for variances and the like, of which a file with one below 0 is damaged.</summary>
    internal bool IsNonNegative { get; init; }

    /// <summary>The name and the shape.</summary>
    public override string ToString() => $"{Name} {Throw.Shape(Rows, Columns)}";
}
