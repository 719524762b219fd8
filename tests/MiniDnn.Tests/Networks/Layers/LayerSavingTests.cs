using MiniDnn.Surface.OpenLayers;

namespace MiniDnn.Tests;

/// <summary>Files of networks of every layer: what they bring back, and what in them is refused.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LayerSavingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static IEnumerable<LayerCase> Cases => LayerCase.All;

    [TestCaseSource(nameof(Cases))]
    public void A_loaded_network_is_the_saved_one_to_the_bit(LayerCase layers)
    {
        Matrix<T> x = layers.X<T>();
        FeedForwardNetwork<T> network = layers.Network<T>();
        network.Train(x, LayerCase.Y<T>(), new() { Epochs = 2, BatchSize = 8 });
        SafeTensors file = Saved(network);
        FeedForwardNetwork<T> loaded = Load(file);
        Assert.That(TrainingPass.Numbers(loaded), Is.EqualTo(TrainingPass.Numbers(network)));
        Assert.That(loaded.Predict(x).AsSpan().ToArray(), Is.EqualTo(network.Predict(x).AsSpan().ToArray()));
        Assert.That(loaded.ToString(), Is.EqualTo(network.ToString()));
        Assert.That(loaded.Layers.Select(layer => (layer.Input, layer.Output)), Is.EqualTo(network.Layers.Select(layer => (layer.Input, layer.Output))));
        Assert.That(Saved(loaded).Metadata, Is.EqualTo(file.Metadata));
    }

    /// <summary>Every constant comes back, also from within layers within layers.</summary>
    [Test]
    public void Settings_come_back()
    {
        Layer[] layers =
        [
            new Embedding(new IndexColumn(1, 4, 2), new IndexColumn(0, 3, 5)), new Dropout(1 / 3.0), new BatchNorm { Epsilon = 1e-300, Momentum = 0 },
            new Residual(new LayerNorm { Epsilon = 0.1 }, new Residual(new OwnCentre(0.1 + 0.2), new Residual(new Dense(7, new LeakyReLU { Slope = 0.3 })))),
            new Flatten(), new Dense(1),
        ];
        FeedForwardNetwork<T> loaded = Load(Saved(new FeedForwardNetwork<T>(new SampleShape(3, 2), layers, seed: 1)));
        Layer[] found = [.. loaded.Layers.Select(layer => layer.Layer)];
        Assert.That(((Embedding)found[0]).Columns, Is.EqualTo(((Embedding)layers[0]).Columns));
        Assert.That(((Dropout)found[1]).Share, Is.EqualTo(1 / 3.0));
        Assert.That((((BatchNorm)found[2]).Epsilon, ((BatchNorm)found[2]).Momentum), Is.EqualTo((1e-300, 0.0)));
        IReadOnlyList<Layer> inside = ((Residual)found[3]).Layers, deeper = ((Residual)inside[1]).Layers;
        Assert.That(((LayerNorm)inside[0]).Epsilon, Is.EqualTo(0.1));
        Assert.That(((OwnCentre)deeper[0]).Follow, Is.EqualTo(0.1 + 0.2));
        Assert.That(((LeakyReLU)((Dense)((Residual)deeper[1]).Layers[0]).Activation).Slope, Is.EqualTo(0.3));
    }

    [Test]
    public void Tensors_have_the_names_of_the_layers_own()
    {
        var network = new FeedForwardNetwork<T>(2, [new BatchNorm(), new Residual(new OwnCentre(), new Dense(2))], seed: 1);
        Assert.That(Saved(network).Names, Is.EquivalentTo(new[]
        {
            "layers.0.scale", "layers.0.shift", "layers.0.state.mean", "layers.0.state.variance",
            "layers.1.0.gain", "layers.1.state.0.centre", "layers.1.1.weight", "layers.1.1.bias",
        }));
    }

    [TestCase("layers.0.layer", null, "Layer 0: The setting 'layer' is missing.")]
    [TestCase("layers.0.layer", "batchNorn", "Layer 0: The layer 'batchNorn' is unknown; one of your own must be given in LoadOptions.Layers.")]
    [TestCase("layers.0.columns", null, "'columns' is missing")]
    [TestCase("layers.0.columns", "", "must be column:categories:size, each column once")]
    [TestCase("layers.0.columns", "0:3", "must be column:categories:size")]
    [TestCase("layers.0.columns", "0:3:2:1", "must be column:categories:size")]
    [TestCase("layers.0.columns", "0:0:2", "must be column:categories:size")]
    [TestCase("layers.0.columns", "-1:3:2", "must be column:categories:size")]
    [TestCase("layers.0.columns", "0:3:2 0:3:2", "each column once")]
    [TestCase("layers.0.columns", "9:3:2", "column 9 is to be embedded; samples of 1×3 have the columns 0 to 2.")]
    [TestCase("layers.0.columns", "0:2147483647:2147483647", "at most")]
    [TestCase("layers.0.columns", "0:4:2", "'layers.0.table0' has shape [3, 2]; it must be [4, 2].")]
    [TestCase("layers.1.share", "1", "The setting 'share' is '1'; it must be at least 0 and less than 1.")]
    [TestCase("layers.1.share", "NaN", "The setting 'share' is 'NaN'; it must be")]
    [TestCase("layers.1.share", "0,5", "The setting 'share' is '0,5'; it must be")]
    [TestCase("layers.2.epsilon", "0", "The setting 'epsilon' is '0'; it must be at least")]
    [TestCase("layers.2.epsilon", "Infinity", "'epsilon' is 'Infinity'")]
    [TestCase("layers.2.momentum", "-0.1", "'momentum' is '-0.1'")]
    [TestCase("layers.2.momentum", null, "Layer 2: The setting 'momentum' is missing.")]
    [TestCase("layers.3.0.epsilon", "x", "Layer 3: The setting 'epsilon' is 'x'")]
    [TestCase("layers.3.0.layer", null, "Layer 3: The setting 'layer' is missing.")]
    [TestCase("layers.3.1.0.outputs", "0", "Layer 3: The setting 'outputs' is '0'; it must be a whole number from 1 up.")]
    [TestCase("layers.3.1.0.outputs", "3", "The file's layers make no network. Layer 3, Residual(")]
    [TestCase("layers.3.1.0.activation", "tanx", "Layer 3: The activation 'tanx' is unknown")]
    [TestCase("layers.3.1.0.activation", null, "'activation' is missing")]
    [TestCase("layers.4.follow", "x", "Layer 4: follow is 'x'")]
    [TestCase("layers.4.follow", null, "Layer 4: The settings of 'ownCentre' make no layer: ")]
    [TestCase("layers.5.layer", "dropout", "The setting 'share' is missing")]
    [TestCase("layers.5.outputs", "99999999999", "'outputs' is '99999999999'")]
    [TestCase("input.rows", "0", "'input.rows' is '0'")]
    [TestCase("input.rows", "2", "")]
    [TestCase("input.rows", null, "input.rows")]
    [TestCase("input.columns", "2147483647", "no more numbers than an array")]
    [TestCase("input.columns", "4", "it must be 1×5.")]
    [TestCase("layers", "7", "Layer 6: The setting 'layer' is missing.")]
    public void A_setting_that_makes_no_sense_is_refused(string key, string? value, string message)
    {
        SafeTensors file = Saved(Small());
        Assert.That(file.Metadata, Does.ContainKey(key));
        if (value is null)
        {
            file.Metadata.Remove(key);
        }
        else
        {
            file.Metadata[key] = value;
        }
        if (message == "")
        {
            Assert.That(Load(file).InputCount, Is.EqualTo(6), "the same layers take longer samples");
            return;
        }
        Assert.That(() => Load(file), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    /// <summary>Every setting in turn: what is not refused with the documented exception is a network.</summary>
    [Test]
    public void Any_other_text_in_a_setting_is_refused_or_makes_a_network()
    {
        string[] texts = ["", " ", "-1", "0", "1", "2147483648", "1e308", "NaN", "0.5", "dense", "residual", "ownCentre", "flatten", "0:1:1", ":", new('9', 5000), "\u0660", "\ud83d\ude00"];
        int refused = 0, count = 0;
        foreach (string key in Saved(Small()).Metadata.Keys)
        {
            foreach (string text in texts)
            {
                SafeTensors file = Saved(Small());
                file.Metadata[key] = text;
                count++;
                refused += IsRefused(file) ? 1 : 0;
            }
        }
        Assert.That(refused, Is.InRange(count / 2, count - 1));
    }

    [Test]
    public void State_is_checked_as_weights_are()
    {
        SafeTensors notFinite = Without(Saved(Small()), "layers.2.state.mean"), tooShort = Without(Saved(Small()), "layers.2.state.mean");
        notFinite.AddVector("layers.2.state.mean", [T.NaN, T.One, T.One, T.One]);
        Assert.That(() => Load(notFinite), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'layers.2.state.mean' has the value NaN"));
        tooShort.AddVector("layers.2.state.mean", [T.One]);
        Assert.That(() => Load(tooShort), Throws.TypeOf<InvalidDataException>().With.Message.Contains("The tensor 'layers.2.state.mean' has shape [1]; it must be [4]."));
        SafeTensors without = Without(Saved(Small()), "layers.2.state.variance");
        Assert.That(() => Load(without), Throws.TypeOf<InvalidDataException>().With.Message.Contains("The file must have a tensor 'layers.2.state.variance'."));
        FeedForwardNetwork<T> network = Small();
        network.Layers[2].State(0)[0, 0] = T.PositiveInfinity;
        Assert.That(() => network.Save(Stream.Null), Throws.ArgumentException.With.Message.Contains("Save: network.State[0] is Infinity"));
    }

    [Test]
    public void Layers_lie_no_deeper_in_a_file_than_in_a_network()
    {
        SafeTensors file = Saved(new FeedForwardNetwork<T>(1, [new Residual(new Dense(1))], seed: 1));
        string prefix = "layers.0.";
        for (int depth = 0; depth < 2000; depth++)
        {
            file.Metadata[$"{prefix}layer"] = "residual";
            prefix += "0.";
        }
        Assert.That(() => Load(file), Throws.TypeOf<InvalidDataException>().With.Message.Contains("at most 64 are allowed").And.Property("Message").Length.LessThan(500));
    }

    /// <summary>As versions before 0.4 have written them; of the last layer it had no meaning.</summary>
    [TestCase("0.25", "0.5")]
    [TestCase("0", null)]
    public void A_file_of_format_1_has_its_dropout_as_a_layer(string share, string? ofTheLast)
    {
        FeedForwardNetwork<T> network = new(2, [new Dense(3, Activation.Tanh), new Dense(2, Activation.ReLU), new Dense(1)], seed: 1);
        SafeTensors file = Saved(network);
        Assert.That(file.Metadata["minidnn.format"], Is.EqualTo("1"));
        file.Metadata["layers.0.dropout"] = share;
        if (ofTheLast is not null)
        {
            file.Metadata["layers.2.dropout"] = ofTheLast;
        }
        FeedForwardNetwork<T> loaded = Load(file);
        string dropout = share == "0" ? "" : $"Dropout({share}), ";
        Assert.That(string.Join(", ", loaded.Layers.Select(layer => layer.Layer)), Is.EqualTo($"Dense(3, tanh), {dropout}Dense(2, relu), Dense(1, identity)"));
        Assert.That(loaded.Parameters.ToArray(), Is.EqualTo(network.Parameters.ToArray()));
        SafeTensors again = Saved(loaded);
        Assert.That(again.Metadata["minidnn.format"], Is.EqualTo(share == "0" ? "1" : "2"));
        Assert.That(Load(again).ToString(), Is.EqualTo(loaded.ToString()));
        file.Metadata["layers.0.dropout"] = "1";
        Assert.That(() => Load(file), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Layer 0: The setting 'dropout' is '1'; it must be at least 0 and less than 1."));
    }

    [Test]
    public void A_layer_of_ones_own_is_asked_for_by_name_and_comes_before_a_built_in_one()
    {
        SafeTensors file = Saved(Small());
        Assert.That(() => Load(file, new()), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("Layer 4: The layer 'ownCentre' is unknown; one of your own must be given in LoadOptions.Layers."));
        LoadOptions options = new() { Layers = new Dictionary<string, Func<IReadOnlyDictionary<string, string>, Layer>>(OwnCentre.Loading) { ["dropout"] = settings => new Dropout(settings["share"].Length * 0.1) } };
        Assert.That(((Dropout)Load(file, options).Layers[1].Layer).Share, Is.EqualTo(0.4));
        LoadOptions none = new() { Layers = new Dictionary<string, Func<IReadOnlyDictionary<string, string>, Layer>> { ["ownCentre"] = _ => null! } };
        Assert.That(() => Load(file, none), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("Layer 4: LoadOptions.Layers made no layer of 'ownCentre'."));
        LoadOptions other = new() { Layers = new Dictionary<string, Func<IReadOnlyDictionary<string, string>, Layer>> { ["ownCentre"] = _ => new ScaleAndShift() } };
        Assert.That(() => Load(file, other), Throws.TypeOf<InvalidDataException>().With.Message.Contains("must have a tensor 'layers.4.scale'"));
    }

    [Test]
    public void Numbers_of_every_layer_are_converted_on_request()
    {
        foreach (LayerCase layers in Cases)
        {
            FeedForwardNetwork<float> network = layers.Network<float>();
            network.Train(layers.X<float>(), LayerCase.Y<float>(), new() { Epochs = 1, BatchSize = 8 });
            FeedForwardNetwork<double> converted = FeedForwardNetwork<double>.Load(ToStream(SavedAs(network)), LayerCase.Loading with { ConvertNumbers = true });
            Assert.That(TrainingPass.Numbers(converted), Is.EqualTo(TrainingPass.Numbers(network).Select(value => (double)value)));
        }
    }

    private static FeedForwardNetwork<T> Small() => new(
        3,
        [new Embedding(new IndexColumn(0, 3, 2)), new Dropout(0.25), new BatchNorm(), new Residual(new LayerNorm(), new Residual(new Dense(4, Activation.Tanh))), new OwnCentre(), new Dense(1)],
        seed: 1);

    private static FeedForwardNetwork<T> Load(SafeTensors file, LoadOptions? options = null) => FeedForwardNetwork<T>.Load(ToStream(file), options ?? LayerCase.Loading);

    private static MemoryStream ToStream(SafeTensors file)
    {
        var stream = new MemoryStream();
        file.Save(stream);
        stream.Position = 0;
        return stream;
    }

    private static bool IsRefused(SafeTensors file)
    {
        try
        {
            FeedForwardNetwork<T> network = Load(file);
            Assert.That(network.Predict(new Matrix<T>(1, network.InputCount)).ColumnCount, Is.EqualTo(network.OutputCount));
            return false;
        }
        catch (InvalidDataException e)
        {
            Assert.That(e.Message, Has.Length.LessThan(600));
            return true;
        }
    }

    [Test]
    public void A_variance_below_0_is_refused()
    {
        SafeTensors file = Without(Saved(new FeedForwardNetwork<T>(2, [new BatchNorm()], seed: 1)), "layers.0.state.variance");
        file.AddVector("layers.0.state.variance", [T.One, -T.One]);
        Assert.That(() => Load(file), Throws.TypeOf<InvalidDataException>()
            .With.Message.EqualTo("Tensor 'layers.0.state.variance' has the value -1 as number 1; it must be at least 0."));
    }

    private static SafeTensors Without(SafeTensors file, string name)
    {
        var rest = new SafeTensors();
        foreach ((string key, string value) in file.Metadata)
        {
            rest.Metadata[key] = value;
        }
        foreach (string kept in file.Names.Where(other => other != name))
        {
            if (file.GetShape(kept).Count == 1)
            {
                rest.AddVector(kept, file.GetVector<T>(kept));
            }
            else
            {
                rest.Add(kept, file.GetMatrix<T>(kept));
            }
        }
        return rest;
    }

    private static SafeTensors Saved(FeedForwardNetwork<T> network) => SavedAs(network);

    /// <summary>The file without its checksum, so that it can be changed.</summary>
    private static SafeTensors SavedAs<TNumber>(FeedForwardNetwork<TNumber> network)
        where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
    {
        var stream = new MemoryStream();
        network.Save(stream);
        stream.Position = 0;
        SafeTensors file = SafeTensors.Load(stream);
        file.Metadata.Remove("minidnn.checksum");
        return file;
    }
}
