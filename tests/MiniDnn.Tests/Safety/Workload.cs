using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>A call that takes a while: what it reads, what it writes between canaries, and what must come out.</summary>
/// <param name="name">What it is.</param>
/// <param name="operands">What it reads.</param>
/// <param name="resultLength">How many numbers it gives.</param>
/// <param name="compute">Writes the result.</param>
internal sealed class Workload(string name, float[][] operands, int resultLength, Action<MatrixSpan<float>> compute)
{
    private const int Canary = 1_024;

    private readonly float[][] _before = [.. operands.Select(operand => operand.ToArray())];
    private readonly float[] _memory = new float[resultLength + (2 * Canary)];
    private float[] _expected = [];

    public string Name => name;

    /// <summary>Notes what comes out when nothing disturbs.</summary>
    public Workload Rehearse()
    {
        Prepare();
        compute(Result);
        _expected = Result.Row(0).ToArray();
        return this;
    }

    /// <summary>Calls, and checks whatever the outcome that nothing but the result was written, and that a result is right.</summary>
    /// <param name="isAllowed">Whether the call may end with this exception.</param>
    /// <param name="succeeded">True where there was a result.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Fault(Func<Exception, bool> isAllowed, out bool succeeded)
    {
        Prepare();
        succeeded = false;
        try
        {
            compute(Result);
            succeeded = true;
        }
        catch (Exception exception) when (isAllowed(exception))
        {
        }
        catch (Exception exception)
        {
            return $"{name}: {exception}";
        }
        for (int i = 0; i < operands.Length; i++)
        {
            if (!Same(operands[i], _before[i]))
            {
                return $"{name}: operand {i} was written";
            }
        }
        if (_memory.AsSpan(..Canary).ContainsAnyExcept(1234) || _memory.AsSpan(^Canary..).ContainsAnyExcept(1234))
        {
            return $"{name}: memory beside the result was written";
        }
        return succeeded && !Same(Result.Row(0), _expected) ? $"{name}: the result is wrong" : null;
    }

    private MatrixSpan<float> Result => new(_memory.AsSpan(Canary, resultLength), 1, resultLength);

    private void Prepare() => _memory.AsSpan().Fill(1234);

    private static bool Same(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        => MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));
}
