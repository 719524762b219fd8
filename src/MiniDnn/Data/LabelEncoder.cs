using System.Diagnostics.CodeAnalysis;

namespace MiniDnn;

/// <summary>Numbers classes that have names (or other values) from 0, in ascending order, and gives the names back.</summary>
/// <example><code>
/// var encoder = LabelEncoder.Fit(["setosa", "virginica", "setosa"]);
/// int[] labels = encoder.Encode(["virginica", "setosa"]);
/// Console.WriteLine($"{labels[0]} {labels[1]}");     // → 1 0
/// Console.WriteLine(encoder.Decode(labels)[0]);      // → virginica
/// </code></example>
/// <typeparam name="TLabel">The type of the names.</typeparam>
public sealed class LabelEncoder<TLabel>
    where TLabel : notnull
{
    private readonly TLabel[] _classes;
    private readonly Dictionary<TLabel, int> _numbers = [];

    internal LabelEncoder(TLabel[] classes)
    {
        _classes = classes;
        for (int i = 0; i < classes.Length; i++)
        {
            _numbers.Add(classes[i], i);
        }
    }

    /// <summary>The classes: number i is <c>Classes[i]</c>.</summary>
    public IReadOnlyList<TLabel> Classes => _classes;

    /// <summary>The number of each label's class, from 0.</summary>
    /// <param name="labels">Labels of classes that were learned.</param>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    /// <exception cref="ArgumentException">A label is of no class that was learned.</exception>
    public int[] Encode(IEnumerable<TLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return [.. labels.Select(Number)];
    }

    /// <summary>The class of each number.</summary>
    /// <param name="numbers">From 0 to the number of classes − 1.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public TLabel[] Decode(ReadOnlySpan<int> numbers)
    {
        var labels = new TLabel[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if ((uint)numbers[i] >= (uint)_classes.Length)
            {
                Throw.Argument(nameof(numbers), $"Decode: numbers[{i}] is {numbers[i]}; it must be from 0 to {_classes.Length - 1}.");
            }
            labels[i] = _classes[numbers[i]];
        }
        return labels;
    }

    /// <inheritdoc cref="Decode(ReadOnlySpan{int})"/>
    /// <exception cref="ArgumentNullException"><paramref name="numbers"/> is null.</exception>
    public TLabel[] Decode(int[] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return Decode(numbers.AsSpan());
    }

    /// <summary>The number of classes, and the first of them.</summary>
    public override string ToString() => $"LabelEncoder of {_classes.Length} classes: {Excerpt()}";

    private int Number(TLabel label, int index)
    {
        if (label is null || !_numbers.TryGetValue(label, out int number))
        {
            ThrowUnknown(label, index);
            return -1;
        }
        return number;
    }

    [DoesNotReturn]
    private void ThrowUnknown(TLabel? label, int index)
        => Throw.Argument("labels", $"Encode: labels[{index}] is {(label is null ? "null" : $"\"{label}\"")}; it must be one of the {_classes.Length} classes that were learned: {Excerpt()}.");

    private string Excerpt() => string.Join(", ", _classes.Take(8)) + (_classes.Length > 8 ? ", …" : "");
}

/// <summary>Makes a <see cref="LabelEncoder{TLabel}"/>.</summary>
public static class LabelEncoder
{
    /// <summary>Learns the classes that occur, and numbers them in ascending order.</summary>
    /// <remarks>Names are put in ordinal order, the same in every culture; the values of an enum in that of their numbers.</remarks>
    /// <param name="labels">At least one label.</param>
    /// <typeparam name="TLabel">A type with an order: a string, a whole number, an enum, anything comparable.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no label, one is null, or their type has no order.</exception>
    public static LabelEncoder<TLabel> Fit<TLabel>(IEnumerable<TLabel> labels)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(labels);
        CheckOrder<TLabel>();
        var classes = new HashSet<TLabel>();
        int index = 0;
        foreach (TLabel label in labels)
        {
            if (label is null)
            {
                Throw.Argument(nameof(labels), $"Fit: labels[{index}] is null; every label must have a value.");
            }
            classes.Add(label);
            index++;
        }
        if (index == 0)
        {
            Throw.Argument(nameof(labels), "Fit: labels is empty; there must be a label.");
        }
        IComparer<TLabel>? order = StringComparer.Ordinal as IComparer<TLabel>;
        return new([.. classes.Order(order)]);
    }

    /// <summary>Refuses labels that can't be put in order, which a constraint can't: an enum has the order of objects alone.</summary>
    private static void CheckOrder<TLabel>()
    {
        if (!typeof(TLabel).IsAssignableTo(typeof(IComparable<TLabel>)) && !typeof(TLabel).IsAssignableTo(typeof(IComparable)))
        {
            string name = typeof(TLabel).Name;
            Throw.Argument("labels", $"Fit: labels are of type {name}, which has no order; it must implement IComparable<{name}>.");
        }
    }
}
