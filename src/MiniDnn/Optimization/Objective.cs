namespace MiniDnn;

/// <summary>
/// A differentiable function: writes its gradient at <paramref name="parameters"/> into <paramref name="gradient"/> (every element), and
/// returns its value.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
public delegate T Objective<T>(ReadOnlySpan<T> parameters, Span<T> gradient)
    where T : unmanaged, IFloatingPointIeee754<T>;
