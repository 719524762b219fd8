using System.Numerics.Tensors;
using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>The arguments of a call, by their number: the memory of spans and views, whole numbers, ranges, and objects.</summary>
internal sealed unsafe class Arguments<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Most = 12;

    public Slot<T>[] Slots { get; } = [.. Enumerable.Range(0, Most).Select(_ => new Slot<T>())];

    public int[] Numbers { get; } = new int[Most];

    public Range[] Ranges { get; } = new Range[Most];

    public object?[] Others { get; } = new object?[Most];

    /// <summary>The method here that fetches an argument.</summary>
    public static MethodInfo Getter(Argument argument)
    {
        Type type = argument.Type;
        string name = argument.Role switch
        {
            Role.Number => type == typeof(Index) ? nameof(Index) : nameof(Number),
            Role.Range => nameof(Range),
            Role.Other => nameof(Other),
            _ when Shapes.IsJagged(type) => nameof(Rows),
            _ when type.IsArray => nameof(Array),
            _ => type.Name.Split('`')[0],
        };
        MethodInfo? method = typeof(Arguments<T>).GetMethod(name);
        return method is null ? throw new NotSupportedException($"No argument of the type {type} can be made.")
            : method.IsGenericMethodDefinition ? method.MakeGenericMethod(argument.Element) : method;
    }

    /// <summary>Sets all arguments, each shape in memory of its own.</summary>
    public void Set(Operation<T> operation, IReadOnlyList<RuleValue> values, Placement placement)
    {
        for (int i = 0, next = 0; i < operation.Arguments.Count; i++)
        {
            Argument argument = operation.Arguments[i];
            if (argument.Role == Role.Other)
            {
                Others[i] = operation.Other(i);
                continue;
            }
            RuleValue value = values[next++];
            Numbers[i] = value.Number;
            Ranges[i] = value.Range;
            if (argument.Role == Role.Shape)
            {
                Slots[i].Place(argument, value.Extent, placement, value.Number);
                Slots[i].Fill(argument);
            }
        }
    }

    public Span<TItem> Span<TItem>(int index) => new(Slots[index].Address, Slots[index].Extent.Columns);

    public ReadOnlySpan<TItem> ReadOnlySpan<TItem>(int index) => Span<TItem>(index);

    public IReadOnlyList<int> IReadOnlyList(int index) => Array<int>(index);

    public TItem[] Array<TItem>(int index) => Span<TItem>(index).ToArray();

    public MatrixSpan<T> MatrixSpan(int index)
    {
        Slot<T> slot = Slots[index];
        return new(new Span<T>(slot.Address, slot.Extent.Length), slot.Extent.Rows, slot.Extent.Columns, slot.Extent.Stride);
    }

    public ReadOnlyMatrixSpan<T> ReadOnlyMatrixSpan(int index) => MatrixSpan(index);

    public TensorSpan<T> TensorSpan(int index) => MatrixSpan(index).AsTensorSpan();

    public ReadOnlyTensorSpan<T> ReadOnlyTensorSpan(int index) => TensorSpan(index);

    public Targets<T> Targets(int index) => MatrixSpan(index);

    public Matrix<T> Matrix(int index) => Slots[index].Matrix!;

    public T[][] Rows(int index) => Slots[index].Matrix!.ToJaggedArray();

    public int Number(int index) => Numbers[index];

    /// <summary>Numbers below 0 count from the end.</summary>
    public Index Index(int index) => new(Math.Abs(Math.Max(Numbers[index], -int.MaxValue)), Numbers[index] < 0);

    public Range Range(int index) => Ranges[index];

    public object? Other(int index) => Others[index];

    public void Dispose()
    {
        foreach (Slot<T> slot in Slots)
        {
            slot.Dispose();
        }
    }
}
