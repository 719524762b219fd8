using System.Buffers.Binary;

namespace MiniDnn.Tests;

/// <summary>Files of accumulators whose every field says something else, with a hash that agrees: read or refused, never another error.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class AccumulatorSavingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Predictors = 2, Columns = Predictors + 2;

    /// <summary>Where a field lies, behind the signature of 9 bytes.</summary>
    private const int Version = 9, PredictorCount = 13, Intercept = 17, Rows = 21, LogWeights = 29, FirstTarget = 37, IsConstant = 45, WeightExponent = 49, Exponents = 53,
        Triangle = Exponents + (4 * Columns);

    private static byte[] Saved()
    {
        var accumulator = new LeastSquaresAccumulator<T>(Predictors);
        Matrix<T> x = Matrix.Create(6, Predictors, (i, j) => T.CreateChecked((i * i) + j));
        accumulator.Add(x, [.. Enumerable.Range(0, 6).Select(i => T.CreateChecked(i % 4))]);
        var stream = new MemoryStream();
        accumulator.Save(stream);
        return stream.ToArray();
    }

    private static byte[] WithHash(byte[] file)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in file.AsSpan(0, file.Length - 8))
        {
            hash = (hash ^ b) * 1099511628211;
        }
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(file.Length - 8), hash);
        return file;
    }

    private static LeastSquaresAccumulator<T> Load(byte[] file) => LeastSquaresAccumulator<T>.Load(new MemoryStream(file));

    private static byte[] With(int field, int value)
    {
        byte[] file = Saved();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(field), value);
        return WithHash(file);
    }

    private static byte[] With(int field, double value)
    {
        byte[] file = Saved();
        BinaryPrimitives.WriteDoubleLittleEndian(file.AsSpan(field), value);
        return WithHash(file);
    }

    [Test]
    public void The_file_is_laid_out_as_described()
    {
        byte[] file = Saved();
        Assert.That(file, Has.Length.EqualTo(Triangle + (8 * Columns * (Columns + 1) / 2) + 8));
        Assert.That(file[..9], Is.EqualTo("MiniDnnLS"u8.ToArray()));
        Assert.That(new[] { Version, PredictorCount, Intercept, IsConstant }.Select(field => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(field))), Is.EqualTo([1, Predictors, 1, 0]));
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(Rows)), Is.EqualTo(6));
        Assert.That(WithHash([.. file]), Is.EqualTo(file));
    }

    [TestCase(WeightExponent, int.MinValue)]
    [TestCase(WeightExponent, int.MaxValue)]
    [TestCase(WeightExponent, 1)]
    [TestCase(WeightExponent, -4098)]
    [TestCase(Exponents, int.MinValue)]
    [TestCase(Exponents, 4097)]
    [TestCase(Exponents + 4, -4097)]
    [TestCase(Exponents + 12, int.MinValue)]
    public void An_exponent_out_of_range_is_refused(int field, int value)
        => Assert.That(() => Load(With(field, value)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("an exponent that is not from -4096 to 4096"));

    [TestCase(Version, 2, "its version is 2")]
    [TestCase(Version, int.MinValue, "its version is -2147483648")]
    [TestCase(PredictorCount, int.MinValue, "claims -2147483648 predictors")]
    [TestCase(PredictorCount, 46_001, "claims 46001 predictors")]
    [TestCase(PredictorCount, 46_000, "it ends in its scales")]
    [TestCase(PredictorCount, 3, "it ends in its")]
    [TestCase(Intercept, 2, "an intercept of 2")]
    [TestCase(Intercept, -1, "an intercept of -1")]
    [TestCase(Rows + 4, int.MinValue, "it claims -")]
    [TestCase(IsConstant, 2, "claims 2 for a target that is constant")]
    public void A_count_that_makes_no_sense_is_refused(int field, int value, string message)
        => Assert.That(() => Load(With(field, value)), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));

    [Test]
    public void A_number_that_is_not_finite_is_refused(
        [Values(LogWeights, FirstTarget, Triangle, Triangle + 8, Triangle + 72)] int field,
        [Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double value)
        => Assert.That(() => Load(With(field, value)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("a number that is not finite"));

    [Test]
    public void A_target_too_large_for_the_number_type_is_refused()
    {
        byte[] file = With(FirstTarget, 1e300);
        if (typeof(T) == typeof(double))
        {
            Assert.That(Load(file).RowCount, Is.EqualTo(6));
        }
        else
        {
            Assert.That(() => Load(file), Throws.TypeOf<InvalidDataException>().With.Message.Contains("not finite, as Single"));
        }
    }

    [Test]
    public void Every_field_may_say_anything()
    {
        var random = new SeededRandom(3);
        byte[] saved = Saved();
        int[] values = [0, 1, -1, 2, 45_999, 46_000, 46_001, 4096, -4096, 4097, int.MaxValue, int.MinValue, int.MinValue + 1, 0x7FF00000];
        int read = 0;
        for (int run = 0; run < 20_000; run++)
        {
            byte[] file = [.. saved];
            for (int change = random.NextInt32(3); change >= 0; change--)
            {
                int field = Version + (4 * random.NextInt32((file.Length - 8 - Version) / 4));
                int value = random.NextInt32(2) == 0 ? values[random.NextInt32(values.Length)] : random.NextInt32(int.MaxValue) * (1 - (2 * random.NextInt32(2)));
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(field), value);
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                LeastSquaresAccumulator<T> loaded = Load(WithHash(file));
                var again = new MemoryStream();
                loaded.Save(again);
                if (typeof(T) == typeof(float))
                {
                    again.GetBuffer().AsSpan(FirstTarget, 8).CopyTo(file.AsSpan(FirstTarget));   // rounded to float
                }
                Assert.That(again.ToArray(), Is.EqualTo(WithHash(file)), "what is read is written again as it was");
                new LeastSquaresAccumulator<T>(loaded.PredictorCount, loaded.HasIntercept).Merge(loaded);
                read++;
            }
            catch (InvalidDataException)
            {
            }
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_500_000), $"run {run}");
        }
        Assert.That(read, Is.InRange(2_000, 18_000));
    }

    [Test]
    public void A_large_one_is_saved_in_pieces_and_loaded_from_a_stream_that_comes_in_pieces()
    {
        var accumulator = new LeastSquaresAccumulator<T>(60);
        var random = new SeededRandom(1);
        accumulator.Add(Matrix.Create(500, 60, (_, _) => T.CreateChecked(random.NextNormal())), [.. Enumerable.Range(0, 500).Select(_ => T.CreateChecked(random.NextNormal()))]);
        var stream = new MemoryStream();
        accumulator.Save(stream);
        var again = new MemoryStream();
        LeastSquaresAccumulator<T>.Load(new OneWayStream(stream.ToArray())).Save(again);
        Assert.That(again.ToArray(), Is.EqualTo(stream.ToArray()));
    }
}
