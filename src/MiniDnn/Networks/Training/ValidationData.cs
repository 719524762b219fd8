namespace MiniDnn;

/// <summary>Samples on which a training measures itself after every epoch, without learning from them.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class ValidationData<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Matrix<T>? _targets;
    private readonly int[]? _labels;

    /// <summary>Samples with their targets; not copied.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ValidationData(Matrix<T> x, Matrix<T> targets)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(targets);
        X = x;
        _targets = targets;
    }

    /// <summary>Samples with their classes; not copied.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ValidationData(Matrix<T> x, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        X = x;
        _labels = labels;
    }

    internal Matrix<T> X { get; }

    internal Targets<T> Targets => _targets is not null ? new(_targets.AsReadOnly()) : new(_labels);
}
