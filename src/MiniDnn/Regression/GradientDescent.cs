using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Minimises by going down the gradient: p ← p − η·∂L/∂p (A. Cauchy, 1847), or by another update rule.</summary>
/// <example><code>
/// // (x − 3)² has its minimum at 3
/// var result = GradientDescent.Minimize(
///     (p, gradient) =&gt; { gradient[0] = 2 * (p[0] - 3); return (p[0] - 3) * (p[0] - 3); },
///     [0], new() { LearningRate = 0.1, Tolerance = 1e-9 });
/// Console.WriteLine($"{result.Parameters[0]:F6}");   // → 3.000000
///
/// // a line
/// var line = GradientDescent.Fit([20, 30, 40], [30, 50, 80], new() { LearningRate = 0.3, Epochs = 100, Standardize = true });
/// Console.WriteLine($"{line.Intercept:F3}");         // → -21.667
/// </code></example>
public static class GradientDescent
{
    /// <summary>Goes down from a starting point until the gradient is small, the epochs are used up, or the loss diverges.</summary>
    /// <param name="objective">The function and its gradient.</param>
    /// <param name="start">The starting point.</param>
    /// <param name="options">Learning rate, limits, update rule, trace; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the descent after the epoch; the result says so.</param>
    /// <returns>The point reached; where the loss diverged, the best point seen and <see cref="DescentOutcome.Diverged"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="objective"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="start"/> is empty or not finite, or the objective is not finite there.
    /// </exception>
    public static DescentResult<T> Minimize<T>(
        Objective<T> objective, ReadOnlySpan<T> start, DescentOptions? options = null, CancellationToken cancellationToken = default)
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
        var updates = new UpdateState<T>(options.OptimizerOrPlain, start.Length);
        return descent.Run(updates.Step, isFullBatch: true, cancellationToken);
    }

    /// <inheritdoc cref="Minimize{T}(Objective{T}, ReadOnlySpan{T}, DescentOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static DescentResult<double> Minimize(
        Objective<double> objective, double[] start, DescentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        return Minimize(objective, start.AsSpan(), options, cancellationToken);
    }

    // overloads and priorities as in LeastSquares

    /// <summary>Fits a straight line y = b₀ + b₁·x to points.</summary>
    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, LinearDescentOptions, CancellationToken)"/>
    public static LinearDescentResult<T> Fit<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, LinearDescentOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Fit(new ReadOnlyMatrixSpan<T>(x, x.Length, 1), y, options, cancellationToken);

    /// <inheritdoc cref="Fit{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, LinearDescentOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static LinearDescentResult<double> Fit(
        double[] x, double[] y, LinearDescentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Fit(x.AsSpan(), y, options, cancellationToken);
    }

    /// <summary>Fits a linear model by gradient descent.</summary>
    /// <remarks>
    /// The answer is that of <see cref="LeastSquares"/>; this is the path to it. All parameters start at 0: the intercept, then the slopes
    /// in the order of the predictors.
    /// </remarks>
    /// <param name="x">A row for each sample, a column for each predictor.</param>
    /// <param name="y">A value for each sample.</param>
    /// <param name="options">Learning rate, epochs, loss, batch size, trace; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the descent after the epoch; the result says so.</param>
    /// <returns>The model; where the loss diverged, the best that was seen, with the largest stable rate in the message.</returns>
    /// <exception cref="ArgumentNullException">An array or a matrix is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no sample, the lengths differ, a value is not finite, or the loss at the start overflows.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static LinearDescentResult<T> Fit<T>(
        ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, LinearDescentOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        options ??= new();
        CheckData(x, y, options);
        StandardScaler<T>? scaler = options.Standardize ? StandardScaler.Fit(x) : null;
        Matrix<T> design = WithIntercept(scaler is null ? x.ToMatrix() : scaler.Transform(x), options.Intercept);
        var problem = new LinearProblem<T>(design, y.ToArray(), options.MeanLoss);
        var descent = new Descent<T>(nameof(Fit), nameof(y), problem.LossAndGradient, new T[design.ColumnCount], options);
        bool isFullBatch = !(options.BatchSize < problem.SampleCount);
        DescentResult<T> result = descent.Run(EpochOf(problem, options), isFullBatch, cancellationToken);
        return ToLinear(result, problem, scaler, options);
    }

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, LinearDescentOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static LinearDescentResult<T> Fit<T>(
        MatrixSpan<T> x, ReadOnlySpan<T> y, LinearDescentOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Fit(x.AsReadOnly(), y, options, cancellationToken);

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, LinearDescentOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static LinearDescentResult<T> Fit<T>(
        Matrix<T> x, ReadOnlySpan<T> y, LinearDescentOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return Fit(x.AsReadOnly(), y, options, cancellationToken);
    }

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, LinearDescentOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public static LinearDescentResult<double> Fit(
        Matrix<double> x, double[] y, LinearDescentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Fit(x, y.AsSpan(), options, cancellationToken);
    }

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, LinearDescentOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public static LinearDescentResult<T> Fit<T>(
        T[][] x, T[] y, LinearDescentOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Fit(Matrix.Create<T>(nameof(Fit), nameof(x), x), y.AsSpan(), options, cancellationToken);
    }

    private static EpochUpdate<T> EpochOf<T>(LinearProblem<T> problem, LinearDescentOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var updates = new UpdateState<T>(options.OptimizerOrPlain, problem.ParameterCount);
        int batchSize = Math.Min(options.BatchSize ?? problem.SampleCount, problem.SampleCount);
        if (batchSize == problem.SampleCount)
        {
            return updates.Step;
        }
        SeededRandom? random = options.ShuffleSeed is { } seed ? new(seed) : null;
        int[] order = [.. Enumerable.Range(0, problem.SampleCount)];
        var gradient = new T[problem.ParameterCount];
        return (parameters, _) =>
        {
            random?.Shuffle(order.AsSpan());
            for (int start = 0; start < order.Length; start += batchSize)
            {
                problem.BatchGradient(parameters, order.AsSpan(start, Math.Min(batchSize, order.Length - start)), gradient);
                updates.Step(parameters, gradient);
            }
        };
    }

    private static LinearDescentResult<T> ToLinear<T>(
        DescentResult<T> result, LinearProblem<T> problem, StandardScaler<T>? scaler, LinearDescentOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] coefficients = [.. result.Parameters];
        for (int j = 1; j < coefficients.Length && scaler is not null; j++)
        {
            coefficients[j] /= scaler.Scales[j - 1];
            coefficients[0] -= coefficients[j] * scaler.Means[j - 1];
        }
        string message = result.Outcome != DescentOutcome.Diverged ? result.Message
            : $"Diverged after {result.Epochs} epochs with learning rate {options.OptimizerOrPlain.LearningRate}: the largest "
                + $"stable rate of plain full-batch descent here is {problem.LargestStableRate()}. Take a smaller one, or set Standardize.";
        return new(result, coefficients, options.Intercept, problem, message);
    }

    private static void CheckData<T>(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, LinearDescentOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfLengthIsNot(nameof(Fit), nameof(y), y.Length, x.RowCount, "one for each row of x");
        if (x.RowCount == 0 || (x.ColumnCount == 0 && !options.Intercept))
        {
            Throw.Argument(nameof(x), $"Fit: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be a sample and something to fit.");
        }
        if (options.Standardize && !options.Intercept)
        {
            Throw.Argument(nameof(options), "Fit: Standardize moves the predictors to mean 0, which needs an intercept; set "
                + "Intercept, or do not standardise.");
        }
        x.CheckFinite(nameof(Fit), nameof(x));
        Throw.IfNotFinite(nameof(Fit), y);
    }

    private static Matrix<T> WithIntercept<T>(Matrix<T> x, bool intercept)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!intercept)
        {
            return x;
        }
        var design = new Matrix<T>(x.RowCount, x.ColumnCount + 1);
        design[.., ..1].Fill(T.One);
        x.CopyTo(design[.., 1..]);
        return design;
    }
}
