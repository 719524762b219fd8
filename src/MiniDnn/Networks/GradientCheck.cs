using System.Globalization;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Compares the gradient of backpropagation with central differences: the way to trust a new layer, activation or loss.</summary>
/// <remarks>It holds the largest difference, and where it is.</remarks>
/// <example><code>
/// Layer[] layers = [new Dense(4, Activation.Tanh), new BatchNorm(), new Dense(1)];
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 2, layers, seed: 1);
/// Matrix&lt;double&gt; x = [[0.5, -1], [2, 0.1], [1, 1]], targets = [[1], [-1], [0]];
/// GradientCheck check = GradientCheck.Run(network, x, targets, Loss.MeanSquaredError);
/// Console.WriteLine(check.LargestError &lt; 1e-6);      // → True
/// </code></example>
public sealed class GradientCheck
{
    /// <summary>A derivative less than this share of the largest is compared with that share: differences can't tell it from 0.</summary>
    private const double SmallestShare = 1e-3;

    /// <summary>A loss is a sum of terms that are rounded several times: so many ε may be wrong in it.</summary>
    private const double LossRounding = 4;

    private GradientCheck(double largestError, int parameterIndex, double analytic, double numeric)
    {
        LargestError = largestError;
        ParameterIndex = parameterIndex;
        Analytic = analytic;
        Numeric = numeric;
    }

    /// <summary>
    /// max |g − ĝ|/max(|g|, |ĝ|, ‖ĝ‖∞/1000) over all parameters, ĝ being the numerical gradient and |g − ĝ| what is beyond the rounding of
    /// the loss.
    /// </summary>
    public double LargestError { get; }

    /// <summary>Where in <see cref="FeedForwardNetwork{T}.Parameters"/> the largest difference is.</summary>
    public int ParameterIndex { get; }

    /// <summary>g there, by backpropagation.</summary>
    public double Analytic { get; }

    /// <summary>ĝ there, by central differences.</summary>
    public double Numeric { get; }

    /// <summary>
    /// Moves each parameter p a little to both sides: ĝ = (L(p + h) − L(p − h))/2h with h = step·max(1, |p|). The network is left as it
    /// was.
    /// </summary>
    /// <remarks>
    /// The layers work as in a step of training: outputs are dropped, always the same ones, and normalised by the batch.
    /// </remarks>
    /// <param name="network">The network.</param>
    /// <param name="x">A row for each sample.</param>
    /// <param name="targets">A row for each sample, a column for each output; or a number for each sample.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="step">
    /// Positive; the cube root of ε by default. Where a ReLU's pre-activation is within reach of 0, the difference is that of the kink.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="network"/> or <paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">As for <see cref="FeedForwardNetwork{T}.Backpropagate"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not positive or not finite.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public static GradientCheck Run<T>(FeedForwardNetwork<T> network, ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss, double? step = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        double relativeStep = Throw.IfNotPositive(step ?? Math.Cbrt(double.CreateChecked(FloatingPoint<T>.Epsilon)), nameof(step));
        NetworkCore<T> core = network.Core;
        NetworkChecks.CheckSamples(core, nameof(GradientCheck), x, targets, loss);
        using NetworkCore<T>.TrainingLock training = core.BeginTraining();
        var steps = new RepeatedStep<T>(core, loss, x.RowCount);
        var gradient = new double[core.Parameters.Length];
        steps.Gradient(x, targets.Rows, gradient);
        var differences = new Difference[gradient.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            differences[i] = CentralDifference(steps, core, i, x, targets.Rows, relativeStep);
        }
        return Worst(gradient, differences);
    }

    /// <summary>The largest error and where it is.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"largest error {LargestError:G3} at parameter {ParameterIndex}: backpropagation {Analytic:G9}, central difference {Numeric:G9}");

    private static GradientCheck Worst(double[] gradient, Difference[] differences)
    {
        double largest = differences.Length == 0 ? 0 : differences.Max(difference => Math.Abs(difference.Value));
        var worst = new GradientCheck(0, 0, 0, 0);
        for (int i = 0; i < gradient.Length; i++)
        {
            (double numeric, double rounding) = differences[i];
            double scale = Math.Max(Math.Max(Math.Abs(gradient[i]), Math.Abs(numeric)), SmallestShare * largest);
            double beyond = Math.Abs(gradient[i] - numeric) - rounding;
            double error = beyond <= 0 ? 0 : beyond / scale;
            if (!(error <= worst.LargestError))
            {
                worst = new(error, i, gradient[i], numeric);
            }
        }
        return worst;
    }

    private static Difference CentralDifference<T>(
        RepeatedStep<T> steps, NetworkCore<T> network, int index, ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, double relativeStep)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T value = network.Parameters[index];
        T step = T.CreateChecked(relativeStep) * T.Max(T.One, T.Abs(value));
        try
        {
            T above = network.Parameters[index] = value + step;
            double lossAbove = double.CreateChecked(steps.Loss(x, targets));
            T below = network.Parameters[index] = value - step;
            double lossBelow = double.CreateChecked(steps.Loss(x, targets));
            double distance = double.CreateChecked(above - below);
            double rounding = LossRounding * double.CreateChecked(FloatingPoint<T>.Epsilon) * (Math.Abs(lossAbove) + Math.Abs(lossBelow)) / distance;
            return new((lossAbove - lossBelow) / distance, rounding);
        }
        finally
        {
            network.Parameters[index] = value;
        }
    }

    /// <summary>A numerical derivative, and what the rounding of the two losses may add to it.</summary>
    private readonly record struct Difference(double Value, double Rounding);

    /// <summary>The same step of training over and over: with the same random numbers, and on a copy of the state.</summary>
    private sealed class RepeatedStep<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly NetworkCore<T> _network;
        private readonly Loss _loss;
        private readonly SeededRandom _random = new(0);
        private readonly T[] _gradient;
        private readonly Workspace<T> _workspace;

        public RepeatedStep(NetworkCore<T> network, Loss loss, int samples)
        {
            _network = network;
            _loss = loss;
            _gradient = new T[network.Parameters.Length];
            _workspace = new(network.Layout, samples, network.Lend(_gradient, [.. network.State], _random), PassKind.Step, loss);
        }

        public T Loss(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets)
        {
            _random.State = new SeededRandom(0).State;
            Propagation.Forward(_network, x, _workspace);
            return Propagation.OutputDelta(_network, targets, default, _loss, _workspace);
        }

        public void Gradient(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, Span<double> gradient)
        {
            Loss(x, targets);
            Propagation.Backward(_network, x, _workspace);
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = double.CreateChecked(_gradient[i]);
            }
        }
    }
}
