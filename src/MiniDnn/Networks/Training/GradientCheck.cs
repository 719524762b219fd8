using System.Globalization;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>The largest difference between backpropagation and central differences, and where it is.</summary>
/// <param name="LargestError">max |g − ĝ|/max(1, |g| + |ĝ|) over all parameters, ĝ being the numerical gradient.</param>
/// <param name="ParameterIndex">Where in <see cref="FeedForwardNetwork{T}.Parameters"/> the largest difference is.</param>
/// <param name="Analytic">g there, by backpropagation.</param>
/// <param name="Numeric">ĝ there, by central differences.</param>
public sealed record GradientCheckResult(double LargestError, int ParameterIndex, double Analytic, double Numeric)
{
    /// <summary>The largest error and where it is.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"largest error {LargestError:G3} at parameter {ParameterIndex}: backpropagation {Analytic:G9}, central difference {Numeric:G9}");
}

/// <summary>Compares the gradient of backpropagation with central differences: the way to trust a new activation or loss.</summary>
/// <example><code>
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 2, [new Dense(4, Activation.Tanh), new Dense(1)], seed: 1);
/// Matrix&lt;double&gt; x = [[0.5, -1], [2, 0.1]], targets = [[1], [-1]];
/// GradientCheckResult check = GradientCheck.Run(network, x, targets, Loss.MeanSquaredError);
/// Console.WriteLine(check.LargestError &lt; 1e-6);      // → True
/// </code></example>
public static class GradientCheck
{
    /// <summary>
    /// Moves each parameter p a little to both sides: ĝ = (L(p + h) − L(p − h))/2h with h = step·max(1, |p|). The network is left as it
    /// was.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="x">A row for each sample.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="step">
    /// Positive; the cube root of ε by default. Where a ReLU's pre-activation is within reach of 0, the difference is that of the kink.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="network"/> or <paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">As for <see cref="FeedForwardNetwork{T}.Backpropagate"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not positive or not finite.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public static GradientCheckResult Run<T>(FeedForwardNetwork<T> network, ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, Loss loss, double? step = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        double relativeStep = Throw.IfNotPositive(step ?? Math.Cbrt(double.CreateChecked(FloatingPoint<T>.Epsilon)), nameof(step));
        NetworkGradient<T> gradient = network.Backpropagate(x, targets, loss);
        using FeedForwardNetwork<T>.TrainingLock training = network.BeginTraining();
        var worst = new GradientCheckResult(0, 0, 0, 0);
        for (int i = 0; i < gradient.Values.Length; i++)
        {
            double analytic = double.CreateChecked(gradient.Values[i]);
            double numeric = CentralDifference(network, i, x, targets, loss, relativeStep);
            double error = Math.Abs(analytic - numeric) / Math.Max(1, Math.Abs(analytic) + Math.Abs(numeric));
            if (!(error <= worst.LargestError))
            {
                worst = new(error, i, analytic, numeric);
            }
        }
        return worst;
    }

    private static double CentralDifference<T>(FeedForwardNetwork<T> network, int index, ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, Loss loss, double relativeStep)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T value = network.Parameters[index];
        T step = T.CreateChecked(relativeStep) * T.Max(T.One, T.Abs(value));
        try
        {
            T above = network.Parameters[index] = value + step;
            double lossAbove = network.ComputeLoss(x, targets, loss, scalesTargets: true);
            T below = network.Parameters[index] = value - step;
            double lossBelow = network.ComputeLoss(x, targets, loss, scalesTargets: true);
            return (lossAbove - lossBelow) / double.CreateChecked(above - below);
        }
        finally
        {
            network.Parameters[index] = value;
        }
    }
}
