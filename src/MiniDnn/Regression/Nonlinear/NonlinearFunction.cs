namespace MiniDnn;

/// <summary>A curve: the y that it predicts for <paramref name="x"/> with these parameters.</summary>
/// <typeparam name="TX">What y is predicted from: a number, an array of numbers, a record.</typeparam>
/// <param name="x">The point.</param>
/// <param name="parameters">The parameters.</param>
/// <returns>y; NaN where the curve is not defined.</returns>
public delegate double NonlinearFunction<in TX>(TX x, ReadOnlySpan<double> parameters);

/// <summary>The derivatives of a curve with respect to each of its parameters.</summary>
/// <typeparam name="TX">What y is predicted from.</typeparam>
/// <param name="x">The point.</param>
/// <param name="parameters">The parameters.</param>
/// <param name="derivatives">Receives ∂y/∂pⱼ for each parameter; every element must be written.</param>
public delegate void NonlinearDerivative<in TX>(TX x, ReadOnlySpan<double> parameters, Span<double> derivatives);
