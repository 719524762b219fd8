using System.Runtime.CompilerServices;

namespace MiniDnn.Tests;

/// <summary>Element-wise operations on large memory that is not aligned to its elements: no streaming store is possible.</summary>
/// <remarks>Such memory is what numbers inside a file or a message are, seen through a cast.</remarks>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
[Platform("Unix")]
[NonParallelizable]
internal sealed class UnalignedMemoryTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>More than from where results are written past the caches, and no whole number of vectors.</summary>
    private static readonly Extent Row = new(1, (int)(Tuning.StreamingBytes / Unsafe.SizeOf<T>()) + 5);

    private static readonly Operation<T>[] Operations = [.. Surface.Operations<T>().Where(IsElementWise)];

    private readonly Arguments<T> _arguments = new();

    public static IEnumerable<string> Keys => Operations.Select(operation => operation.Key).Distinct();

    [OneTimeTearDown]
    public void Free() => _arguments.Dispose();

    [TestCaseSource(nameof(Keys))]
    public void Gives_the_same_as_aligned_memory(string key)
    {
        foreach (Operation<T> operation in Operations.Where(operation => operation.Key == key))
        {
            foreach (Receiver? receiver in Receivers<T>.Of(operation))
            {
                byte[] expected = Compute(operation, receiver, Placement.AtStart, Placement.AtStart);
                foreach (Placement operands in new[] { Placement.AtStart, Placement.Unaligned })
                {
                    byte[] actual = Compute(operation, receiver, operands, Placement.Unaligned);
                    Assert.That(actual.AsSpan().SequenceEqual(expected), $"{operation} on {receiver?.Name}, operands {operands}");
                }
            }
        }
    }

    private byte[] Compute(Operation<T> operation, Receiver? receiver, Placement operands, Placement written)
    {
        IEnumerable<Extent> extents = operation.Shaped.Select(argument => argument.IsMatrix ? Row : Extent.Vector(Row.Columns));
        RuleValue[] values = [.. extents.Select(extent => RuleValue.Shape(extent))];
        _arguments.Set(operation, values, operands);
        int last = operation.Arguments.ToList().FindLastIndex(argument => argument.IsWritable);
        Slot<T> destination = _arguments.Slots[last];
        destination.Place(operation.Arguments[last], destination.Extent, written);
        destination.Fill(operation.Arguments[last]);
        operation.Call(_arguments, receiver?.Make());
        return destination.Bytes.ToArray();
    }

    /// <summary>What may write over its operand, for it reads each element once before it writes it; and the losses.</summary>
    private static bool IsElementWise(Operation<T> operation)
    {
        int last = operation.Shaped.Count - 1;
        bool isInPlace = last > 0 && ShapeRules.For(operation) is { } rule && rule.MayShareMemory(last);
        bool isOfViews = operation.Shaped.All(argument => !argument.IsObject && argument.Role == Role.Shape);
        bool isOfFixedSize = operation.Member.DeclaringType!.Name is "Scaler`1" or "LinearModel`1"
            || (last >= 0 && Shapes.IsTensor(operation.Shaped[last].Type));
        return (isInPlace && isOfViews && !isOfFixedSize) || operation.Key.StartsWith("Loss.Evaluate", StringComparison.Ordinal);
    }
}
