using System.Text.RegularExpressions;

namespace MiniDnn.Tests;

/// <summary>Calls an operation with every combination of arguments, and checks each call against the rule.</summary>
internal sealed partial class CheckedCall<T>(Operation<T> operation, ShapeRule rule, Receiver? receiver, Arguments<T> arguments)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostFaults = 8;

    private static readonly int[] Indices = [0, 1, 3, 39, -1, 4, 40, int.MaxValue, int.MinValue], Sizes = [0, 1, 3, 4, -1, int.MinValue];

    private static readonly Range[] Ranges = [Range.All, new(1, ^0), new(0, ^1), 0..0, 1..3, new(0, 4), 3..1, new(^5, ^0), 39..41, new(int.MaxValue, ^0)];

    private static readonly (int Length, int Last)[] Numbers =
        [(0, 0), .. new[] { 1, 3, 4, 40 }.SelectMany(length => new[] { 0, 2, 3, -1, int.MaxValue }.Select(last => (length, last)))];

    private readonly IReadOnlyList<Argument> _arguments = operation.Arguments;
    private readonly string[] _names = [.. operation.Member.GetParameters().Select(parameter => parameter.Name!)];
    private readonly RuleValue[] _values = new RuleValue[operation.Shaped.Count];
    private readonly Dictionary<string, long> _known = [];
    private object? _object;
    private byte[]? _state;

    public int Fitting { get; private set; }

    public int Refused { get; private set; }

    public List<string> Faults { get; } = [];

    /// <summary>What fits is tried in every place, what does not in one after the other.</summary>
    public void CheckAll()
    {
        for (int i = 0; i < _arguments.Count; i++)
        {
            if (_arguments[i].Role == Role.Other)
            {
                arguments.Others[i] = operation.Other(i);
            }
        }
        var choice = new int[_arguments.Count];
        long combination = 0;
        do
        {
            bool fits = Choose(choice);
            foreach (Placement placement in fits ? Enum.GetValues<Placement>() : [(Placement)(combination++ % 3)])
            {
                if (Faults.Count < MostFaults)
                {
                    Check(choice, fits, placement);
                }
            }
        }
        while (Next(choice) && Faults.Count < MostFaults);
    }

    private bool Next(int[] choice)
    {
        int i = choice.Length - 1;
        while (i >= 0 && ++choice[i] == CountOf(_arguments[i]))
        {
            choice[i--] = 0;
        }
        return i >= 0;
    }

    private int CountOf(Argument argument) => argument.Role switch
    {
        Role.Other => 1,
        Role.Range => Ranges.Length,
        Role.Number => IsIndex(argument) ? Indices.Length : Sizes.Length,
        _ => argument.Element == typeof(int) ? Numbers.Length : Extents(argument).Length,
    };

    private bool IsIndex(Argument argument) => rule.IsIndex(operation.Shaped.ToList().IndexOf(argument));

    private Extent[] Extents(Argument argument)
        => !argument.IsMatrix ? Extent.Vectors : argument.IsObject || operation.Shaped.Count > 3 ? Extent.Together : Extent.Matrices;

    /// <summary>Notes what the rule sees of the arguments chosen.</summary>
    private bool Choose(int[] choice)
    {
        for (int i = 0, next = 0; i < choice.Length; i++)
        {
            Argument argument = _arguments[i];
            if (argument.Role != Role.Other)
            {
                _values[next++] = argument.Role switch
                {
                    Role.Range => new() { Range = Ranges[choice[i]] },
                    Role.Number => new() { IsNumber = true, IsIndex = argument.Type == typeof(Index), Number = (IsIndex(argument) ? Indices : Sizes)[choice[i]] },
                    _ when argument.Element == typeof(int) => new() { Extent = Extent.Vector(Numbers[choice[i]].Length), Number = Numbers[choice[i]].Last },
                    _ => new() { Extent = Extents(argument)[choice[i]] },
                };
            }
        }
        _known.Clear();
        foreach ((string letter, int size) in receiver?.Sizes ?? [])
        {
            _known.Add(letter, size);
        }
        return rule.Fits(_values, _known);
    }

    private void Place(Placement placement)
    {
        for (int i = 0, next = 0; i < _arguments.Count; i++)
        {
            Argument argument = _arguments[i];
            if (argument.Role == Role.Other)
            {
                continue;
            }
            RuleValue value = _values[next++];
            Slot<T> slot = arguments.Slots[i];
            if (argument.Role == Role.Number)
            {
                arguments.Numbers[i] = value.Number;
            }
            else if (argument.Role == Role.Range)
            {
                arguments.Ranges[i] = value.Range;
            }
            else
            {
                if (argument.IsObject)
                {
                    slot.PlaceMatrix(value.Extent);
                }
                else
                {
                    slot.Place(argument.Element, value.Extent, placement, value.Number);
                }
                slot.Fill(argument.Name, argument.IsSet);
                slot.Remember();
            }
        }
    }

    private void Check(int[] choice, bool fits, Placement placement)
    {
        Place(placement);
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
            Faults.Add($"{receiver?.Name} ({string.Join("; ", Shapes())}), {placement}: {fault}");
        }
    }

    private IEnumerable<string> Shapes()
        => operation.Shaped.Zip(_values, (argument, value) => $"{argument.Name} {value}");

    private string? FaultOfResult(object? result)
    {
        if (rule.Result(_known) is { } expected && operation.ReturnsShape && Results.ShapeOf(result) != expected)
        {
            return $"the result is {Results.ShapeOf(result)} instead of {expected}";
        }
        for (int i = 0; i < _arguments.Count; i++)
        {
            Argument argument = _arguments[i];
            if (argument.Role == Role.Shape && !(argument.IsWritable ? arguments.Slots[i].GapsAreUnchanged : arguments.Slots[i].IsUnchanged))
            {
                return $"{argument.Name} was written {(argument.IsWritable ? "between its rows" : "")}";
            }
            if (argument.IsSet && argument.Element == typeof(T) && !arguments.Slots[i].IsWritten)
            {
                return $"{argument.Name} was not written everywhere";
            }
        }
        return null;
    }

    private string? FaultOfRefusal(Exception exception)
    {
        for (int i = 0; i < _arguments.Count; i++)
        {
            if (_arguments[i].Role == Role.Shape && !arguments.Slots[i].IsUnchanged)
            {
                return $"{_arguments[i].Name} was changed before it was refused: {exception.Message}";
            }
        }
        if (_state is not null && !_state.AsSpan().SequenceEqual(receiver!.State!(_object!)))
        {
            return $"the object was changed before the call was refused: {exception.Message}";
        }
        if (!DocumentedExceptions.Allow(operation.Member, exception.GetType()))
        {
            return $"not documented: {exception}";
        }
        if (exception is ArgumentException argument && !_names.Contains(argument.ParamName))
        {
            return $"there is no parameter \"{argument.ParamName}\": {exception.Message}";
        }
        return IsTelling(exception) ? null : $"does not tell what came and what was expected: {exception.Message}";
    }

    /// <summary>True where a message has a word for what is asked for, and a number of what came.</summary>
    private bool IsTelling(Exception exception)
    {
        string message = exception.Message.Split(" (Parameter")[0];
        if (exception is ArgumentOutOfRangeException { ActualValue: not null })
        {
            return true;
        }
        if (message.Contains("is empty", StringComparison.Ordinal) || message.Contains("has no elements", StringComparison.Ordinal))
        {
            return Expectation().IsMatch(message);
        }
        HashSet<string> numbers = [.. Digits().Matches(message).Select(match => match.Value)];
        return Expectation().IsMatch(message) && (receiver?.Sizes ?? []).Any(size => numbers.Contains($"{size.Size}")) | _values.Any(value => new[] { value.Extent.Rows, value.Extent.Columns, value.Extent.Length, value.Number }.Any(number => numbers.Contains($"{number}")) || message.Contains(value.Range.ToString(), StringComparison.Ordinal));
    }

    [GeneratedRegex("[0-9]+|-[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex("must|needs|has|at most|there is no|outside|only|larger|give", RegexOptions.IgnoreCase)]
    private static partial Regex Expectation();
}
