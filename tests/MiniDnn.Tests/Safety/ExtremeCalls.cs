namespace MiniDnn.Tests;

/// <summary>Calls every operation with matrices that have billions of rows or columns and nothing in them.</summary>
/// <remarks>Each must end at once, or say why it can't be done: for a process of its own, which is ended when it takes too long.</remarks>
internal sealed class ExtremeCalls<T>(TextWriter output) : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Extent[] Matrices =
        [new(int.MaxValue, 0), new(0, int.MaxValue), new(int.MaxValue, 0, 5), new(0, 0), new(0, 3), new(3, 0), new(1, 1)];

    private static readonly Extent[] Vectors = [Extent.Vector(0), Extent.Vector(3)];

    private static readonly int[] Numbers = [int.MaxValue, 0, 1];

    private readonly Arguments<T> _arguments = new();

    /// <summary>Calls all, and returns how many calls failed in another way than the documentation allows.</summary>
    public int Run() => Surface.Operations<T>().Sum(operation => Receivers<T>.Of(operation).Sum(receiver => CallAll(operation, receiver)));

    public void Dispose() => _arguments.Dispose();

    private int CallAll(Operation<T> operation, Receiver? receiver)
    {
        RuleValue[][] candidates = [.. operation.Shaped.Select(Candidates)];
        int[] choice = new int[candidates.Length], counts = [.. candidates.Select(values => values.Length)];
        int faults = 0;
        do
        {
            RuleValue[] values = [.. candidates.Zip(choice, (candidate, i) => candidate[i])];
            if (values.Any(value => int.Max(value.Number, int.Max(value.Extent.Rows, value.Extent.Columns)) == int.MaxValue))
            {
                IEnumerable<string> given = operation.Shaped.Zip(values, (argument, value) => $"{argument.Name} {value}");
                // the last line tells in which call the process was ended
                output.WriteLine($"{operation} {receiver?.Name} with {string.Join("; ", given)}");
                output.Flush();
                _arguments.Set(operation, values, Placement.AtEnd);
                faults += Call(operation, receiver) ? 0 : 1;
            }
        }
        while (Combinations.Next(choice, counts));
        return faults;
    }

    private static RuleValue[] Candidates(Argument argument) => argument.Role switch
    {
        Role.Number => [.. Numbers.Select(number => RuleValue.Of(number))],
        Role.Range => [RuleValue.Of(Range.All)],
        _ => RuleValue.For(argument, argument.IsMatrix ? Matrices : Vectors),
    };

    private bool Call(Operation<T> operation, Receiver? receiver)
    {
        try
        {
            operation.Call(_arguments, receiver?.Make());
            return true;
        }
        catch (Exception exception)
        {
            bool isClear = exception is OutOfMemoryException or ArgumentOutOfRangeException
                || DocumentedExceptions.Allow(operation.Member, exception.GetType());
            output.WriteLine(isClear ? "" : $"FAULT {exception}");
            return isClear;
        }
    }
}
