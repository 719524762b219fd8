using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// Minimises any smooth function by L-BFGS: steps of a Newton method whose curvature comes from the last few steps (D. Liu and J. Nocedal,
/// "On the limited memory BFGS method for large scale optimization", 1989).
/// </summary>
/// <remarks>
/// The length of a step satisfies the strong Wolfe conditions (P. Wolfe, 1969), found by bracketing and safeguarded cubics (J. Nocedal and
/// S. Wright, "Numerical Optimization", algorithms 3.5 and 3.6); where values differ by rounding only, slopes decide (W. Hager and H.
/// Zhang, 2005). There is no learning rate to choose, and from most starts it takes tens of epochs where <see cref="GradientDescent"/>
/// takes thousands; but it needs the whole gradient, not that of a batch.
/// </remarks>
/// <example><code>
/// // Rosenbrock's valley: its minimum is at (1, 1)
/// var result = LBfgs.Minimize((p, gradient) =&gt;
/// {
///     double a = 1 - p[0], b = p[1] - p[0] * p[0];
///     gradient[0] = -2 * a - 400 * p[0] * b;
///     gradient[1] = 200 * b;
///     return a * a + 100 * b * b;
/// }, [-1.2, 1]);
/// Console.WriteLine($"{result.Parameters[0]:F6}, {result.Parameters[1]:F6}");   // → 1.000000, 1.000000
/// Console.WriteLine(result.Outcome);                                            // → Converged
/// </code></example>
public static class LBfgs
{
    /// <summary>Goes down from a starting point until the gradient is small or rounding ends the way.</summary>
    /// <param name="objective">The function and its gradient. A value that is not finite ends no search: the step is made shorter.</param>
    /// <param name="start">The starting point.</param>
    /// <param name="options">
    /// <see cref="DescentOptions.Epochs"/>, <see cref="DescentOptions.Tolerance"/> and <see cref="DescentOptions.TraceEvery"/>; a rule
    /// belongs to <see cref="GradientDescent"/> and is refused, a learning rate is not used. Null for the defaults.
    /// </param>
    /// <param name="memory">The number of steps whose curvature is remembered, 1 or more: 3 to 20 are usual.</param>
    /// <param name="cancellationToken">Ends the descent after the epoch; the result says so.</param>
    /// <returns>The point reached, the best that was seen, and in words why the descent ended there.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="objective"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="start"/> is empty or not finite, the objective is not finite there, or the options hold a rule.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="memory"/> is not positive.</exception>
    public static DescentResult<T> Minimize<T>(
        Objective<T> objective,
        ReadOnlySpan<T> start,
        DescentOptions? options = null,
        int memory = 10,
        CancellationToken cancellationToken = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memory);
        options ??= new();
        if (start.IsEmpty)
        {
            Throw.Argument(nameof(start), "Minimize: start has no elements; it must have one for each parameter.");
        }
        Throw.IfNotFinite(nameof(Minimize), start);
        if (options.Optimizer is not null)
        {
            Throw.Argument(nameof(options), "Minimize: L-BFGS is a rule of its own; Optimizer must be null.");
        }
        return new LimitedMemoryDescent<T>(objective, start, options, memory).Run(cancellationToken);
    }

    /// <inheritdoc cref="Minimize{T}(Objective{T}, ReadOnlySpan{T}, DescentOptions, int, CancellationToken)"/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-1)]
    public static DescentResult<double> Minimize(
        Objective<double> objective,
        double[] start,
        DescentOptions? options = null,
        int memory = 10,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        return Minimize(objective, start.AsSpan(), options, memory, cancellationToken);
    }
}
