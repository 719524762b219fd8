namespace MiniDnn.Tests;

/// <summary>The rules against their definitions, one number at a time, on sizes around the blocks in which they work.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class UpdateRuleTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>What a rule does to one parameter p with the state s, given the gradient g, in PyTorch's definitions.</summary>
    private delegate double Scalar(double p, double g, double[] s, int step);

    private const double Rate = 0.05, Decay = 0.1;

    private static readonly (Optimizer Rule, Scalar Definition)[] Rules =
    [
        (new Sgd { LearningRate = Rate }, (p, g, _, _) => p - (Rate * g)),
        (new Sgd { LearningRate = Rate, WeightDecay = Decay }, (p, g, _, _) => p - (Rate * (g + (Decay * p)))),
        (new Momentum { LearningRate = Rate, Factor = 0.8 }, (p, g, s, _) => p - (Rate * (s[0] = (0.8 * s[0]) + g))),
        (new Nesterov { LearningRate = Rate, Factor = 0.8 }, (p, g, s, _) => p - (Rate * (g + (0.8 * (s[0] = (0.8 * s[0]) + g))))),
        (new Momentum { LearningRate = Rate, WeightDecay = Decay }, (p, g, s, _) => p - (Rate * (s[0] = (0.9 * s[0]) + g + (Decay * p)))),
        (new Nesterov { LearningRate = Rate, WeightDecay = Decay }, (p, g, s, _) => p - (Rate * (g + (Decay * p) + (0.9 * (s[0] = (0.9 * s[0]) + g + (Decay * p)))))),
        (new RmsProp { LearningRate = Rate, Decay = 0.9, WeightDecay = Decay }, (p, g, s, _) => p - (Rate * (g + (Decay * p)) / (Math.Sqrt(s[0] = (0.9 * s[0]) + (0.1 * (g + (Decay * p)) * (g + (Decay * p)))) + 1e-8))),
        (new AdaGrad { LearningRate = Rate, WeightDecay = Decay }, (p, g, s, _) => p - (Rate * (g + (Decay * p)) / (Math.Sqrt(s[0] += (g + (Decay * p)) * (g + (Decay * p))) + 1e-10))),
        (new RmsProp { LearningRate = Rate, Decay = 0.9 }, (p, g, s, _) => p - (Rate * g / (Math.Sqrt(s[0] = (0.9 * s[0]) + (0.1 * g * g)) + 1e-8))),
        (new AdaGrad { LearningRate = Rate }, (p, g, s, _) => p - (Rate * g / (Math.Sqrt(s[0] += g * g) + 1e-10))),
        (new Lion { LearningRate = Rate, WeightDecay = Decay }, (p, g, s, _) => LionStep(p, g + (Decay * p), s)),
        (new Adam { LearningRate = Rate, WeightDecay = Decay }, (p, g, s, step) => AdamStep(p, g + (Decay * p), s, step)),
        (new AdamW { LearningRate = Rate, WeightDecay = Decay }, (p, g, s, step) => AdamStep(p * (1 - (Rate * Decay)), g, s, step)),
    ];

    private static double AdamStep(double p, double g, double[] s, int step)
    {
        s[0] = (0.9 * s[0]) + (0.1 * g);
        s[1] = (0.999 * s[1]) + (0.001 * g * g);
        return p - (Rate * (s[0] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(s[1] / (1 - Math.Pow(0.999, step))) + 1e-8));
    }

    private static double LionStep(double p, double g, double[] s)
    {
        double direction = (0.9 * s[0]) + (0.1 * g);
        s[0] = (0.99 * s[0]) + (0.01 * g);
        return p - (Rate * Math.Sign(direction));
    }

    /// <summary>A user's own rule with a state: p ← p − η·sign(0.9·m + 0.1·g), m ← 0.99·m + 0.01·g (X. Chen et al., 2023).</summary>
    private sealed class Lion : Optimizer
    {
        public override int StateCount => 1;

        protected override void Update<TNumber>(ref readonly ParameterBlock<TNumber> block)
        {
            Span<TNumber> mean = block.State(0);
            for (int i = 0; i < mean.Length; i++)
            {
                double m = double.CreateChecked(mean[i]), g = double.CreateChecked(block.Gradient[i]);
                block.Parameters[i] -= TNumber.CreateChecked(block.LearningRate * Math.Sign((0.9 * m) + (0.1 * g)));
                mean[i] = TNumber.CreateChecked((0.99 * m) + (0.01 * g));
            }
        }
    }

    [Test]
    public void Every_rule_follows_its_definition([Values(1, 7, 511, 512, 513, 1100)] int count)
    {
        foreach ((Optimizer rule, Scalar definition) in Rules)
        {
            T[] parameters = [.. TestMatrices.Random<T>(1, count, 1).AsSpan()];
            double[] expected = [.. parameters.Select(double.CreateChecked)];
            var states = new double[count][];
            var state = new T[count * rule.StateCount];
            for (int step = 1; step <= 4; step++)
            {
                T[] gradient = [.. TestMatrices.Random<T>(1, count, (ulong)step + 10).AsSpan()];
                rule.Step(parameters, gradient, state, rule.LearningRate, step);
                for (int i = 0; i < count; i++)
                {
                    expected[i] = definition(expected[i], double.CreateChecked(gradient[i]), states[i] ??= new double[2], step);
                }
            }
            double tolerance = typeof(T) == typeof(float) ? 1e-5 : 1e-13;
            Assert.That(parameters.Select(double.CreateChecked), Is.EqualTo(expected).Within(tolerance), rule.GetType().Name);
        }
    }

    [Test]
    public void Constants_are_checked()
    {
        Assert.That(() => new Sgd { LearningRate = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Sgd { LearningRate = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Sgd { WeightDecay = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Momentum { Factor = 1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Nesterov { Factor = -0.1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Adam { Beta1 = 1.5 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdamW { Epsilon = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RmsProp { Decay = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdaGrad { Epsilon = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Lengths_and_numbers_of_a_step_are_checked()
    {
        var adam = new Adam();
        T[] two = new T[2], three = new T[3], four = new T[4];
        Assert.That(() => adam.Step<T>(two, three, four, 0.1, 1), Throws.ArgumentException.With.Message.StartsWith("Step: gradient has 3 elements; it must have 2, one for each parameter."));
        Assert.That(() => adam.Step<T>(two, two, three, 0.1, 1), Throws.ArgumentException.With.Message.StartsWith("Step: state has 3 elements; it must have 4, 2 for each parameter."));
        Assert.That(() => adam.Step<T>(two, two, four, -1, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => adam.Step<T>(two, two, four, 0.1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
