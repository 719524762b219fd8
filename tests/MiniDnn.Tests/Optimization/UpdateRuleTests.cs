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
        (new Sgd { LearningRate = Rate, Momentum = 0.8 }, (p, g, s, _) => p - (Rate * (s[0] = (0.8 * s[0]) + g))),
        (new Sgd { LearningRate = Rate, Momentum = 0.8, Nesterov = true }, (p, g, s, _) => p - (Rate * (g + (0.8 * (s[0] = (0.8 * s[0]) + g))))),
        (new Sgd { LearningRate = Rate, WeightDecay = Decay, Momentum = 0.9 }, (p, g, s, _) => p - (Rate * (s[0] = (0.9 * s[0]) + g + (Decay * p)))),
        (new Sgd { LearningRate = Rate, WeightDecay = Decay, Momentum = 0.9, Nesterov = true }, (p, g, s, _) => p - (Rate * (g + (Decay * p) + (0.9 * (s[0] = (0.9 * s[0]) + g + (Decay * p)))))),
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

    private static readonly Optimizer[] RulesWithSquares = [new Adam { LearningRate = Rate }, new AdamW { LearningRate = Rate, WeightDecay = 1e-3 }, new RmsProp { LearningRate = Rate, Decay = 0.9 }, new AdaGrad { LearningRate = Rate }];

    /// <summary>Such rules do not depend on the gradient's unit: what they do far above ε they do where its square is beyond every number, too.</summary>
    [Test]
    public void A_gradient_moves_as_far_whatever_its_size([Values(1, 7, 40)] int count, [Values(0, 1, 2, 3)] int which)
    {
        Optimizer rule = RulesWithSquares[which];
        int most = typeof(T) == typeof(float) ? 126 : 1022;
        // where ε makes no difference any more
        T[] expected = Run(most / 4);
        foreach (int exponent in new[] { most / 2, (most / 2) + 3, most - 1, most })
        {
            double tolerance = typeof(T) == typeof(float) ? 2e-6 : 1e-14;
            Assert.That(Run(exponent).Select(double.CreateChecked), Is.EqualTo(expected.Select(double.CreateChecked)).Within(tolerance), $"{rule.GetType().Name} at 2^{exponent}");
        }

        T[] Run(int exponent)
        {
            T[] parameters = new T[count], state = new T[count * rule.StateCount];
            for (int step = 1; step <= 6; step++)
            {
                T[] gradient = [.. TestMatrices.Random<T>(1, count, (ulong)step + 10).AsSpan()];
                gradient[count / 2] = T.One;
                rule.Step(parameters, [.. gradient.Select(g => T.ScaleB(g, exponent))], state, rule.LearningRate, step);
                Assert.That(state.All(T.IsFinite), Is.True, "a state is saved in finite numbers only");
            }
            return parameters;
        }
    }

    /// <summary>One gradient of 10³⁰ ended all movement for good.</summary>
    [Test]
    public void After_a_huge_gradient_a_parameter_moves_again([Values(0, 2)] int which)
    {
        Optimizer rule = which == 0 ? new Adam { Beta2 = 0.5, Beta1 = 0.5 } : new RmsProp { Decay = 0.5 };
        T[] parameters = new T[9], state = new T[9 * rule.StateCount];
        for (int step = 1; step <= 600; step++)
        {
            T[] gradient = [.. Enumerable.Repeat(step == 3 ? T.CreateChecked(typeof(T) == typeof(float) ? 1e30 : 1e200) : T.One, 9)];
            T before = parameters[4];
            rule.Step<T>(parameters, gradient, state, 0.01, step);
            // the root of halves of 10⁶⁰ (or 10⁴⁰⁰) is 1 again after 200 (1,330) steps; then a gradient of 1 moves by the rate
            if (step == 600 && typeof(T) == typeof(float))
            {
                Assert.That(double.CreateChecked(before - parameters[4]), Is.EqualTo(0.01).Within(1e-5));
            }
        }
        Assert.That(state.All(value => T.IsFinite(value) && (typeof(T) == typeof(double) || value >= T.Zero)), Is.True);
    }

    [Test]
    public void Constants_are_checked()
    {
        Assert.That(() => new Sgd { LearningRate = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Sgd { LearningRate = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Sgd { WeightDecay = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Sgd { Momentum = 1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Sgd { Momentum = -0.1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
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

/// <summary>Numbers with so small a range that ε and the squares of small gradients are 0.</summary>
internal sealed class UpdateRuleOfHalfTests
{
    [Test]
    public void Rules_go_down_in_Half([Values(0, 1, 2, 3)] int which)
    {
        Optimizer rule = new Optimizer[] { new Adam(), new AdamW { WeightDecay = 0 }, new RmsProp(), new AdaGrad() }[which];
        Half[] parameters = [(Half)1, (Half)(-0.5), (Half)0], state = new Half[3 * rule.StateCount];
        for (int step = 1; step <= 400; step++)
        {
            rule.Step<Half>(parameters, [.. parameters.Select(p => p * (Half)0.01)], state, which == 3 ? 0.1 : 0.01, step);
        }
        Assert.That(parameters.Select(p => (double)p), Is.All.EqualTo(0).Within(0.05), rule.GetType().Name);
    }
}
