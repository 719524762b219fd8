using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>A linear model fitted by gradient descent, and how the descent ended.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class LinearDescentResult<T> : DescentResult<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _coefficients;
    private readonly bool _hasIntercept;
    private readonly LinearProblem<T> _problem;

    internal LinearDescentResult(DescentResult<T> descent, T[] coefficients, bool hasIntercept, LinearProblem<T> problem, string message)
        : base(descent, descent.Outcome, message, descent.Trace)
    {
        _coefficients = coefficients;
        _hasIntercept = hasIntercept;
        _problem = problem;
    }

    /// <summary>The constant; 0 where none was fitted.</summary>
    public T Intercept => _hasIntercept ? _coefficients[0] : T.Zero;

    /// <summary>The coefficients for the original predictors: the intercept first if there is one, then the slopes.</summary>
    public IReadOnlyList<T> Coefficients => _coefficients;

    /// <summary>Computes 2/λmax: plain full-batch descent with a larger learning rate diverges.</summary>
    /// <remarks>
    /// λmax is the largest eigenvalue of XᵀX, of XᵀX/n for a mean, by the singular values of X, which the result keeps; where predictors
    /// were standardised, of those.
    /// </remarks>
    public T LargestStableRate() => _problem.LargestStableRate();

    /// <summary>Predicts ŷ of one sample.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another length.</exception>
    public T Predict(params ReadOnlySpan<T> x)
    {
        ReadOnlySpan<T> slopes = _coefficients.AsSpan(_hasIntercept ? 1 : 0);
        Throw.IfLengthIsNot(nameof(Predict), nameof(x), x.Length, slopes.Length, "one for each predictor");
        T sum = Intercept;
        for (int j = 0; j < x.Length; j++)
        {
            sum += slopes[j] * x[j];
        }
        return sum;
    }

    /// <inheritdoc cref="Predict(ReadOnlySpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public T Predict(params T[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Predict(x.AsSpan());
    }

    /// <summary>Predicts ŷ of many samples.</summary>
    /// <param name="x">A row for each sample, a column for each predictor.</param>
    /// <exception cref="ArgumentException">The number of columns is not that of the predictors.</exception>
    [OverloadResolutionPriority(-1)]
    public T[] Predict(ReadOnlyMatrixSpan<T> x)
    {
        int predictors = _coefficients.Length - (_hasIntercept ? 1 : 0);
        if (x.ColumnCount != predictors)
        {
            string shape = Throw.Shape(x.RowCount, x.ColumnCount);
            Throw.Argument(nameof(x), $"Predict: x is {shape}; it must have {predictors} columns, one for each predictor.");
        }
        var result = new T[x.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Predict(x.Row(i));
        }
        return result;
    }
}
