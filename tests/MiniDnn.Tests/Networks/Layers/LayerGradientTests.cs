using System.Text.RegularExpressions;

namespace MiniDnn.Tests;

/// <summary>
/// The gradients of steps of training, with dropout and normalisation by the batch, against central differences of the same network in
/// doubled precision, whose error is some 1e-18.
/// </summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class LayerGradientTests
{
    private const int PerBlock = 100;

    /// <summary>Of the difference: at 32 digits, 1e-10 leaves 1e-20 from the third derivative and 1e-21 from rounding.</summary>
    private const double Distance = 1e-10;

    [Test]
    public void Gradients_of_random_architectures_agree_with_differences_in_doubled_precision([Range(0, 9)] int block)
    {
        double worstOfDouble = 0, worstOfDoubled = 0;
        string where = "";
        for (int seed = block * PerBlock; seed < (block + 1) * PerBlock; seed++)
        {
            var architecture = new LayerArchitecture(seed);
            (double ofDouble, double ofDoubled) = Errors(architecture);
            Assert.That(double.IsFinite(ofDouble + ofDoubled), architecture.ToString());
            worstOfDoubled = Math.Max(worstOfDoubled, ofDoubled);
            if (ofDouble > worstOfDouble)
            {
                (worstOfDouble, where) = (ofDouble, $"seed {seed}, {architecture}");
            }
        }
        TestContext.Out.WriteLine($"double {worstOfDouble:E1}, doubled {worstOfDoubled:E1}: {where}");
        Assert.That(worstOfDouble, Is.LessThan(1e-9), where);
        // the normal distribution of GELU is made of polynomials that are right to double's digits, in every number type
        Assert.That(worstOfDoubled, Is.LessThan(1e-13));
    }

    [Test]
    public void The_architectures_have_every_layer_in_every_place()
    {
        string[] all = [.. Enumerable.Range(0, 10 * PerBlock).Select(seed => new LayerArchitecture(seed).ToString())];
        foreach (string layer in new[] { "Embedding", "Dense", "Dropout", "batchNorm", "layerNorm", "flatten", "scaleAndShift", "attention", "OwnCentre" })
        {
            Assert.That(all.Count(text => text.Contains(layer, StringComparison.Ordinal)), Is.GreaterThan(100), layer);
            bool isFirstOnly = layer is "Embedding" or "flatten";
            Assert.That(all.Count(text => Regex.IsMatch(text, $@"Residual\([^)]*\b{layer}")), isFirstOnly ? Is.Zero : Is.GreaterThan(20), layer);
        }
        Assert.That(all.Count(text => Regex.IsMatch(text, @"Residual\(([^R]*)Residual\(([^R]*)Residual")), Is.GreaterThan(10), "nested twice");
    }

    /// <summary>The largest relative errors over all parameters and inputs of the gradient in double and of that in doubled precision.</summary>
    private static (double OfDouble, double OfDoubled) Errors(LayerArchitecture architecture)
    {
        var exact = new RepeatedPass<Doubled>(architecture);
        double[] ofDoubled = exact.Gradient(), ofDouble = new RepeatedPass<double>(architecture).Gradient();
        double[] differences = [.. ofDoubled.Select((_, i) => Difference(exact, i))];
        // where no ReLU is open all of them are 0
        double least = Math.Max(differences.Max(Math.Abs) / 1000, 1e-6);
        return (Worst(ofDouble), Worst(ofDoubled));

        double Worst(double[] gradient) => gradient.Zip(differences, (g, d) => Math.Abs(g - d) / Math.Max(Math.Abs(d), least)).Max();
    }

    private static double Difference(RepeatedPass<Doubled> pass, int index)
    {
        if (index >= pass.ParameterCount && pass.IsCategory(index - pass.ParameterCount))
        {
            return 0;
        }
        Doubled distance = Doubled.Of(Distance);
        ref Doubled number = ref pass.Number(index);
        Doubled before = number;
        number = before + distance;
        Doubled above = pass.Loss();
        number = before - distance;
        Doubled below = pass.Loss();
        number = before;
        return ((above - below) / (distance + distance)).ToDouble();
    }

    /// <summary>The same pass of training over and over: the same numbers dropped, the same state.</summary>
    private sealed class RepeatedPass<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly LayerArchitecture _architecture;
        private readonly FeedForwardNetwork<T> _network;
        private readonly Matrix<T> _x;
        private readonly Matrix<T> _targets;
        private readonly T[] _gradient;
        private readonly SeededRandom _random = new(0);
        private readonly Workspace<T> _workspace;

        public RepeatedPass(LayerArchitecture architecture)
        {
            _architecture = architecture;
            _network = architecture.Network<T>();
            _x = Convert(architecture.X);
            _targets = Convert(architecture.Targets);
            _gradient = new T[_network.Parameters.Length];
            _workspace = new(_network.Core.Layout, _x.RowCount, _network.Core.Lend(_gradient, random: _random), PassKind.Step, architecture.Loss);
        }

        public int ParameterCount => _gradient.Length;

        public bool IsCategory(int input) => _network.Core.Layout.IndexColumns.Any(index => index.Column == input % _architecture.Input.Columns);

        /// <summary>A parameter, or behind them an input.</summary>
        public ref T Number(int index) => ref index < ParameterCount ? ref _network.Parameters[index] : ref _x.AsSpan()[index - ParameterCount];

        public T Loss()
        {
            _random.State = new SeededRandom(3).State;
            Propagation.Forward(_network.Core, _x, _workspace);
            return Propagation.OutputDelta(_network.Core, _targets, default, _architecture.Loss, _workspace);
        }

        /// <summary>With respect to the parameters, then the inputs.</summary>
        public double[] Gradient()
        {
            Loss();
            Propagation.Backward(_network.Core, _x, _workspace, wantsInputDelta: true);
            return [.. _gradient.Concat(_workspace.InputDelta(_x.RowCount).ToMatrix().AsSpan().ToArray()).Select(double.CreateChecked)];
        }

        private static Matrix<T> Convert(Matrix<double> matrix)
            => Matrix.Create(matrix.RowCount, matrix.ColumnCount, (i, j) => T.CreateChecked(matrix[i, j]));
    }
}
