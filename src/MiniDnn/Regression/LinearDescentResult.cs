namespace MiniDnn;

/// <summary>A linear model fitted by gradient descent, and how the descent ended.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class LinearDescentResult<T> : DescentResult<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal LinearDescentResult(DescentResult<T> descent, T intercept, T[] coefficients, T largestStableRate, string message)
        : base(descent.Outcome, descent.Epochs, [.. descent.Parameters], descent.Loss, descent.GradientNorm, message, descent.Trace)
    {
        Intercept = intercept;
        Coefficients = coefficients;
        LargestStableRate = largestStableRate;
    }

    /// <summary>The constant term, for the original predictors; 0 where none was asked for.</summary>
    public T Intercept { get; }

    /// <summary>The slope of each predictor, for the original predictors.</summary>
    public IReadOnlyList<T> Coefficients { get; }

    /// <summary>2/λmax, λmax being the largest eigenvalue of XᵀX (of XᵀX/n for a mean): plain full-batch descent with a larger learning rate diverges.</summary>
    public T LargestStableRate { get; }

    /// <summary>ŷ of one sample.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another length.</exception>
    public T Predict(params ReadOnlySpan<T> x)
    {
        Throw.IfLengthIsNot(nameof(Predict), nameof(x), x.Length, Coefficients.Count, "one for each predictor");
        T sum = Intercept;
        for (int j = 0; j < x.Length; j++)
        {
            sum += Coefficients[j] * x[j];
        }
        return sum;
    }
}
