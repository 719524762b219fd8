namespace MiniDnn;

/// <summary>A range of numbers, both ends included.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="Lower">The lower end; −∞ where there is none.</param>
/// <param name="Upper">The upper end; +∞ where there is none.</param>
public readonly record struct Interval<T>(T Lower, T Upper)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>True where a value lies between the ends.</summary>
    public bool Contains(T value) => value >= Lower && value <= Upper;

    /// <summary>The range as [lower, upper].</summary>
    public override string ToString() => $"[{Lower:G6}, {Upper:G6}]";
}
