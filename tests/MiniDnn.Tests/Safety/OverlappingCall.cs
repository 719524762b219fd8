using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>Calls an operation with two of its arguments in one piece of memory, at every distance.</summary>
internal sealed unsafe class OverlappingCall<T>(Operation<T> operation, Receiver? receiver, Arguments<T> arguments, Arguments<T> separate)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Middle = 300, Length = 2 * Middle;

    private static readonly Extent[] Matrices = [new(1, 4), new(4, 1), new(3, 3), new(3, 3, 3), new(3, 4), new(4, 3), new(3, 4, 4), new(3, 3, 5), new(4, 3, 5), new(4, 4, 4)];

    private static readonly Extent[] Vectors = [.. new[] { 1, 3, 4 }.Select(Extent.Vector)];

    private readonly ShapeRule _rule = ShapeRules.For(operation)!;
    private readonly T[] _memory = GC.AllocateArray<T>(Length, pinned: true), _before = new T[Length], _expected = new T[Length];

    public int Count { get; private set; }

    public List<string> Faults { get; } = [];

    /// <summary>Tries all shapes that fit with two arguments in one piece of memory.</summary>
    public void CheckAll(int operand, int written)
    {
        Extent[][] candidates = [.. operation.Shaped.Select(argument => argument.Role != Role.Shape ? [default] : !argument.IsMatrix ? Vectors : argument.IsObject ? [.. Matrices.Where(extent => extent.Gap == 0)] : Matrices)];
        var choice = new int[candidates.Length];
        do
        {
            var extents = new Extent[choice.Length];
            for (int i = 0; i < choice.Length; i++)
            {
                extents[i] = candidates[i][choice[i]];
            }
            if (Fits(extents))
            {
                CheckDistances(extents, operand, written);
            }
        }
        while (Next(choice, candidates) && Faults.Count < 5);
    }

    private static bool Next(int[] choice, Extent[][] candidates)
    {
        int i = choice.Length - 1;
        while (i >= 0 && ++choice[i] == candidates[i].Length)
        {
            choice[i--] = 0;
        }
        return i >= 0;
    }

    private bool Fits(Extent[] extents)
    {
        var known = (receiver?.Sizes ?? []).ToDictionary(size => size.Letter, size => (long)size.Size);
        return _rule.Fits([.. operation.Shaped.Zip(extents, (argument, extent) => new RuleValue { Extent = extent, IsNumber = argument.Role == Role.Number, Range = Range.All })], known);
    }

    private void CheckDistances(Extent[] extents, int operand, int written)
    {
        Extent first = ExtentOf(extents, operand), second = ExtentOf(extents, written);
        for (int distance = -second.Length; distance <= first.Length; distance++)
        {
            Check(extents, operand, written, distance);
        }
    }

    private Extent ExtentOf(Extent[] extents, int argument) => extents[operation.Shaped.ToList().IndexOf(operation.Arguments[argument])];

    private void Check(Extent[] extents, int operand, int written, int distance)
    {
        Extent first = ExtentOf(extents, operand), second = ExtentOf(extents, written);
        _memory.AsSpan().Fill(T.NaN);
        T* memory = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + Middle;
        Place(extents, operand, written, memory, distance);
        _memory.CopyTo(_before, 0);

        // what the call gives with memory of its own, of the same contents
        CopyToSeparate(extents);
        operation.Call(separate, receiver?.Make());
        _memory.CopyTo(_expected, 0);
        if (operation.Arguments[operand].IsWritable)
        {
            CopyElements(separate.Slots[operand], _expected.AsSpan(Middle));
        }
        CopyElements(separate.Slots[written], _expected.AsSpan(Middle + distance));
        bool isSame = distance == 0 && first == second, shares = Offsets(first, 0).Intersect(Offsets(second, distance)).Any();
        bool isBlockOfOne = first.Stride == second.Stride || first.Rows == 1 || second.Rows == 1;
        bool mustWork = shares ? isSame && !Shapes.IsTensor(operation.Arguments[written].Type) && _rule.MayShareMemory(operation.Shaped.ToList().IndexOf(operation.Arguments[written])) : isBlockOfOne;
        Count++;
        string? fault = Call(mustWork);
        if (fault is not null)
        {
            Faults.Add($"{operation.Arguments[operand].Name} {first} and {operation.Arguments[written].Name} {second} at {distance}: {fault}");
        }
    }

    private string? Call(bool mustWork)
    {
        try
        {
            operation.Call(arguments, receiver?.Make());
        }
        catch (ArgumentException exception)
        {
            return mustWork ? $"was refused: {exception.Message}"
                : !operation.Member.GetParameters().Any(parameter => parameter.Name == exception.ParamName) ? $"there is no parameter \"{exception.ParamName}\": {exception.Message}"
                : Same(_memory, _before) ? null : $"was changed before it was refused: {exception.Message}";
        }
        return Same(_memory, _expected) ? null : "gave another result than with memory of its own, or wrote elsewhere";
    }

    private static bool Same(T[] actual, T[] expected) => MemoryMarshal.AsBytes(actual.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan()));

    /// <summary>Both arguments go into the common memory, all others into memory of their own.</summary>
    private void Place(Extent[] extents, int operand, int written, T* memory, int distance)
    {
        for (int i = 0, next = 0; i < operation.Arguments.Count; i++)
        {
            Argument argument = operation.Arguments[i];
            if (argument.Role == Role.Other)
            {
                arguments.Others[i] = separate.Others[i] = operation.Other(i);
                continue;
            }
            Extent extent = extents[next++];
            arguments.Numbers[i] = separate.Numbers[i] = 0;
            arguments.Ranges[i] = separate.Ranges[i] = Range.All;
            if (argument.Role == Role.Shape)
            {
                PlaceMemory(arguments.Slots[i], argument, extent, i == operand ? memory : i == written ? memory + distance : null);
            }
        }
    }

    private static void PlaceMemory(Slot<T> slot, Argument argument, Extent extent, T* memory)
    {
        if (argument.IsObject)
        {
            slot.PlaceMatrix(extent);
        }
        else if (memory != null)
        {
            slot.Place(extent, memory);
        }
        else
        {
            slot.Place(argument.Element, extent, Placement.AtEnd);
        }
        slot.FillElements(argument.Name, argument.IsSet);
    }

    private void CopyToSeparate(Extent[] extents)
    {
        for (int i = 0, next = 0; i < operation.Arguments.Count; i++)
        {
            Argument argument = operation.Arguments[i];
            if (argument.Role != Role.Other)
            {
                Extent extent = extents[next++];
                if (argument.IsObject)
                {
                    separate.Slots[i].PlaceMatrix(extent);
                    arguments.Slots[i].Matrix!.CopyTo(separate.Slots[i].Matrix!);
                }
                else if (argument.Role == Role.Shape)
                {
                    separate.Slots[i].Place(argument.Element, extent, Placement.AtEnd);
                    arguments.Slots[i].Bytes.CopyTo(separate.Slots[i].Writable);
                }
            }
        }
    }

    private static void CopyElements(Slot<T> source, Span<T> destination)
    {
        Extent extent = source.Extent;
        for (int i = 0; i < extent.Rows; i++)
        {
            new ReadOnlySpan<T>((T*)source.Address + (i * extent.Stride), extent.Columns).CopyTo(destination[(i * extent.Stride)..]);
        }
    }

    private static IEnumerable<int> Offsets(Extent extent, int start)
        => from row in Enumerable.Range(0, extent.Rows) from column in Enumerable.Range(0, extent.Columns) select start + (row * extent.Stride) + column;
}
