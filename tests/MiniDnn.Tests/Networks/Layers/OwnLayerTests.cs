using MiniDnn.Surface.OpenLayers;

namespace MiniDnn.Tests;

/// <summary>Layers that users write: what they are lent, what is refused in their plans, and what is left where they throw.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class OwnLayerTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SampleShape Shape = new(2, 3);

    private static LayerPlan Good(SampleShape input) => new() { Input = input, Output = input };

    [Test]
    public void A_layer_is_lent_what_its_plan_asks_for()
    {
        int forward = 0, backward = 0;
        var layer = new Probe<T>
        {
            PlanOf = input => new()
            {
                Input = input,
                Output = input,
                Parameters = [new("a", 2, 5), new("b", 4)],
                State = [new("s", 3, 1)],
                ScratchColumns = [7, 1],
                BatchScratch = [9],
            },
            OnForward = pass =>
            {
                forward++;
                Assert.That((pass.Samples, pass.IsTraining, pass.NeedsGradient, pass.Threads), Is.EqualTo((4, true, true, 2)));
                Assert.That(Shapes(pass.Parameter(0), pass.Parameter(1), pass.State(0), pass.Gradient(1)), Is.EqualTo("2×5 1×4 3×1 1×4"));
                Assert.That(Shapes(pass.Scratch(0), pass.Scratch(1), new(pass.BatchScratch(0), 1, 9), default), Is.EqualTo("8×7 8×1 1×9 0×0"));
                pass.Scratch(1).Fill(T.CreateChecked(5));
                pass.BatchScratch(0).Fill(T.CreateChecked(6));
            },
            OnBackward = pass =>
            {
                backward++;
                Assert.That((pass.Scratch(1)[7, 0], pass.BatchScratch(0)[8]), Is.EqualTo((T.CreateChecked(5), T.CreateChecked(6))), "as Forward left it");
            },
        };
        var network = new FeedForwardNetwork<T>(Shape, [layer, new Flatten(), new Dense(1)], seed: 1);
        Assert.That(network.Layers[0].ParameterNames, Is.EqualTo(["a", "b"]));
        var trainer = new Trainer<T>(network, new() { BatchSize = 6, Threads = 2 });
        trainer.Step(TestMatrices.Random<T>(4, 6), new Matrix<T>(4, 1));
        Assert.That((forward, backward, trainer.LastStepTaken), Is.EqualTo((1, 1, true)));
    }

    [Test]
    public void A_prediction_has_no_random_numbers_and_no_gradient()
    {
        string? random = null, gradient = null;
        var layer = new Probe<T>
        {
            PlanOf = input => new() { Input = input, Output = input, Parameters = [new("a", 1)] },
            OnForward = pass =>
            {
                Assert.That((pass.IsTraining, pass.NeedsGradient), Is.EqualTo((false, false)));
                random = MessageOf<InvalidOperationException>(pass, lent => _ = lent.Random);
                gradient = MessageOf<InvalidOperationException>(pass, lent => lent.Gradient(0));
                foreach (Action<LayerPass<T>> outside in (Action<LayerPass<T>>[])[p => p.Parameter(1), p => p.Parameter(-1), p => p.State(0), p => p.Scratch(0), p => p.BatchScratch(0), p => p.Child(0)])
                {
                    Assert.That(MessageOf<ArgumentOutOfRangeException>(pass, outside), Does.Contain("index"));
                }
            },
        };
        new FeedForwardNetwork<T>(Shape, [layer]).Predict(new Matrix<T>(1, 6));
        Assert.That(random, Is.EqualTo("LayerPass.Random: a prediction draws no random numbers; ask for them in training alone (IsTraining)."));
        Assert.That(gradient, Is.EqualTo("LayerPass.Gradient: this pass asks for no gradient; only Backward sets it."));
    }

    public static IEnumerable<TestCaseData> BadPlans
    {
        get
        {
            yield return Bad(_ => null!, "The plan is null.");
            yield return Bad(_ => new() { Input = new(1, 3), Output = new(2, 3) }, "the plan says 1×3 → 2×3 for samples of 2×3; its input must be that, and its output 1×1 or more.");
            yield return Bad(input => new() { Input = input, Output = default }, "the plan says 2×3 → 0×0 for samples of 2×3");
            yield return Bad(input => new() { Input = input, Output = new(1, -1) }, "the plan says 2×3 → 1×-1");
            yield return Bad(input => new() { Input = input, Output = new(1 << 20, 1 << 20) }, "the plan says 2×3 → 1048576×1048576");
            yield return Bad(input => new() { Input = input, Output = input, Parameters = [new("a", 2), new("a", 3)] }, "Two parameters have one name among a, a; names in a layer must differ.");
            yield return Bad(input => new() { Input = input, Output = input, State = [new("a", 2), new("b", 3), new("a", 3)] }, "Two numbers of state have one name among a, b, a;");
            yield return Bad(input => new() { Input = input, Output = input, Parameters = [new("a", 1 << 20, 1 << 20)] }, "Up to a 1048576×1048576 the network has 1099511627776 parameters; at most");
            yield return Bad(input => new() { Input = input, Output = input, Parameters = [null!] }, "The plan has a null among its lists or in one of them.");
            yield return Bad(input => new() { Input = input, Output = input, State = null! }, "The plan has a null among its lists or in one of them.");
            yield return Bad(input => new() { Input = input, Output = input, Children = [null!] }, "The plan has a null among its lists or in one of them.");
            yield return Bad(input => new() { Input = input, Output = input, ScratchColumns = [-1] }, "memory of -1 columns or numbers; it must be 0 or more.");
            yield return Bad(input => new() { Input = input, Output = input, BatchScratch = [3, -2] }, "memory of -2 columns or numbers; it must be 0 or more.");
            yield return Bad(input => new() { Input = input, Output = input, IndexColumns = [new(3, 2)] }, "column 3 is to hold numbers of things; a row has 3 columns.");
            yield return Bad(input => new() { Input = input, Output = input, IndexColumns = [new(-1, 2)] }, "column -1 is to hold");
            yield return Bad(input => new() { Input = input, Output = input, Children = [Good(default)] }, "The plan of layer 0 inside says 0×0 → 0×0");
            yield return Bad(_ => throw new ArgumentException("I take squares alone."), "I take squares alone.");
        }
    }

    [TestCaseSource(nameof(BadPlans))]
    public void A_plan_that_makes_no_sense_is_refused_with_the_layer(Func<SampleShape, LayerPlan> plan, string message)
    {
        Layer bad = new Probe<T> { PlanOf = plan };
        Assert.That(
            () => new FeedForwardNetwork<T>(Shape, [bad]),
            Throws.ArgumentException.With.Message.StartsWith("Layer 0, probe: ").And.Message.Contains(message).And.Property("ParamName").EqualTo("layers"));
    }

    [Test]
    public void A_tensor_that_makes_no_sense_is_refused()
    {
        Assert.That(() => new LayerTensor("a.b", 1, 1), Throws.ArgumentException.With.Message.StartsWith("LayerTensor: the name 'a.b' has a dot, which separates layers in files."));
        Assert.That(() => new LayerTensor("", 1), Throws.ArgumentException);
        Assert.That(() => new LayerTensor(null!, 1), Throws.ArgumentNullException);
        Assert.That(() => new LayerTensor("a", 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LayerTensor("a", 1, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That((new LayerTensor("a", 2).Decays, new LayerTensor("a", 2, 2).Decays, new LayerTensor("a", 2, 3).ToString()), Is.EqualTo((false, true, "a 2×3")));
    }

    [Test]
    public void A_layer_that_starts_with_a_number_that_is_not_finite_is_refused()
    {
        Layer bad = new Probe<T> { PlanOf = input => new() { Input = input, Output = input, Parameters = [new("a", 2)] }, Start = double.NaN };
        Assert.That(() => new FeedForwardNetwork<T>(Shape, [bad]), Throws.ArgumentException.With.Message.StartsWith("Layer 0: probe starts with a number in 'a' that is not finite."));
    }

    /// <summary>Behind and before layers with state: a step that does not come to its end is no step.</summary>
    [Test]
    public void An_exception_in_a_pass_leaves_the_network_as_the_last_step_did([Values] bool inBackward, [Values] bool inside)
    {
        int calls = 0;
        bool isThrowing = true;
        void ThrowInFifth(LayerPass<T> pass)
        {
            if (pass.IsTraining && isThrowing && ++calls == 5)
            {
                throw new NotSupportedException("mine");
            }
        }
        var probe = new Probe<T> { PlanOf = Good, OnForward = inBackward ? null : ThrowInFifth, OnBackward = inBackward ? ThrowInFifth : null };
        FeedForwardNetwork<T> Create(Layer middle) => new(6, [new BatchNorm(), middle, new OwnCentre(), new Dense(3), new BatchNorm(), new Dense(1)], seed: 1);
        FeedForwardNetwork<T> network = Create(inside ? new Residual(probe, new Residual(probe)) : probe);
        Matrix<T> x = TestMatrices.Random<T>(40, 6), y = TestMatrices.Random<T>(40, 1, 2);
        var options = new TrainingOptions<T> { BatchSize = 20, Epochs = 4, Shuffle = false };
        Assert.That(() => network.Train(x, y, options), Throws.TypeOf<NotSupportedException>().With.Message.EqualTo("mine"));
        T[] after = TrainingPass.Numbers(network);
        Assert.That(network.InputScaler, Is.Not.Null, "steps were taken with it");
        isThrowing = false;
        // inside, the layer is called twice in a step
        int steps = inside ? 2 : 4;
        FeedForwardNetwork<T> same = Create(inside ? new Residual(probe, new Residual(probe)) : probe);
        same.Train(x, y, options with { Epochs = steps / 2 });
        Assert.That(after, Is.EqualTo(TrainingPass.Numbers(same)));
        Assert.That(network.Predict(x).AsSpan().ToArray(), Is.EqualTo(same.Predict(x).AsSpan().ToArray()));
        Assert.That(network.Train(x, y, options).Count, Is.EqualTo(4), "it can be trained again");
    }

    [Test]
    public void An_exception_in_the_first_step_leaves_no_scaler_behind([Values] bool inBackward)
    {
        Action<LayerPass<T>> thrower = pass => throw new NotSupportedException("mine");
        var network = new FeedForwardNetwork<T>(6, [new BatchNorm(), new Probe<T> { PlanOf = Good, OnForward = inBackward ? null : thrower, OnBackward = thrower }, new BatchNorm(), new Dense(1)], seed: 1);
        T[] before = TrainingPass.Numbers(network);
        Assert.That(() => network.Train(TestMatrices.Random<T>(40, 6), TestMatrices.Random<T>(40, 1, 2)), Throws.TypeOf<NotSupportedException>());
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before));
        Assert.That((network.InputScaler, network.OutputScaler), Is.EqualTo(default((Scaler<T>?, Scaler<T>?))));
    }

    /// <summary>The memory of a prediction that ended by an exception goes back, and the next one is right.</summary>
    [Test]
    public void An_exception_in_a_prediction_leaves_the_next_one_right()
    {
        bool isThrowing = false;
        var probe = new Probe<T> { PlanOf = Good, OnForward = _ => { if (isThrowing) { throw new NotSupportedException("mine"); } } };
        var network = new FeedForwardNetwork<T>(6, [new Dense(4), probe, new Dense(1)], seed: 1);
        Matrix<T> x = TestMatrices.Random<T>(9, 6);
        T[] expected = network.Predict(x).AsSpan().ToArray();
        isThrowing = true;
        Assert.That(() => network.Predict(x), Throws.TypeOf<NotSupportedException>());
        isThrowing = false;
        Assert.That(network.Predict(x).AsSpan().ToArray(), Is.EqualTo(expected));
    }

    /// <summary>A wrong derivative shows, wherever the layer lies.</summary>
    [Test]
    public void A_wrong_derivative_is_found([Values] bool inside)
    {
        Layer wrong = new Probe<T> { PlanOf = Good, Slope = 2 };
        var network = new FeedForwardNetwork<T>(Shape, [new Dense(3, Activation.Tanh), inside ? new Residual(wrong) : wrong, new Flatten(), new Dense(1)], seed: 1);
        GradientCheck check = GradientCheck.Run(network, TestMatrices.Random<T>(5, 6), TestMatrices.Random<T>(5, 1, 2), Loss.MeanSquaredError);
        Assert.That(check.LargestError, Is.GreaterThan(0.1));
    }

    [Test]
    public void One_object_serves_many_places_and_networks()
    {
        var shared = new ScaleAndShift();
        var network = new FeedForwardNetwork<T>(3, [shared, new Residual(shared, shared), shared, new Dense(1)], seed: 1);
        Assert.That(network.Parameters.Length, Is.EqualTo((4 * 6) + 4));
        GradientCheck check = GradientCheck.Run(network, TestMatrices.Random<T>(5, 3), TestMatrices.Random<T>(5, 1, 2), Loss.MeanSquaredError);
        Assert.That(check.LargestError, Is.LessThan(typeof(T) == typeof(float) ? 0.05 : 1e-7), check.ToString());
    }

    /// <summary>What is asked for is not told by how many numbers there are to learn: here there is none.</summary>
    [Test]
    public void Forward_is_told_that_Backward_follows_in_a_network_without_parameters_too()
    {
        var asked = new List<bool>();
        var network = new FeedForwardNetwork<T>(3, [new Probe<T> { PlanOf = Good, OnForward = pass => asked.Add(pass.NeedsGradient) }]);
        network.Backpropagate(new Matrix<T>(2, 3), new Matrix<T>(2, 3), Loss.MeanSquaredError);
        new Trainer<T>(network, Loss.MeanSquaredError, new Sgd(), 2).Step(new Matrix<T>(2, 3), new Matrix<T>(2, 3));
        network.Predict(new Matrix<T>(2, 3));
        Assert.That(asked, Is.EqualTo([true, true, false]));
    }

    [Test]
    public void A_setting_with_the_name_of_the_layers_name_is_refused()
    {
        var network = new FeedForwardNetwork<T>(3, [new Probe<T> { PlanOf = Good, Setting = "layer" }]);
        Assert.That(() => network.Save(Stream.Null), Throws.InvalidOperationException.With.Message.EqualTo("Layer probe writes a setting 'layer', which is where its name goes; choose another."));
    }

    private static string Shapes(MatrixSpan<T> a, MatrixSpan<T> b, MatrixSpan<T> c, MatrixSpan<T> d)
        => $"{a.RowCount}×{a.ColumnCount} {b.RowCount}×{b.ColumnCount} {c.RowCount}×{c.ColumnCount} {d.RowCount}×{d.ColumnCount}";

    /// <summary>NUnit's own can't take a lambda that holds what is lent.</summary>
    private static string MessageOf<TException>(LayerPass<T> pass, Action<LayerPass<T>> call)
        where TException : Exception
    {
        try
        {
            call(pass);
            return "no exception";
        }
        catch (TException e)
        {
            return e.Message;
        }
    }

    private static TestCaseData Bad(Func<SampleShape, LayerPlan> plan, string message) => new TestCaseData(plan, message).SetArgDisplayNames(message);
}
