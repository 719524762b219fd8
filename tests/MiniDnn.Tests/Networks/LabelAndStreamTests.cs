using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MiniDnn.Tests;

/// <summary>Class labels, validation data, streams of batches, the history's CSV and telemetry.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LabelAndStreamTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 60).Select(i => i % 3)];

    private static Matrix<T> X => Matrix.Create(60, 2, (i, j) => T.CreateChecked(Math.Sin((i * (j + 1)) + (2.0 * Labels[i]))));

    private static FeedForwardNetwork<T> Network() => new(2, [new Dense(8, Activation.ReLU), new Dense(3, Activation.Softmax)], seed: 4);

    private static TrainingOptions<T> Options(bool shuffle = true, int epochs = 4) => new() { Loss = Loss.CategoricalCrossEntropy, Shuffle = shuffle, Epochs = epochs, BatchSize = 7 };

    private static IEnumerable<DataSet<T>> Batches(Matrix<T> targets)
        => Enumerable.Range(0, 9).Select(b => new DataSet<T>(Piece(X, b), Piece(targets, b)));

    private static Matrix<T> Piece(Matrix<T> rows, int batch) => rows.SelectRows([.. Enumerable.Range(7 * batch, Math.Min(7, 60 - (7 * batch)))]);

    [TestCase(true)]
    [TestCase(false)]
    public void Labels_train_to_the_same_bits_as_one_hot_rows(bool shuffle)
    {
        FeedForwardNetwork<T> byLabels = Network(), byRows = Network();
        TrainingHistory history = byLabels.Train(X, Labels, Options(shuffle));
        byRows.Train(X, OneHot.Encode<T>(Labels, 3), Options(shuffle));
        Assert.That(byLabels.Parameters.ToArray(), Is.EqualTo(byRows.Parameters.ToArray()));
        Evaluation a = byLabels.Evaluate(X, Labels, Loss.CategoricalCrossEntropy), b = byRows.Evaluate(X, OneHot.Encode<T>(Labels, 3), Loss.CategoricalCrossEntropy);
        Assert.That((a.Loss, a.Accuracy), Is.EqualTo((b.Loss, b.Accuracy)));
        Assert.That(byLabels.Evaluate(X, Labels, Loss.MeanSquaredError).RSquared, Is.EqualTo(byRows.Evaluate(X, OneHot.Encode<T>(Labels, 3), Loss.MeanSquaredError).RSquared));
        Assert.That(history.Count, Is.EqualTo(4));
    }

    [Test]
    public void A_single_output_takes_labels_0_and_1()
    {
        int[] labels = [.. Labels.Select(label => label % 2)];
        var network = new FeedForwardNetwork<T>(2, [new Dense(1, Activation.Sigmoid)], seed: 4);
        var trainer = new Trainer<T>(network, Loss.BinaryCrossEntropy, new Adam(), 60);
        Assert.That(Allocation.OnceWarm(() => trainer.Step(X, labels)), Is.GreaterThanOrEqualTo(0));
        Assert.That(T.IsFinite(trainer.Step(X, labels)));
        Assert.That(() => trainer.Step(X, Labels), Throws.ArgumentException.With.Message.StartsWith("Step: labels[2] is 2; a label must be from 0 to 1."));
    }

    [Test]
    public void Steps_with_labels_allocate_nothing()
    {
        var trainer = new Trainer<T>(Network(), new CategoricalCrossEntropy { LabelSmoothing = 0.1, ClassWeights = [1, 2, 3] }, new Adam(), 60);
        Matrix<T> x = X;
        Assert.That(Allocation.OnceWarm(() => trainer.Step(x, Labels)), Is.Zero);
    }

    [Test]
    public void A_step_allocates_nothing_with_any_activation_and_dropout()
    {
        foreach (Activation activation in new[] { Activation.LeakyReLU, Activation.ELU, Activation.GELU, Activation.SiLU, Activation.Softplus, Activation.Sigmoid, Activation.Tanh })
        {
            foreach (Loss loss in new[] { Loss.MeanAbsoluteError, Loss.Huber })
            {
                var network = new FeedForwardNetwork<T>(2, [new Dense(8, activation), new Dropout(0.3), new Dense(3)], seed: 4);
                var trainer = new Trainer<T>(network, new TrainingOptions<T> { Loss = loss, BatchSize = 60, L2 = 0.1, Threads = 1 });
                Matrix<T> x = X, y = OneHot.Encode<T>(Labels, 3);
                T[] weights = [.. Enumerable.Repeat(T.One, 60)];
                Assert.That(Allocation.OnceWarm(() => trainer.Step(x, y, weights)), Is.Zero, $"{activation}, {loss}");
            }
        }
    }

    [Test]
    public void A_stream_trains_to_the_same_bits_as_the_same_batches_in_memory()
    {
        FeedForwardNetwork<T> streamed = Network(), inMemory = Network();
        streamed.Train(Batches(OneHot.Encode<T>(Labels, 3)), Options());
        inMemory.Train(X, Labels, Options(shuffle: false) with { StandardizeInputs = false });
        Assert.That(streamed.Parameters.ToArray(), Is.EqualTo(inMemory.Parameters.ToArray()));
    }

    [Test]
    public void A_bad_stream_is_refused_and_the_network_stays_usable()
    {
        FeedForwardNetwork<T> network = Network();
        Assert.That(() => network.Train((DataSet<T>[])[], Options()), Throws.ArgumentException.With.Message.StartsWith("Train: the stream is empty; an epoch must have a batch."));
        IEnumerable<DataSet<T>> widening = Batches(OneHot.Encode<T>(Labels, 3)).Take(3).Append(new DataSet<T>(new Matrix<T>(7, 3), new Matrix<T>(7, 3)));
        Assert.That(() => network.Train(widening, Options()), Throws.ArgumentException.With.Message.StartsWith("Train, batch 3 of the stream: x is 7×3; it must have 2 columns"));
        Assert.That(() => network.Train((DataSet<T>[])[null!], Options()), Throws.ArgumentException.With.Message.StartsWith("Train, batch 0 of the stream: it is null."));
        Assert.That(() => network.Train((IEnumerable<DataSet<T>>)null!, Options()), Throws.ArgumentNullException);
        Assert.That(network.Train(X, Labels, Options()).Outcome, Is.EqualTo(DescentOutcome.EpochLimit));
    }

    [Test]
    public void What_needs_all_samples_at_once_is_refused_for_a_stream()
    {
        TrainingOptions<T>[] refused =
        [
            new() { Loss = Loss.CategoricalCrossEntropy, ValidationSplit = 0.1 },
            new() { Loss = Loss.CategoricalCrossEntropy, StandardizeInputs = true },
            new() { Loss = Loss.MeanSquaredError, StandardizeTargets = true },
            new() { Loss = Loss.CategoricalCrossEntropy, SampleWeights = [1, 2] },
            new() { Patience = 5 },
        ];
        foreach ((string name, TrainingOptions<T> options) in new[] { "ValidationSplit", "StandardizeInputs", "StandardizeTargets", "SampleWeights", "Patience without Validation" }.Zip(refused))
        {
            Assert.That(() => Network().Train(Batches(OneHot.Encode<T>(Labels, 3)), options), Throws.ArgumentException.With.Message.StartsWith($"Train: {name} needs all samples at once, which a stream does not give"));
        }
    }

    [Test]
    public void Validation_data_is_measured_after_every_epoch_and_written_as_CSV()
    {
        var validation = new DataSet<T>(X, Labels);
        FeedForwardNetwork<T> network = Network();
        TrainingHistory history = network.Train(X, Labels, Options() with { Validation = validation });
        Assert.That(history[^1].ValidationAccuracy, Is.EqualTo(network.Evaluate(X, Labels, Loss.CategoricalCrossEntropy).Accuracy));
        Assert.That(history[^1].ToString(), Does.Match("epoch 4: loss .*, validation loss .*, accuracy"));
        Assert.That((history[^1].LearningRate, history[^1].Remaining), Is.EqualTo((0.005, TimeSpan.Zero)));
        Assert.That(history[0].Remaining, Is.GreaterThan(TimeSpan.Zero));
        var csv = new StringWriter { NewLine = "\n" };
        history.WriteCsv(csv);
        string[] lines = csv.ToString().TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[0], Is.EqualTo("epoch,loss,validationLoss,validationAccuracy,validationRSquared,learningRate,seconds"));
        Assert.That(double.Parse(lines[4].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(history[^1].Loss));
        Assert.That(() => history.WriteCsv(null!), Throws.ArgumentNullException);
        Matrix<T> y = OneHot.Encode<T>(Labels, 3);
        Assert.That(network.Train(X, y, Options() with { Validation = new(X, y) })[^1].ValidationLoss, Is.Positive);
        Assert.That(network.Train(Batches(y), Options() with { Validation = validation })[^1].ValidationLoss, Is.Positive);
        Assert.That(() => network.Train(X, y, Options() with { Validation = new(new Matrix<T>(1, 3), labels: [0]) }), Throws.ArgumentException.With.Message.StartsWith("Train, validation: x is 1×3"));
        var regression = new FeedForwardNetwork<T>(2, [new Dense(3)], seed: 1);
        EpochSummary last = regression.Train(X, y, new() { Loss = Loss.MeanSquaredError, ValidationSplit = 0.25 })[^1];
        Assert.That(last.ToString(), Does.Contain("R²"));
        Assert.That(regression.Train(X, Labels, new() { Loss = Loss.MeanSquaredError, ValidationSplit = 0.25 })[^1].ValidationRSquared, Is.Not.Null);
    }

    [Test]
    public void Labels_that_do_not_fit_are_refused()
    {
        FeedForwardNetwork<T> network = Network();
        Assert.That(() => network.Train(X, [0, 1], Options()), Throws.ArgumentException.With.Message.StartsWith("Train: labels has 2 elements; it must have 60, one for each sample."));
        int[] labels = [.. Labels];
        labels[5] = 3;
        Assert.That(() => network.Train(X, labels, Options()), Throws.ArgumentException.With.Message.StartsWith("Train: labels[5] is 3; a label must be from 0 to 2."));
        Assert.That(() => network.Train(X, Labels, new() { Loss = new CategoricalCrossEntropy { ClassWeights = [1] } }), Throws.ArgumentException.With.Message.Contains("one for each class"));
        network.Parameters[0] = T.NaN;
        Assert.That(() => network.Train(X, Labels, Options()), Throws.ArgumentException.With.Message.StartsWith("Train: the network has a weight or bias that is not finite"));
    }

    [Test]
    public void Tools_can_listen()
    {
        var stopped = new List<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MiniDnn",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => stopped.Add($"{activity.OperationName} {activity.GetTagItem("minidnn.parameters")} {activity.GetTagItem("minidnn.outcome")} {activity.GetTagItem("minidnn.epochs_done")}"),
        };
        ActivitySource.AddActivityListener(activities);
        long epochs = 0;
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener) };
        meters.SetMeasurementEventCallback<long>((_, value, _, _) => epochs += value);
        meters.Start();
        Network().Train(X, Labels, Options(epochs: 3) with { Validation = new(X, Labels) });
        Assert.That(epochs, Is.GreaterThanOrEqualTo(3));
        Assert.That(stopped, Does.Contain("MiniDnn.Train 51 EpochLimit 3"));
    }

    [Test]
    public void Telemetry_is_free_when_nobody_listens()
    {
        var epoch = new EpochSummary(1, 0.5, 0.25);
        Assert.That(Allocation.OnceWarm(() => TrainingTelemetry.EndTraining(TrainingTelemetry.StartTraining(51, 4, Loss.Huber), History)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => TrainingTelemetry.Record(epoch)), Is.Zero);
        Assert.That(TrainingTelemetry.StartTraining(51, 4, Loss.Huber), Is.Null);
    }

    private static readonly TrainingHistory History = new([], DescentOutcome.EpochLimit, "", null);

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "MiniDnn")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
