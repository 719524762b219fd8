namespace MiniDnn;

/// <summary>A differentiable function: writes its gradient at <paramref name="parameters"/> into <paramref name="gradient"/> (every element), and returns its value.</summary>
/// <typeparam name="T">The number type.</typeparam>
public delegate T Objective<T>(ReadOnlySpan<T> parameters, Span<T> gradient)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>Minimises by going down the gradient: p ← p − η·∂L/∂p (A. Cauchy, 1847), or by another update rule.</summary>
/// <example><code>
/// // (x − 3)² has its minimum at 3
/// var result = GradientDescent.Minimize&lt;double&gt;(
///     (p, gradient) =&gt; { gradient[0] = 2 * (p[0] - 3); return (p[0] - 3) * (p[0] - 3); },
///     [0.0], new() { LearningRate = 0.1, Tolerance = 1e-9 });
/// Console.WriteLine($"{result.Parameters[0]:F6}");   // → 3.000000
///
/// // a line
/// var line = GradientDescent.Fit([20.0, 30, 40], [30.0, 50, 80], new() { LearningRate = 0.3, MaxEpochs = 100, Standardize = true });
/// Console.WriteLine($"{line.Intercept:F3}");         // → -21.667
/// </code></example>
public static partial class GradientDescent
{
    /// <summary>Goes down from a starting point until the gradient is small, the epochs are used up, or the loss diverges.</summary>
    /// <param name="objective">The function and its gradient.</param>
    /// <param name="start">The starting point.</param>
    /// <param name="options">Learning rate, limits, update rule, trace; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the descent after the epoch; the result says so.</param>
    /// <returns>The point reached; where the loss diverged, the best point seen and <see cref="DescentOutcome.Diverged"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="objective"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="start"/> is empty or not finite, or the objective is not finite there.</exception>
    public static DescentResult<T> Minimize<T>(Objective<T> objective, ReadOnlySpan<T> start, DescentOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(objective);
        if (start.IsEmpty)
        {
            Throw.Argument(nameof(start), "Minimize: start has no elements; it must have one for each parameter.");
        }
        Throw.IfNotFinite(nameof(Minimize), start);
        options ??= new();
        var descent = new Descent<T>(nameof(Minimize), nameof(start), objective, start.ToArray(), options);
        var updates = new UpdateState<T>(options.RuleOrPlain, start.Length);
        return descent.Run(updates.Step, cancellationToken);
    }
}
