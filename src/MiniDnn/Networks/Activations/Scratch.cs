namespace MiniDnn;

/// <summary>
/// Memory on the stack for intermediate results of an activation, used piece by piece so that it stays in the first-level cache.
/// </summary>
internal static class Scratch
{
    public const int Length = 256;
}
