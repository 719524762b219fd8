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
        Assert.That(loaded.Layers[0].Dropout, Is.EqualTo(0.25));
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

    [TestCase("\"minidnn.format\":\"1\"", "\"minidnn.format\":\"2\"", "format 2; this version")]
    [TestCase("\"minidnn.format\":\"1\"", "\"minidnn.forma2\":\"1\"", "not saved by this library")]
    [TestCase("\"minidnn.format\":\"1\"", "\"minidnn.format\":\"x\"", "is 'x'; it must be a whole number")]
    [TestCase("\"layers\":\"2\"", "\"layers\":\"3\"", "layer 2 must have 'layers.2.weight'")]
    [TestCase("\"layers\":\"2\"", "\"layers\":\"1\"", "a tensor 'layers.1.weight'")]
    [TestCase("\"tanh\"", "\"tanx\"", "unknown activation 'tanx'")]
    [TestCase("\"input_scaler.mean\"", "\"input_scaler.meat\"", "'input_scaler' has meat, scale; it must have mean, scale or minimum, range, scale")]
    [TestCase("\"input_scaler.mean\"", "\"inpux_scaler.mean\"", "a tensor 'inpux_scaler.mean'")]
    [TestCase("\"layers.0.dropout\":\"0.25\"", "\"layers.0.dropout\":\"1.25\"", "'layers.0.dropout' is '1.25'; it must be at least 0 and less than 1")]
    [TestCase("\"shape\":[2,3]", "\"shape\":[3,2]", "Layer 0 has weights of shape [3, 2] and biases of shape [2]; they must be [outputs, inputs] and [outputs]")]
    [TestCase("\"shape\":[2,3]", "\"shape\":[2,4]", "its shape [2, 4] in F")]
    [TestCase("\"dtype\":\"F", "\"dtype\":\"G", "has numbers of type G")]
    [TestCase("\"layers.0.bias\"", "\"layers.1.bias\"", "two entries named 'layers.1.bias'")]
    public void What_it_does_not_understand_it_refuses_with_the_reason(string old, string replacement, string message)
    {
        string text = Encoding.Latin1.GetString(WithoutChecksum(Save(Network(scaled: true))));
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(text.Replace(old, replacement, StringComparison.Ordinal)));
        Assert.That(text, Does.Contain(old));
        Assert.That(() => FeedForwardNetwork<T>.Load(stream), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
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

    [Test]
    public void Activations_keep_their_constants_and_own_ones_are_found_by_name()
    {
        Activation own = new OwnActivation();
        var network = new FeedForwardNetwork<T>(2,
            [new Dense(2, new LeakyReLU { Slope = 0.2 }), new Dense(2, new ELU { Alpha = 0.5 }), new Dense(2, Activation.ELU), new Dense(2, Activation.GELU), new Dense(2, own)]);
        byte[] file = Save(network);
        FeedForwardNetwork<T> loaded = FeedForwardNetwork<T>.Load(new MemoryStream(file), new LoadOptions { Activations = [own] });
        Assert.That(((LeakyReLU)loaded.Layers[0].Activation).Slope, Is.EqualTo(0.2));
        Assert.That(((ELU)loaded.Layers[1].Activation).Alpha, Is.EqualTo(0.5));
        Assert.That(loaded.Layers.Skip(2).Select(layer => layer.Activation), Is.EqualTo([Activation.ELU, Activation.GELU, own]));
        Assert.That(() => FeedForwardNetwork<T>.Load(new MemoryStream(file)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'own'; one of your own must be given"));
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
        var network = new FeedForwardNetwork<T>(3, [new Dense(2, Activation.Tanh) { Dropout = 0.25 }, new Dense(1)], seed: 3);
        if (scaled)
        {
            network.InputScaler = StandardScaler.Fit(Values(9, 5));
            network.OutputScaler = MinMaxScaler.Fit(Values(7, 6).Columns(..1), -T.One);
        }
        return network;
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
        using Stream stream = seekable ? new MemoryStream(file) : new System.IO.Compression.BrotliStream(new MemoryStream(Compress(file)), System.IO.Compression.CompressionMode.Decompress);
        try
        {
            Assert.That(AreEqual(FeedForwardNetwork<T>.Load(stream), Network(scaled: true)), "what is not refused is equal");
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static byte[] Compress(byte[] bytes)
    {
        var result = new MemoryStream();
        using (var brotli = new System.IO.Compression.BrotliStream(result, System.IO.Compression.CompressionLevel.Fastest))
        {
            brotli.Write(bytes);
        }
        return result.ToArray();
    }

    private static bool AreEqual(FeedForwardNetwork<T> actual, FeedForwardNetwork<T> expected)
        => actual.Parameters.SequenceEqual(expected.Parameters)
            && actual.Layers.Select(layer => (layer.Activation, layer.Dropout)).SequenceEqual(expected.Layers.Select(layer => (layer.Activation, layer.Dropout)))
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

    private sealed class OwnActivation : Activation
    {
        public override string Name => "own";

        public override void Apply<TNumber>(ReadOnlyMatrixSpan<TNumber> input, MatrixSpan<TNumber> output) => Identity.Apply(input, output);

        public override void MultiplyByDerivative<TNumber>(ReadOnlyMatrixSpan<TNumber> input, ReadOnlyMatrixSpan<TNumber> output, MatrixSpan<TNumber> delta)
        {
        }
    }
}
