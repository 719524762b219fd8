using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>Calls an operation with two of its arguments in one piece of memory, at every distance.</summary>
internal sealed unsafe class OverlappingCall<T>(Operation<T> operation, Receiver? receiver, Arguments<T> arguments, Arguments<T> separate)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Middle = 300, Length = 2 * Middle, MostFaults = 5;

    private static readonly Extent[] Matrices =
        [new(1, 4), new(4, 1), new(3, 3), new(3, 3, 3), new(3, 4), new(4, 3), new(3, 4, 4), new(3, 3, 5), new(4, 3, 5), new(4, 4, 4)];

    private static readonly Extent[] Vectors = [.. new[] { 1, 3, 4 }.Select(Extent.Vector)];

    private readonly ShapeRule _rule = ShapeRules.For(operation)!;
    private readonly RuleValue[] _values = new RuleValue[operation.Shaped.Count];
    private readonly T[] _memory = GC.AllocateArray<T>(Length, pinned: true), _before = new T[Length], _expected = new T[Length];

    public int Count { get; private set; }

    public List<string> Faults { get; } = [];

    /// <summary>Tries all shapes that fit with two arguments, by their number among those with a shape, in one piece of memory.</summary>
    public void CheckAll(int operand, int written)
    {
        RuleValue[][] candidates = [.. operation.Shaped.Select(Candidates)];
        int[] choice = new int[candidates.Length], counts = [.. candidates.Select(values => values.Length)];
        do
        {
            for (int i = 0; i < choice.Length; i++)
            {
                _values[i] = candidates[i][choice[i]];
            }
            if (_rule.Fits(_values, (receiver?.Sizes ?? []).ToDictionary(size => size.Letter, size => (long)size.Size)))
            {
                Extent first = _values[operand].Extent, second = _values[written].Extent;
                for (int distance = -second.Length; distance <= first.Length; distance++)
                {
                    Check(operand, written, distance);
                }
            }
        }
        while (Combinations.Next(choice, counts) && Faults.Count < MostFaults);
    }

    private static RuleValue[] Candidates(Argument argument) => argument.Role switch
    {
        Role.Number => [RuleValue.Of(0)],
        Role.Range => [RuleValue.Of(Range.All)],
        _ => RuleValue.For(argument, argument.IsMatrix ? Matrices : Vectors),
    };

    private void Check(int operand, int written, int distance)
    {
        Extent first = _values[operand].Extent, second = _values[written].Extent;
        Place(operand, written, distance);
        ComputeSeparately(operand, written, distance);
        bool isSame = distance == 0 && first == second, shares = Offsets(first, 0).Intersect(Offsets(second, distance)).Any();
        bool isBlockOfOne = first.Stride == second.Stride || first.Rows == 1 || second.Rows == 1;
        bool maySame = _rule.MayShareMemory(written) && !Shapes.IsTensor(operation.Shaped[written].Type);
        Count++;
        if (Fault(mustWork: shares ? isSame && maySame : isBlockOfOne) is { } fault)
        {
            Faults.Add($"{operation.Shaped[operand].Name} {first}, {operation.Shaped[written].Name} {second} at {distance}: {fault}");
        }
    }

    private string? Fault(bool mustWork)
    {
        try
        {
            operation.Call(arguments, receiver?.Make());
            return Same(_memory, _expected) ? null : "gave another result than with memory of its own, or wrote elsewhere";
        }
        catch (ArgumentException exception)
        {
            return mustWork ? $"was refused: {exception.Message}"
                : operation.Parameter(exception.ParamName) is null ? $"there is no such parameter: {exception.Message}"
                : Same(_memory, _before) ? null : $"was changed before it was refused: {exception.Message}";
        }
    }

    private static bool Same(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        => MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));

    /// <summary>Puts both arguments into the common memory, all others into memory of their own.</summary>
    private void Place(int operand, int written, int distance)
    {
        _memory.AsSpan().Fill(T.NaN);
        T* memory = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + Middle;
        arguments.Set(operation, _values, Placement.AtEnd);
        SlotOf(arguments, operand).Place(_values[operand].Extent, memory);
        SlotOf(arguments, written).Place(_values[written].Extent, memory + distance);
        SlotOf(arguments, operand).FillElements(operation.Shaped[operand]);
        SlotOf(arguments, written).FillElements(operation.Shaped[written]);
        _memory.CopyTo(_before, 0);
    }

    /// <summary>Notes what the call gives with memory of its own and the same contents.</summary>
    private void ComputeSeparately(int operand, int written, int distance)
    {
        separate.Set(operation, _values, Placement.AtEnd);
        for (int i = 0; i < operation.Shaped.Count; i++)
        {
            if (operation.Shaped[i].Role == Role.Shape)
            {
                SlotOf(arguments, i).Bytes.CopyTo(SlotOf(separate, i).Bytes);
            }
        }
        operation.Call(separate, receiver?.Make());
        _memory.CopyTo(_expected, 0);
        if (operation.Shaped[operand].IsWritable)
        {
            CopyElements(SlotOf(separate, operand), _expected.AsSpan(Middle));
        }
        CopyElements(SlotOf(separate, written), _expected.AsSpan(Middle + distance));
    }

    private Slot<T> SlotOf(Arguments<T> among, int shaped) => among.Slots[operation.Arguments.ToList().IndexOf(operation.Shaped[shaped])];

    private static void CopyElements(Slot<T> source, Span<T> destination)
    {
        Extent extent = source.Extent;
        for (int i = 0; i < extent.Rows; i++)
        {
            int start = i * extent.Stride;
            MemoryMarshal.Cast<byte, T>(source.Bytes).Slice(start, extent.Columns).CopyTo(destination[start..]);
        }
    }

    private static IEnumerable<int> Offsets(Extent extent, int start)
        => from row in Enumerable.Range(0, extent.Rows)
           from column in Enumerable.Range(0, extent.Columns)
           select start + (row * extent.Stride) + column;
}
