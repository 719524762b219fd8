using System.Text.RegularExpressions;

namespace MiniDnn.Tests;

/// <summary>Calls an operation with every combination of arguments, and checks each call against the rule.</summary>
internal sealed partial class CheckedCall<T>(Operation<T> operation, ShapeRule rule, Receiver? receiver, Arguments<T> arguments)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostFaults = 8;

    private static readonly int[] Indices = [0, 1, 3, 39, -1, 4, 40, int.MaxValue, int.MinValue], Sizes = [0, 1, 3, 4, -1, int.MinValue];

    private static readonly Range[] Ranges =
        [Range.All, new(1, ^0), new(0, ^1), 0..0, 1..3, new(0, 4), 3..1, new(^5, ^0), 39..41, new(int.MaxValue, ^0)];

    private readonly RuleValue[][] _candidates =
        [.. operation.Shaped.Select((argument, i) => Candidates(argument, rule.IsIndex(i), isOneOfMany: operation.Shaped.Count > 3))];

    private readonly RuleValue[] _values = new RuleValue[operation.Shaped.Count];
    private readonly Dictionary<string, long> _known = [];
    private object? _object;
    private byte[]? _state;

    public int Fitting { get; private set; }

    public int Refused { get; private set; }

    public List<string> Faults { get; } = [];

    /// <summary>Tries what fits in every place, what does not in one after the other.</summary>
    public void CheckAll()
    {
        int[] choice = new int[_candidates.Length], counts = [.. _candidates.Select(values => values.Length)];
        long combination = 0;
        do
        {
            for (int i = 0; i < choice.Length; i++)
            {
                _values[i] = _candidates[i][choice[i]];
            }
            _known.Clear();
            foreach ((string letter, int size) in receiver?.Sizes ?? [])
            {
                _known.Add(letter, size);
            }
            bool fits = rule.Fits(_values, _known);
            foreach (Placement placement in fits ? Enum.GetValues<Placement>() : [(Placement)(combination++ % 3)])
            {
                Check(fits, placement);
            }
        }
        while (Combinations.Next(choice, counts) && Faults.Count < MostFaults);
    }

    private static RuleValue[] Candidates(Argument argument, bool isIndex, bool isOneOfMany) => argument.Role switch
    {
        Role.Range => [.. Ranges.Select(RuleValue.Of)],
        Role.Number => [.. (isIndex ? Indices : Sizes).Select(number => RuleValue.Of(number, argument.Type == typeof(Index)))],
        _ when argument.Element == typeof(int) => [.. Numbers()],
        _ when !argument.IsMatrix => [.. Extent.Vectors.Select(extent => RuleValue.Shape(extent))],
        _ => [.. (argument.IsObject || isOneOfMany ? Extent.Together : Extent.Matrices).Select(extent => RuleValue.Shape(extent))],
    };

    /// <summary>Whole numbers that may be rows or classes, the last of which may be none.</summary>
    private static IEnumerable<RuleValue> Numbers()
        => from length in new[] { 0, 1, 3, 4, 40 }
           from last in length == 0 ? [0] : new[] { 0, 2, 3, -1, int.MaxValue }
           select RuleValue.Shape(Extent.Vector(length), last);

    private void Check(bool fits, Placement placement)
    {
        arguments.Set(operation, _values, placement);
        ForEachShape((_, slot) =>
        {
            slot.Remember();
            return null;
        });
        _object = receiver is null ? null : receiver.IsMutable || _object is null ? receiver.Make() : _object;
        _state = fits ? null : receiver?.State?.Invoke(_object!);
        string? fault;
        try
        {
            object? result = operation.Call(arguments, _object);
            Fitting += fits ? 1 : 0;
            fault = fits ? FaultOfResult(result) : "was taken";
        }
        catch (Exception exception)
        {
            Refused++;
            fault = fits ? $"was refused: {exception}" : FaultOfRefusal(exception);
        }
        if (fault is not null)
        {
            IEnumerable<string> values = operation.Shaped.Zip(_values, (argument, value) => $"{argument.Name} {value}");
            Faults.Add($"{receiver?.Name} ({string.Join("; ", values)}), {placement}: {fault}");
        }
    }

    /// <summary>The first fault that is found in an argument.</summary>
    private string? ForEachShape(Func<Argument, Slot<T>, string?> check)
    {
        for (int i = 0; i < operation.Arguments.Count; i++)
        {
            if (operation.Arguments[i].Role == Role.Shape && check(operation.Arguments[i], arguments.Slots[i]) is { } fault)
            {
                return fault;
            }
        }
        return null;
    }

    private string? FaultOfResult(object? result)
    {
        if (rule.Result(_known) is { } expected && operation.ReturnsShape && Results.ShapeOf(result) != expected)
        {
            return $"the result is {Results.ShapeOf(result)} instead of {expected}";
        }
        return ForEachShape((argument, slot) => !argument.IsWritable && !slot.IsUnchanged ? $"{argument.Name} was written"
            : argument.IsWritable && !slot.GapsAreUnchanged ? $"{argument.Name} was written between its rows"
            : argument.IsSet && !slot.IsWritten ? $"{argument.Name} was not written everywhere" : null);
    }

    private string? FaultOfRefusal(Exception exception)
    {
        bool changesObject = _state is not null && !_state.AsSpan().SequenceEqual(receiver!.State!(_object!));
        bool isDocumented = DocumentedExceptions.Allow(operation.Member, exception.GetType());
        bool namesNothing = exception is ArgumentException { ParamName: var name } && operation.Parameter(name) is null;
        return ForEachShape((argument, slot) => slot.IsUnchanged ? null : $"{argument.Name} was changed before the refusal: {exception}")
            ?? (changesObject ? $"the object was changed before the refusal: {exception}"
            : !isDocumented ? $"is not documented: {exception}"
            : namesNothing ? $"names no parameter: {exception.Message}"
            : IsTelling(exception) ? null : $"does not tell what came and what was expected: {exception.Message}");
    }

    /// <summary>True where a message has a word for what is asked for, and a number of what came.</summary>
    private bool IsTelling(Exception exception)
    {
        string message = exception.Message.Split(" (Parameter")[0];
        if (exception is ArgumentOutOfRangeException { ActualValue: not null } || Nothing().IsMatch(message))
        {
            return true;
        }
        HashSet<string> numbers = [.. Digits().Matches(message).Select(match => match.Value)];
        IEnumerable<int> came = _values
            .SelectMany(value => (int[])[value.Extent.Rows, value.Extent.Columns, value.Extent.Length, value.Number])
            .Concat((receiver?.Sizes ?? []).Select(size => size.Size));
        bool tellsWhatCame = came.Any(number => numbers.Contains($"{number}"))
            || _values.Any(value => message.Contains($"{value.Range}", StringComparison.Ordinal));
        return tellsWhatCame && Expectation().IsMatch(message);
    }

    [GeneratedRegex("-?[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex("(is empty|has no elements); .*must")]
    private static partial Regex Nothing();

    [GeneratedRegex("must|needs|has|at most|there is no|outside|only|larger|give", RegexOptions.IgnoreCase)]
    private static partial Regex Expectation();
}
