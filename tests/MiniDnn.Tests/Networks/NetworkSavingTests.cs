using System.Buffers.Binary;
using System.Text;

namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class NetworkSavingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Test]
    public void A_loaded_network_is_the_saved_one_to_the_bit_with_its_scalers([Values] bool scaled)
    {
        FeedForwardNetwork<T> network = Network(scaled);
        using var stream = new MemoryStream(Save(network));
        FeedForwardNetwork<T> loaded = FeedForwardNetwork<T>.Load(stream);
        Assert.That(AreEqual(loaded, network));
        Matrix<T> x = Values(5, 9);
        Assert.That(loaded.Predict(x).AsSpan().ToArray(), Is.EqualTo(network.Predict(x).AsSpan().ToArray()));
        Assert.That((loaded.InputScaler?.GetType(), loaded.OutputScaler?.GetType()), Is.EqualTo(scaled ? (typeof(StandardScaler<T>), typeof(MinMaxScaler<T>)) : default));
    }

    [Test]
    public void A_trained_pipeline_predicts_the_same_bits_after_it_was_saved()
    {
        Matrix<T> x = Values(40, 3).Map(value => (value * T.CreateChecked(50)) + T.CreateChecked(1000));
        Matrix<T> y = x.Columns(..1).AsReadOnly().Multiply(T.CreateChecked(-3));
        FeedForwardNetwork<T> network = Network(scaled: false);
        network.Train(x, y, new() { Loss = Loss.MeanSquaredError, StandardizeInputs = true, StandardizeTargets = true, Epochs = 3 });
        FeedForwardNetwork<T> loaded = FeedForwardNetwork<T>.Load(new MemoryStream(Save(network)));
        Assert.That(loaded.Predict(x).AsSpan().ToArray(), Is.EqualTo(network.Predict(x).AsSpan().ToArray()));
        Assert.That(double.CreateChecked(loaded.Predict(x)[0, 0]), Is.InRange(-4000.0, -2000), "in the units of the targets");
    }

    [Test]
    public void The_bytes_are_the_format()
    {
        FeedForwardNetwork<T> network = Network(scaled: false);
        byte[] file = Save(network);
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        string json = Encoding.UTF8.GetString(file, 8, header);
        string type = typeof(T) == typeof(float) ? "F32" : "F64";
        int size = typeof(T) == typeof(float) ? 4 : 8;
        Assert.That(header % 8, Is.Zero);
        Assert.That(json, Does.Contain($"\"layers.0.weight\":{{\"dtype\":\"{type}\",\"shape\":[2,3],\"data_offsets\":[0,{6 * size}]}}"));
        Assert.That(json, Does.Contain($"\"layers.0.bias\":{{\"dtype\":\"{type}\",\"shape\":[2],\"data_offsets\":[{6 * size},{8 * size}]}}"));
        Assert.That(json, Does.Contain("\"layers.0.activation\":\"tanh\""));
        Assert.That(json, Does.StartWith("{\"__metadata__\":{\"").And.Contain("\"minidnn.checksum\":\""));
        Assert.That(file, Has.Length.EqualTo(8 + header + (network.Parameters.Length * size)));
        for (int i = 0; i < network.Parameters.Length; i++)
        {
            ReadOnlySpan<byte> number = file.AsSpan(8 + header + (i * size));
            double value = size == 4 ? BinaryPrimitives.ReadSingleLittleEndian(number) : BinaryPrimitives.ReadDoubleLittleEndian(number);
            Assert.That(value, Is.EqualTo(double.CreateChecked(network.Parameters[i])));
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public void Every_altered_byte_gives_the_documented_exception_or_an_equal_network()
    {
        byte[] file = Save(Network(scaled: true));
        int refused = 0;
        for (int i = 0; i < file.Length; i++)
        {
            byte old = file[i];
            foreach (int value in new[] { old ^ 1, old ^ 0x80, 0, 0xFF, '9', '"', ' ' })
            {
                file[i] = (byte)value;
                refused += IsRefused(file) ? 1 : 0;
            }
            file[i] = old;
        }
        Assert.That(refused, Is.GreaterThan(file.Length));
        Assert.That(IsRefused(file), Is.False);
    }

    [Test]
    [CancelAfter(60_000)]
    public void Every_truncated_file_is_refused([Values] bool seekable)
    {
        byte[] file = Save(Network(scaled: true));
        for (int length = 0; length < file.Length; length++)
        {
            Assert.That(IsRefused(file[..length], seekable), $"{length} of {file.Length} bytes");
        }
        Assert.That(IsRefused([.. file, 0], seekable), "a byte too many");
        Assert.That(IsRefused(file, seekable), Is.False);
    }

    [Test]
    public void A_header_that_promises_much_takes_no_memory([Values] bool seekable)
    {
        byte[] file = [.. BitConverter.GetBytes(99_999_999UL), .. "{}"u8];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(IsRefused(file, seekable));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [TestCase("\"minidnn.format\":\"1\"", "\"minidnn.format\":\"3\"", "format 3; this version")]
    [TestCase("\"minidnn.format\":\"1\"", "\"minidnn.forma2\":\"1\"", "not saved by this library")]
    [TestCase("\"minidnn.format\":\"1\"", "\"minidnn.format\":\"x\"", "is 'x'; it must be a whole number")]
    [TestCase("\"layers\":\"2\"", "\"layers\":\"3\"", "Layer 2 must have the tensor 'layers.2.weight'")]
    [TestCase("\"layers\":\"2\"", "\"layers\":\"1\"", "a tensor 'layers.1.weight'")]
    [TestCase("\"tanh\"", "\"tanx\"", "Layer 0: The activation 'tanx' is unknown")]
    [TestCase("\"input_scaler.mean\"", "\"input_scaler.meat\"", "'input_scaler' has meat, scale; it must have mean, scale or minimum, range, scale")]
    [TestCase("\"input_scaler.mean\"", "\"inpux_scaler.mean\"", "a tensor 'inpux_scaler.mean'")]
    [TestCase("\"shape\":[2,3]", "\"shape\":[3,2]", "The tensor 'layers.0.bias' has shape [2]; it must be [3].")]
    [TestCase("\"shape\":[2,3]", "\"shape\":[2,4]", "its shape [2, 4] in F")]
    [TestCase("\"dtype\":\"F", "\"dtype\":\"G", "has numbers of type G")]
    [TestCase("\"layers.0.bias\"", "\"layers.1.bias\"", "two entries named 'layers.1.bias'")]
    [TestCase("\"layers.1.bias\"", "\"layers.01.bias\"", "The file must have a tensor 'layers.1.bias'.")]
    [TestCase("\"layers.1.activation\"", "\"layers.+1.activation\"", "and the metadata 'layers.1.activation'")]
    [TestCase("\"layers\":\"2\"", "\"layers\":\"02\"", "")]
    [TestCase("\"layers\":\"2\"", "\"layers\":\"0\"", "'layers' is '0'; it must be a whole number, 1 or more")]
    [TestCase("\"layers\":\"2\"", "\"layers\":\"2147483648\"", "'layers' is '2147483648'; it must be")]
    [TestCase("\"layers\":\"2\"", "\"layers\":\"2147483647\"", "Layer 2 must have the tensor 'layers.2.weight'")]
    public void What_it_does_not_understand_it_refuses_with_the_reason(string old, string replacement, string message)
    {
        byte[] file = WithoutChecksum(Save(Network(scaled: true)));
        Assert.That(Encoding.Latin1.GetString(file), Does.Contain(old));
        var stream = new MemoryStream(WithHeader(file, header => header.Replace(old, replacement, StringComparison.Ordinal)));
        if (message == "")
        {
            Assert.That(FeedForwardNetwork<T>.Load(stream).Layers, Has.Count.EqualTo(2));
            return;
        }
        Assert.That(() => FeedForwardNetwork<T>.Load(stream), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    /// <summary>Two tensors for one layer: which one counts must not be guessed.</summary>
    [TestCase("layers.00.weight")]
    [TestCase("layers.01.bias")]
    [TestCase("layers.+1.bias")]
    [TestCase("layers. 1.bias")]
    [TestCase("layers.2.weight")]
    [TestCase("layers.0.weight.")]
    [TestCase("layers.0.scale")]
    [TestCase("Layers.0.weight")]
    [TestCase("input_scaler")]
    [TestCase("trainings")]
    public void A_tensor_that_belongs_to_no_layer_is_refused(string name)
    {
        SafeTensors file = SafeTensors.Load(new MemoryStream(WithoutChecksum(Save(Network(scaled: false)))));
        file.AddVector<T>(name, [T.One]);
        var stream = new MemoryStream();
        file.Save(stream);
        stream.Position = 0;
        Assert.That(() => FeedForwardNetwork<T>.Load(stream), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo($"The file has a tensor '{name}', which its layers do not have."));
    }

    /// <summary>Shapes that have as many numbers, and fit only to who does not look.</summary>
    [TestCase("[2,3]", "[2,1,3]")]
    [TestCase("[2,3]", "[6]")]
    [TestCase("[2]", "[2,1]")]
    [TestCase("[1]", "[]")]
    [TestCase("[1,2]", "[2,1]")]
    public void A_layer_of_another_shape_is_refused(string old, string shape)
    {
        byte[] file = WithHeader(
            WithoutChecksum(Save(Network(scaled: false))), header => header.Replace($"\"shape\":{old},", $"\"shape\":{shape},", StringComparison.Ordinal));
        Assert.That(() => FeedForwardNetwork<T>.Load(new MemoryStream(file)), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"has shape {shape.Replace(",", ", ", StringComparison.Ordinal)}"));
    }

    [Test]
    public void Damage_in_one_place_is_found_or_changes_nothing([Values] bool seekable)
    {
        byte[] file = Save(Network(scaled: true));
        var random = new SeededRandom(11);
        int refused = 0;
        for (int run = 0; run < 10_000; run++)
        {
            byte[] damaged = FileDamage.InOnePlace(file, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            refused += IsRefused(damaged, seekable) ? 1 : 0;
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(500_000), $"run {run}");
        }
        Assert.That(refused, Is.InRange(9_000, 9_999));
    }

    /// <summary>Weights are read straight into the network's memory: nothing of their size lies in between.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void Loading_takes_the_memory_of_the_network_alone(bool large)
    {
        FeedForwardNetwork<T> network = large
            ? new(1000, [new Dense(1000), new Dense(1000, Activation.Tanh), new Dense(500)])
            : new(100, [.. Enumerable.Range(0, 250).Select(_ => new Dense(100, Activation.SiLU))]);
        var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        FeedForwardNetwork<T>.Load(file);
        file.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        FeedForwardNetwork<T> loaded = FeedForwardNetwork<T>.Load(file);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(loaded.Parameters.SequenceEqual(network.Parameters));
        Assert.That(file.Position, Is.EqualTo(file.Length));
        Assert.That(taken, Is.LessThan(1.2 * file.Length));
        string path = Path.GetTempFileName();
        network.Save(path);
        before = GC.GetAllocatedBytesForCurrentThread();
        loaded = FeedForwardNetwork<T>.Load(path);
        taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(loaded.Parameters.SequenceEqual(network.Parameters));
        Assert.That(taken, Is.LessThan(1.2 * file.Length));
        File.Delete(path);
    }

    [Test]
    public void A_file_says_the_same_in_whatever_order_it_says_it()
    {
        FeedForwardNetwork<T> network = Network(scaled: true);
        SafeTensors file = SafeTensors.Load(new MemoryStream(Save(network)));
        var turned = new SafeTensors();
        foreach ((string key, string value) in file.Metadata.Reverse())
        {
            turned.Metadata[key] = value;
        }
        foreach (string name in file.Names.Reverse())
        {
            if (file.GetShape(name).Count == 2)
            {
                turned.Add(name, file.GetMatrix<T>(name));
            }
            else
            {
                turned.AddVector(name, file.GetVector<T>(name));
            }
        }
        var stream = new MemoryStream();
        turned.Save(stream);
        stream.Position = 0;
        Assert.That(turned.Names, Is.Not.EqualTo(file.Names));
        Assert.That(AreEqual(FeedForwardNetwork<T>.Load(stream), network));
        turned.Metadata["note"] = "added";
        stream = new MemoryStream();
        turned.Save(stream);
        stream.Position = 0;
        Assert.That(() => FeedForwardNetwork<T>.Load(stream), Throws.TypeOf<InvalidDataException>().With.Message.Contains("The file is damaged"));
    }

    [Test]
    public void An_activation_whose_name_can_not_be_read_back_is_not_saved([Values] bool isNull)
    {
        var network = new FeedForwardNetwork<T>(2, [new Dense(2, new OwnActivation(isNull ? null! : "half \ud800"))]);
        string path = Path.GetTempFileName();
        Assert.That(() => network.Save(path), Throws.InvalidOperationException.With.Message.StartsWith("Save: the metadata 'layers.0.activation' "));
        Assert.That(new FileInfo(path).Length, Is.Zero);
        File.Delete(path);
    }

    [Test]
    public void No_message_is_long_whatever_the_file_says()
    {
        string text = new('x', 5_000_000);
        void IsRefused(Action<SafeTensors> change)
        {
            SafeTensors file = SafeTensors.Load(new MemoryStream(Save(Network(scaled: true))));
            if (file.Metadata["minidnn.checksum"].Length == 8)
            {
                file.Metadata.Remove("minidnn.checksum");
            }
            change(file);
            var stream = new MemoryStream();
            file.Save(stream);
            stream.Position = 0;
            Assert.That(() => FeedForwardNetwork<T>.Load(stream), Throws.TypeOf<InvalidDataException>().With.Property("Message").Length.LessThan(500));
        }
        foreach (string key in new[] { "minidnn.checksum", "minidnn.format", "layers", "layers.0.activation", "layers.0.dropout" })
        {
            IsRefused(file => file.Metadata[key] = text);
        }
        foreach (string start in new[] { "", "input_scaler.", "layers." })
        {
            IsRefused(file => file.AddVector<T>(start + text, [T.One]));
            IsRefused(file => file.AddVector<T>(start + text.Replace('x', '.'), [T.One]));
        }
    }

    [Test]
    public void A_weight_that_changed_is_noticed_unless_the_checksum_was_removed_on_purpose()
    {
        byte[] file = Save(Network(scaled: false));
        file[^1] ^= 1;
        Assert.That(() => FeedForwardNetwork<T>.Load(new MemoryStream(file)), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("The file is damaged: its checksum is "));
        Assert.That(FeedForwardNetwork<T>.Load(new MemoryStream(WithoutChecksum(file))).Parameters.Length, Is.EqualTo(11));
    }

    [Test]
    public void Scalers_that_make_no_sense_are_refused()
    {
        SafeTensors Saved(Action<SafeTensors> change)
        {
            SafeTensors file = SafeTensors.Load(new MemoryStream(WithoutChecksum(Save(Network(scaled: false)))));
            change(file);
            return file;
        }
        void IsRefusedWith(string message, Action<SafeTensors> change)
        {
            var stream = new MemoryStream();
            Saved(change).Save(stream);
            stream.Position = 0;
            Assert.That(() => FeedForwardNetwork<T>.Load(stream), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
        }
        T one = T.One;
        IsRefusedWith("'input_scaler.scale' has 2 numbers; it must have 3", file => { file.AddVector<T>("input_scaler.scale", [one, one]); file.AddVector<T>("input_scaler.mean", [one, one]); });
        IsRefusedWith("'output_scaler.scale' has a number that is not positive", file => { file.AddVector<T>("output_scaler.scale", [T.Zero]); file.AddVector<T>("output_scaler.mean", [one]); });
        IsRefusedWith("the first less than the second", file => { file.AddVector<T>("output_scaler.scale", [one]); file.AddVector<T>("output_scaler.minimum", [one]); file.AddVector<T>("output_scaler.range", [one, one]); });
        FeedForwardNetwork<T> network = Network(scaled: false);
        Assert.That(() => network.InputScaler = StandardScaler.Fit(new Matrix<T>(2, 4)), Throws.ArgumentException.With.Message.StartsWith("InputScaler: the scaler has 4 columns; the network needs 3."));
        Assert.That(() => network.OutputScaler = StandardScaler.Fit(new Matrix<T>(2, 4)), Throws.ArgumentException.With.Message.StartsWith("OutputScaler: the scaler has 4 columns; the network needs 1."));
    }

    [Test]
    public void Weights_that_are_not_finite_are_neither_saved_nor_loaded()
    {
        FeedForwardNetwork<T> network = Network(scaled: false);
        byte[] file = WithoutChecksum(Save(network));
        file.AsSpan(file.Length - (typeof(T) == typeof(float) ? 4 : 8)).Fill(0xFF);
        using var stream = new MemoryStream(file);
        Assert.That(() => FeedForwardNetwork<T>.Load(stream), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'layers.1.bias' has the value NaN"));
        network.Parameters[0] = T.NaN;
        Assert.That(() => network.Save(Stream.Null), Throws.ArgumentException.With.Message.Contains("Save: network.Parameters[0] is NaN"));
    }

    [Test]
    public void Another_number_type_is_converted_on_request_only()
    {
        var single = new FeedForwardNetwork<float>(3, [new Dense(2, Activation.Tanh)], seed: 1);
        var file = new MemoryStream();
        single.Save(file);
        file.Position = 0;
        FeedForwardNetwork<double> converted = FeedForwardNetwork<double>.Load(file, new LoadOptions { ConvertNumbers = true });
        Assert.That(converted.Parameters.ToArray(), Is.EqualTo(single.Parameters.ToArray().Select(value => (double)value)));
        file.Position = 0;
        Assert.That(() => FeedForwardNetwork<double>.Load(file), Throws.TypeOf<InvalidDataException>().With.Message.Contains("numbers of type F32; Double needs F64. LoadOptions.ConvertNumbers converts"));
    }

    /// <summary>Weights that another program has stored in a narrower type, brought into this layout by hand.</summary>
    [TestCase("F16", new byte[] { 0x00, 0x38, 0x00, 0xC0, 0x00, 0x40 })]
    [TestCase("BF16", new byte[] { 0x00, 0x3F, 0x00, 0xC0, 0x00, 0x40 })]
    public void Weights_of_narrower_types_are_converted_on_request(string type, byte[] numbers)
    {
        string header = $$$"""{"__metadata__":{"minidnn.format":"1","layers":"1","layers.0.activation":"relu"},"layers.0.weight":{"dtype":"{{{type}}}","shape":[1,2],"data_offsets":[0,4]},"layers.0.bias":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[4,6]}}""";
        byte[] file = [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), .. numbers];
        FeedForwardNetwork<T> network = FeedForwardNetwork<T>.Load(new MemoryStream(file), new() { ConvertNumbers = true });
        Assert.That(network.Parameters.ToArray(), Is.EqualTo(new[] { 0.5, -2, 2 }.Select(T.CreateChecked)));
        Assert.That(() => FeedForwardNetwork<T>.Load(new MemoryStream(file)), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"numbers of type {type}; {typeof(T).Name} needs F"));
    }

    [Test]
    public void A_weight_too_large_for_the_number_type_is_refused_even_on_request()
    {
        var network = new FeedForwardNetwork<double>(1, [new Dense(1)]);
        network.Parameters[0] = 1e39;
        var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        Assert.That(
            () => FeedForwardNetwork<float>.Load(file, new() { ConvertNumbers = true }),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("Tensor 'layers.0.weight' has as number 0 one of type F64 that Single does not hold."));
    }

    [Test]
    public void Activations_keep_their_constants_and_own_ones_are_found_by_name()
    {
        Activation own = new OwnActivation("own");
        var network = new FeedForwardNetwork<T>(2,
            [new Dense(2, new LeakyReLU { Slope = 0.2 }), new Dense(2, new ELU { Alpha = 0.5 }), new Dense(2, Activation.ELU), new Dense(2, Activation.GELU), new Dense(2, own)]);
        byte[] file = Save(network);
        FeedForwardNetwork<T> loaded = FeedForwardNetwork<T>.Load(new MemoryStream(file), new LoadOptions { Activations = [own] });
        Assert.That(((LeakyReLU)loaded.Layers[0].Layer.OutputActivation).Slope, Is.EqualTo(0.2));
        Assert.That(((ELU)loaded.Layers[1].Layer.OutputActivation).Alpha, Is.EqualTo(0.5));
        Assert.That(loaded.Layers.Skip(2).Select(layer => layer.Layer.OutputActivation), Is.EqualTo([Activation.ELU, Activation.GELU, own]));
        Assert.That(() => FeedForwardNetwork<T>.Load(new MemoryStream(file)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Layer 4: The activation 'own' is unknown; one of your own must be given"));
    }

    private static Matrix<T> Values(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = new Matrix<T>(rows, 3);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                values[i, j] = T.CreateChecked(random.NextNormal());
            }
        }
        return values;
    }

    private static FeedForwardNetwork<T> Network(bool scaled)
    {
        var network = new FeedForwardNetwork<T>(3, [new Dense(2, Activation.Tanh), new Dense(1)], seed: 3);
        if (scaled)
        {
            network.InputScaler = StandardScaler.Fit(Values(9, 5));
            network.OutputScaler = MinMaxScaler.Fit(Values(7, 6).Columns(..1), -T.One);
        }
        return network;
    }

    private static byte[] WithHeader(byte[] file, Func<string, string> change)
    {
        int length = (int)BitConverter.ToUInt64(file);
        byte[] header = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(file, 8, length)));
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. file[(8 + length)..]];
    }

    private static byte[] WithoutChecksum(byte[] file)
    {
        SafeTensors tensors = SafeTensors.Load(new MemoryStream(file));
        tensors.Metadata.Remove("minidnn.checksum");
        var result = new MemoryStream();
        tensors.Save(result);
        return result.ToArray();
    }

    private static byte[] Save(FeedForwardNetwork<T> network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private static bool IsRefused(byte[] file, bool seekable = true)
    {
        try
        {
            FeedForwardNetwork<T> loaded = FeedForwardNetwork<T>.Load(seekable ? new MemoryStream(file) : new OneWayStream(file));
            Assert.That(AreEqual(loaded, Network(scaled: true)), "what is not refused is equal");
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static bool AreEqual(FeedForwardNetwork<T> actual, FeedForwardNetwork<T> expected)
        => actual.Parameters.SequenceEqual(expected.Parameters)
            && actual.Layers.Select(layer => layer.ToString()).SequenceEqual(expected.Layers.Select(layer => layer.ToString()))
            && AreEqual(actual.InputScaler, expected.InputScaler) && AreEqual(actual.OutputScaler, expected.OutputScaler);

    private static bool AreEqual(Scaler<T>? actual, Scaler<T>? expected)
    {
        if (actual is null || expected is null)
        {
            return actual is null && expected is null;
        }
        Matrix<T> x = new(2, expected.ColumnCount);
        x[1, 0] = T.One;
        return actual.GetType() == expected.GetType() && actual.Transform(x).AsSpan().SequenceEqual(expected.Transform(x).AsSpan())
            && actual.InverseTransform(x).AsSpan().SequenceEqual(expected.InverseTransform(x).AsSpan());
    }

    private sealed class OwnActivation(string name) : Activation
    {
        public override string Name => name;

        public override void Apply<TNumber>(ReadOnlyMatrixSpan<TNumber> input, MatrixSpan<TNumber> output) => Identity.Apply(input, output);

        public override void Backward<TNumber>(ReadOnlyMatrixSpan<TNumber> input, ReadOnlyMatrixSpan<TNumber> output, MatrixSpan<TNumber> delta)
        {
        }
    }
}
