using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>
/// Files of accumulators whose every field says something else, with a checksum that agrees: read or refused, never another error.
/// </summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class AccumulatorSavingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Predictors = 2, Columns = Predictors + 2;

    private static LeastSquaresAccumulator<T> Filled(int predictors = Predictors, int rows = 6, bool weighted = false)
    {
        var accumulator = new LeastSquaresAccumulator<T>(predictors);
        var random = new SeededRandom(1);
        Matrix<T> x = Matrix.Create(rows, predictors, (_, _) => T.CreateTruncating(random.NextNormal() + 3));
        T[] y = [.. Enumerable.Range(0, rows).Select(i => T.CreateTruncating(random.NextNormal() + (i % 4)))];
        accumulator.Add(x, y, weighted ? [.. y.Select(T.Abs)] : []);
        return accumulator;
    }

    private static byte[] Bytes(LeastSquaresAccumulator<T> accumulator)
    {
        var stream = new MemoryStream();
        accumulator.Save(stream);
        return stream.ToArray();
    }

    private static LeastSquaresAccumulator<T> Load(byte[] bytes) => LeastSquaresAccumulator<T>.Load(new MemoryStream(bytes));

    /// <summary>The file with one field changed and a checksum that agrees.</summary>
    private static byte[] With(Action<IDictionary<string, string>, Dictionary<string, double[]>> change)
    {
        SafeTensors saved = SafeTensors.Load(new MemoryStream(Bytes(Filled())));
        var vectors = saved.Names.ToDictionary(name => name, saved.GetVector<double>);
        var file = new SafeTensors();
        foreach ((string key, string value) in saved.Metadata)
        {
            file.Metadata[key] = value;
        }
        change(file.Metadata, vectors);
        foreach ((string name, double[] values) in vectors)
        {
            file.AddVector(name, values);
        }
        Checksum.Add(file);
        var stream = new MemoryStream();
        file.Save(stream);
        return stream.ToArray();
    }

    private static void AssertRefused(byte[] bytes, string message)
        => Assert.That(() => Load(bytes), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));

    [Test]
    public void The_file_is_laid_out_as_described()
    {
        SafeTensors file = SafeTensors.Load(new MemoryStream(Bytes(Filled())));
        Assert.That(file.Names, Is.EquivalentTo(new[] { "triangle", "origins", "exponents" }));
        Assert.That(file.GetShape("triangle"), Is.EqualTo([Columns * (Columns + 1) / 2]));
        Assert.That(file.GetShape("origins"), Is.EqualTo([Columns]));
        Assert.That(file.GetVector<double>("exponents")[0], Is.Zero);
        Assert.That(file.GetNumberType("triangle"), Is.EqualTo("F64"));
        Assert.That(file.Metadata["accumulator.predictors"], Is.EqualTo("2"));
        Assert.That(file.Metadata["accumulator.intercept"], Is.EqualTo("1"));
        Assert.That(file.Metadata["accumulator.rows"], Is.EqualTo("6"));
        Assert.That(file.Metadata, Contains.Key("minidnn.checksum"));
    }

    [Test]
    public void What_is_loaded_is_what_was_saved([Values(0, 1, 6, 700)] int rows, [Values] bool weighted)
    {
        LeastSquaresAccumulator<T> saved = Filled(3, rows, weighted);
        byte[] bytes = Bytes(saved);
        LeastSquaresAccumulator<T> loaded = LeastSquaresAccumulator<T>.Load(new OneWayStream(bytes));
        Assert.That(loaded.ToString(), Is.EqualTo(saved.ToString()));
        Assert.That(Bytes(loaded), Is.EqualTo(bytes));
        if (rows > 0)
        {
            Assert.That(loaded.Fit().Coefficients, Is.EqualTo(saved.Fit().Coefficients));
            Assert.That(loaded.Fit().Summary().LogLikelihood, Is.EqualTo(saved.Fit().Summary().LogLikelihood));
        }
    }

    [Test]
    public void Saving_replaces_a_file_whole_or_leaves_it()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "rows.safetensors");
            Filled().Save(path);
            Filled(rows: 7).Save(path);
            Assert.That(LeastSquaresAccumulator<T>.Load(path).RowCount, Is.EqualTo(7));
            Assert.That(() => Filled().Save(Path.Combine(folder, "none", "rows.safetensors")), Throws.InstanceOf<IOException>());
            Assert.That(Directory.GetFiles(folder), Is.EqualTo([path]));
            Assert.That(() => Filled().Save(""), Throws.ArgumentException);
            Assert.That(() => LeastSquaresAccumulator<T>.Load(Path.Combine(folder, "none")), Throws.InstanceOf<IOException>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Rows_of_float_go_on_as_rows_of_double()
    {
        byte[] bytes = Bytes(Filled());
        Assert.That(LeastSquaresAccumulator<float>.Load(new MemoryStream(bytes)).RowCount, Is.EqualTo(6));
        Assert.That(LeastSquaresAccumulator<double>.Load(new MemoryStream(bytes)).RowCount, Is.EqualTo(6));
    }

    [TestCase("accumulator.format", "2", "The file has format 2")]
    [TestCase("accumulator.format", "0", "'accumulator.format' is '0'; it must be a whole number, 1 or more.")]
    [TestCase("accumulator.predictors", "-1", "it must be a whole number, 0 to 46000.")]
    [TestCase("accumulator.predictors", "46001", "it must be a whole number, 0 to 46000.")]
    [TestCase("accumulator.predictors", "46000", "Tensor 'exponents' has shape [4]; it must be [46002].")]
    [TestCase("accumulator.intercept", "2", "it must be a whole number, 0 to 1.")]
    [TestCase("accumulator.intercept", "0", "Tensor 'exponents' has shape [4]; it must be [3].")]
    [TestCase("accumulator.rows", "-1", "it must be a whole number, 0 or more.")]
    [TestCase("accumulator.rows", "9223372036854775808", "it must be a whole number, 0 or more.")]
    [TestCase("accumulator.rows", "0", "'accumulator.folds' is '1'; it must be a whole number, 0 to 0.")]
    [TestCase("accumulator.folds", "0", "it must be a whole number, 1 to 6.")]
    [TestCase("accumulator.folds", "7", "it must be a whole number, 1 to 6.")]
    [TestCase("accumulator.weight_exponent", "1", "is 1; it must be an even number.")]
    [TestCase("accumulator.weight_exponent", "-2147483648", "it must be a whole number, -4500 to 1100.")]
    [TestCase("accumulator.effective_rows", "-0.5", "is -0.5; it must be from 0 to the number of rows, 6.")]
    [TestCase("accumulator.effective_rows", "6.5", "is 6.5; it must be from 0 to the number of rows, 6.")]
    [TestCase("accumulator.effective_rows", "NaN", "it must be a finite number.")]
    [TestCase("accumulator.sum_of_log_weights", "NaN", "it must be a finite number.")]
    [TestCase("accumulator.first_target", "∞", "it must be a finite number.")]
    [TestCase("accumulator.target_is_constant", "maybe", "it must be a whole number, 0 to 1.")]
    public void Metadata_that_make_no_sense_are_refused(string key, string value, string message)
        => AssertRefused(With((metadata, _) => metadata[key] = value), message);

    [Test]
    public void Metadata_and_tensors_that_are_missing_or_too_many_are_refused()
    {
        SafeTensors saved = SafeTensors.Load(new MemoryStream(Bytes(Filled())));
        foreach (string key in saved.Metadata.Keys.Where(key => key.StartsWith("accumulator.", StringComparison.Ordinal)))
        {
            AssertRefused(With((metadata, _) => metadata.Remove(key)), key);
        }
        foreach (string name in saved.Names)
        {
            AssertRefused(With((_, vectors) => vectors.Remove(name)), $"must have a tensor '{name}'");
            AssertRefused(With((_, vectors) => vectors[name] = [.. vectors[name], 0]), $"Tensor '{name}' has shape");
        }
        AssertRefused(With((_, vectors) => vectors["more"] = [1]), "has 4 tensors; an accumulator has 3");
    }

    [TestCase("triangle", 0, double.NaN, "finite")]
    [TestCase("triangle", 9, double.PositiveInfinity, "finite")]
    [TestCase("triangle", 3, 1e300, "no magnitude may be larger")]
    [TestCase("triangle", 0, 0, "must not begin with 0")]
    [TestCase("origins", 1, double.NegativeInfinity, "finite")]
    [TestCase("origins", 1, 2, "no magnitude may be larger than 1")]
    [TestCase("origins", 0, 0.5, "must be 0")]
    [TestCase("exponents", 0, 1, "must be 0")]
    [TestCase("exponents", 1, 0.5, "must have whole numbers")]
    [TestCase("exponents", 3, 1e9, "no magnitude may be larger than 1100")]
    public void Numbers_that_make_no_sense_are_refused(string name, int index, double value, string message)
        => AssertRefused(With((_, vectors) => vectors[name][index] = value), message);

    [Test]
    public void Every_field_may_say_anything()
    {
        var random = new SeededRandom(3);
        string[] texts = ["0", "1", "2", "-1", "46000", "46001", "-1100", "1100", "9223372036854775807", "1e308", "NaN", "", "x"];
        double[] numbers = [0, -0.0, 1, -1, 0.5, 2, 3, 1e-320, 1e308, -1000, 1024, 1100, -1100, double.NaN, double.PositiveInfinity];
        int read = 0;
        for (int run = 0; run < 3000; run++)
        {
            byte[] bytes = With((metadata, vectors) =>
            {
                string[] keys = [.. metadata.Keys.Order(StringComparer.Ordinal), .. vectors.Keys.Order(StringComparer.Ordinal)];
                for (int change = random.NextInt32(3); change >= 0; change--)
                {
                    string key = keys[random.NextInt32(keys.Length)];
                    if (vectors.TryGetValue(key, out double[]? values))
                    {
                        values[random.NextInt32(values.Length)] = numbers[random.NextInt32(numbers.Length)];
                    }
                    else
                    {
                        metadata[key] = texts[random.NextInt32(texts.Length)];
                    }
                }
            });
            try
            {
                LeastSquaresAccumulator<T> loaded = Load(bytes);
                AssertCanBeUsed(loaded);
                read++;
            }
            catch (InvalidDataException)
            {
            }
        }
        Assert.That(read, Is.InRange(300, 2700));
    }

    [Test]
    public void A_file_that_is_cut_off_or_damaged_anywhere_is_refused()
    {
        byte[] bytes = Bytes(Filled());
        int key = bytes.AsSpan().IndexOf("minidnn.checksum"u8);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i >= key && i < key + "minidnn.checksum".Length)
            {
                continue;   // without it a file counts as changed on purpose
            }
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x10;
            Assert.That(() => Load(bytes[..i]), Throws.TypeOf<InvalidDataException>(), $"cut off at {i}");
            Assert.That(() => Load(damaged), Throws.TypeOf<InvalidDataException>(), $"damaged at {i}");
        }
        AssertRefused([.. "something else"u8], "");
        Assert.That(() => LeastSquaresAccumulator<T>.Load((Stream)null!), Throws.ArgumentNullException);
        Assert.That(() => new LeastSquaresAccumulator<T>(1).Save((Stream)null!), Throws.ArgumentNullException);
    }

    [Test]
    public void A_network_is_no_accumulator_and_an_accumulator_no_network()
    {
        var stream = new MemoryStream();
        new FeedForwardNetwork<T>(2, [new Dense(1)], seed: 1).Save(stream);
        AssertRefused(stream.ToArray(), "The file has no metadata 'accumulator.format': it is no saved accumulator.");
        Assert.That(() => FeedForwardNetwork<T>.Load(new MemoryStream(Bytes(Filled()))), Throws.TypeOf<InvalidDataException>());
    }

    /// <summary>What was read is written again as it was, and can be merged and fitted.</summary>
    private static void AssertCanBeUsed(LeastSquaresAccumulator<T> loaded)
    {
        byte[] again = Bytes(loaded);
        Assert.That(Bytes(Load(again)), Is.EqualTo(again));
        if (loaded.RowCount is > 0 and < 1000)
        {
            var merged = new LeastSquaresAccumulator<T>(loaded.PredictorCount, loaded.HasIntercept);
            merged.Merge(loaded);
            merged.Add(new Matrix<T>(1, loaded.PredictorCount), [T.One]);
            Assert.That(merged.Fit().Coefficients.Count.ToString(CultureInfo.InvariantCulture), Is.Not.Empty);
        }
    }
}
