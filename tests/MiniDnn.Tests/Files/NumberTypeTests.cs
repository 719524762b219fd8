using System.Text;

namespace MiniDnn.Tests;

/// <summary>Which numbers of other programs are read, to what, and which are only kept.</summary>
internal sealed class NumberTypeTests
{
    private static readonly string[] Readable = ["F64", "F32", "F16", "BF16", "I64", "U64", "I32", "U32", "I16", "U16", "I8", "U8", "BOOL"];

    /// <summary>Names and bits as the reference implementation has them.</summary>
    private static readonly (string Type, int Bits)[] Kept =
        [("C64", 64), ("F8_E4M3", 8), ("F8_E5M2", 8), ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("F6_E2M3", 6), ("F6_E3M2", 6), ("F4", 4)];

    private static byte[] File(string type, string shape, byte[] numbers)
    {
        byte[] header = Encoding.UTF8.GetBytes($$$"""{"x":{"dtype":"{{{type}}}","shape":{{{shape}}},"data_offsets":[0,{{{numbers.Length}}}]}}""");
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. numbers];
    }

    private static SafeTensors Load(string type, string shape, byte[] numbers) => SafeTensors.Load(new MemoryStream(File(type, shape, numbers)));

    public static IEnumerable<TestCaseData> Numbers()
    {
        yield return Case("F64", [0.1, -0.0, double.NaN, double.NegativeInfinity, 5e-324], BitConverter.GetBytes, [0.1, -0.0, double.NaN, double.NegativeInfinity, 5e-324]);
        yield return Case("F32", [0.1f, -3e38f, float.PositiveInfinity, 1e-45f], BitConverter.GetBytes, [0.1f, -3e38f, double.PositiveInfinity, 1e-45f]);
        yield return Case("F16", [(Half)0.1, Half.MaxValue, Half.NegativeInfinity, Half.Epsilon], BitConverter.GetBytes, [(double)(Half)0.1, 65504, double.NegativeInfinity, Math.Pow(2, -24)]);
        yield return Case<ushort>("BF16", [0x3F80, 0xC040, 0x7F80, 0x0001, 0x7F7F], BitConverter.GetBytes, [1, -3, double.PositiveInfinity, Math.Pow(2, -133), 255 * Math.Pow(2, 120)]);
        yield return Case("I64", [0L, -1, 1L << 53, -(1L << 53), 1L << 62, long.MinValue], BitConverter.GetBytes, [0, -1, 9007199254740992, -9007199254740992, Math.Pow(2, 62), -Math.Pow(2, 63)]);
        yield return Case("U64", [0UL, 1UL << 63, (1UL << 53) - 1], BitConverter.GetBytes, [0, Math.Pow(2, 63), 9007199254740991]);
        yield return Case("I32", [int.MinValue, int.MaxValue, 7], BitConverter.GetBytes, [int.MinValue, int.MaxValue, 7]);
        yield return Case("U32", [uint.MaxValue, 8u], BitConverter.GetBytes, [uint.MaxValue, 8]);
        yield return Case("I16", [short.MinValue, short.MaxValue], BitConverter.GetBytes, [short.MinValue, short.MaxValue]);
        yield return Case("U16", [ushort.MaxValue, (ushort)9], BitConverter.GetBytes, [ushort.MaxValue, 9]);
        yield return Case<sbyte>("I8", [-128, 127], value => [(byte)value], [-128, 127]);
        yield return Case<byte>("U8", [255, 1], value => [value], [255, 1]);
        yield return Case("BOOL", [true, false], BitConverter.GetBytes, [1, 0]);
    }

    private static TestCaseData Case<TNumber>(string type, TNumber[] numbers, Func<TNumber, byte[]> bytes, double[] expected)
        => new TestCaseData(type, numbers.SelectMany(bytes).ToArray(), expected).SetArgDisplayNames(type);

    [TestCaseSource(nameof(Numbers))]
    public void Numbers_of_every_type_are_read_exactly(string type, byte[] bytes, double[] expected)
    {
        SafeTensors tensors = Load(type, $"[{expected.Length}]", bytes);
        Assert.That(tensors.GetVector<double>("x").Select(BitConverter.DoubleToInt64Bits), Is.EqualTo(expected.Select(BitConverter.DoubleToInt64Bits)));
        Assert.That(Load(type, $"[{expected.Length},1]", bytes).GetMatrix<double>("x").AsSpan().ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Every_small_number_is_read_as_float_and_half_too([ValueSource(nameof(Readable))] string type)
    {
        byte[] zero = new byte[64];
        int size = type.Contains("64", StringComparison.Ordinal) ? 8 : type.Contains("32", StringComparison.Ordinal) ? 4 : type.Contains("16", StringComparison.Ordinal) ? 2 : 1;
        SafeTensors tensors = Load(type, $"[{64 / size}]", zero);
        Assert.That(tensors.GetVector<float>("x"), Is.EqualTo(new float[64 / size]));
        Assert.That(tensors.GetVector<Half>("x"), Is.EqualTo(new Half[64 / size]));
    }

    [Test]
    public void Half_of_every_bit_pattern_comes_back()
    {
        byte[] bytes = new byte[2 * 65536];
        for (int i = 0; i < 65536; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), (ushort)i);
        }
        Assert.That(Load("F16", "[65536]", bytes).GetVector<double>("x"), Is.EqualTo(Enumerable.Range(0, 65536).Select(i => (double)BitConverter.UInt16BitsToHalf((ushort)i))));
        Assert.That(Load("BF16", "[256,256]", bytes).GetMatrix<float>("x").AsSpan().ToArray(), Is.EqualTo(Enumerable.Range(0, 65536).Select(i => BitConverter.Int32BitsToSingle(i << 16))));
    }

    [Test]
    public void The_type_that_memory_has_keeps_every_bit()
    {
        byte[] bytes = [1, 0, 0xA0, 0x7F, 2, 0, 0xB0, 0xFF];   // not-a-numbers of a kind that conversions change
        Assert.That(Load("F32", "[2]", bytes).GetVector<float>("x").SelectMany(BitConverter.GetBytes), Is.EqualTo(bytes));
        SafeTensors again = new();
        again.AddVector("x", Load("F32", "[2]", bytes).GetVector<float>("x"));
        Assert.That(again.GetVector<float>("x").SelectMany(BitConverter.GetBytes), Is.EqualTo(bytes));
    }

    public static IEnumerable<TestCaseData> TooLarge()
    {
        yield return new("I64", typeof(double), BitConverter.GetBytes((1L << 53) + 1));
        yield return new("I64", typeof(double), BitConverter.GetBytes(long.MaxValue));
        yield return new("U64", typeof(double), BitConverter.GetBytes(ulong.MaxValue));
        yield return new("I64", typeof(float), BitConverter.GetBytes((1L << 24) + 1));
        yield return new("U64", typeof(float), BitConverter.GetBytes(ulong.MaxValue));
        yield return new("I32", typeof(float), BitConverter.GetBytes(-(1 << 24) - 1));
        yield return new("U32", typeof(float), BitConverter.GetBytes(uint.MaxValue));
        yield return new("F64", typeof(float), BitConverter.GetBytes(1e300));
        yield return new("F64", typeof(float), BitConverter.GetBytes(-3.5e38));
        yield return new("F64", typeof(Half), BitConverter.GetBytes(65520.0));
        yield return new("F32", typeof(Half), BitConverter.GetBytes(1e5f));
        yield return new("BF16", typeof(Half), BitConverter.GetBytes((ushort)0x4F80));
        yield return new("U16", typeof(Half), BitConverter.GetBytes((ushort)2049));
        yield return new("I16", typeof(Half), BitConverter.GetBytes(short.MaxValue));
        yield return new("BOOL", typeof(double), new byte[] { 2 });
    }

    [TestCaseSource(nameof(TooLarge))]
    public void What_a_type_does_not_hold_is_refused_and_said(string type, Type target, byte[] number)
    {
        SafeTensors tensors = Load(type, "[5]", [.. new byte[3 * number.Length], .. number, .. new byte[number.Length]]);
        Assert.That(
            () => target == typeof(double) ? tensors.GetVector<double>("x").Length : target == typeof(float) ? tensors.GetVector<float>("x").Length : tensors.GetVector<Half>("x").Length,
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo($"Tensor 'x' has as number 3 one of type {type} that {target.Name} does not hold."));
    }

    [Test]
    public void Fractions_are_rounded_and_infinities_stay()
    {
        SafeTensors tensors = Load("F64", "[4]", [.. new[] { 0.1, double.PositiveInfinity, 1e-300, 3.4028235e38 }.SelectMany(BitConverter.GetBytes)]);
        Assert.That(tensors.GetVector<float>("x"), Is.EqualTo([0.1f, float.PositiveInfinity, 0, float.MaxValue]));
    }

    [Test]
    public void A_tensor_of_any_number_of_dimensions_is_read()
    {
        byte[] numbers = [.. Enumerable.Range(0, 24).SelectMany(i => BitConverter.GetBytes((float)i))];
        Matrix<float> matrix = Load("F32", "[2,3,4]", numbers).GetMatrix<float>("x");
        Assert.That((matrix.RowCount, matrix.ColumnCount, matrix[5, 3], matrix[2, 1]), Is.EqualTo((6, 4, 23f, 9f)));
        Assert.That(Load("F32", "[1,24,1,1]", numbers).GetMatrix<double>("x").RowCount, Is.EqualTo(24));
        Assert.That(Load("F32", "[]", numbers[4..8]).GetVector<double>("x"), Is.EqualTo([1.0]));
        Assert.That(Load("F32", "[0]", []).GetVector<double>("x"), Is.Empty);
        Assert.That(Load("F32", "[3,0,2]", []).GetMatrix<float>("x"), Has.Property("RowCount").EqualTo(0).And.Property("ColumnCount").EqualTo(2));
        Assert.That(Load("F32", "[3,2,0]", []).GetMatrix<float>("x"), Has.Property("RowCount").EqualTo(6).And.Property("ColumnCount").EqualTo(0));
        Assert.That(() => Load("F32", "[]", numbers[..4]).GetMatrix<float>("x"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("shape []; a matrix has 2 dimensions or more"));
        Assert.That(() => Load("F32", "[24]", numbers).GetMatrix<float>("x"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("shape [24]; a matrix has 2 dimensions or more"));
    }

    /// <summary>Every way to write many rows with nothing in them.</summary>
    [Test]
    [CancelAfter(10_000)]
    public void Shapes_with_nothing_in_them_end_at_once(
        [Values("[2147483647,0]", "[0,2147483647]", "[2147483647,2147483647,0]", "[0,2147483647,2147483647]", "[9223372036854775807,9223372036854775807,0]", "[0,9223372036854775807]", "[4294967296,0,4294967296]")] string shape)
    {
        SafeTensors tensors = Load("F32", shape, []);
        var stream = new MemoryStream();
        tensors.Save(stream);
        stream.Position = 0;
        tensors = SafeTensors.Load(stream);
        Assert.That($"[{string.Join(',', tensors.GetShape("x"))}]", Is.EqualTo(shape));
        Assert.That(() => tensors.GetVector<float>("x"), Throws.TypeOf<InvalidDataException>());
        if (shape is "[2147483647,0]" or "[0,2147483647]" or "[0,2147483647,2147483647]")
        {
            Matrix<float> matrix = tensors.GetMatrix<float>("x");
            Assert.That((matrix.IsEmpty, (long)matrix.RowCount + matrix.ColumnCount), Is.EqualTo((true, 2147483647L)));
            tensors.Add("again", matrix);
            tensors.Add("as a view", matrix.AsView());
            tensors.Save(Stream.Null);
        }
        else
        {
            Assert.That(() => tensors.GetMatrix<float>("x"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("a matrix has at most 2147483647 rows and columns"));
        }
    }

    [Test]
    public void Types_that_are_not_read_are_kept_to_the_bit([Range(0, 8)] int index)
    {
        (string type, int bits) = Kept[index];
        byte[] numbers = [.. Enumerable.Range(0, bits).Select(i => (byte)(i * 37))];
        byte[] file = File(type, "[2,4]", numbers);
        SafeTensors tensors = SafeTensors.Load(new MemoryStream(file));
        Assert.That(tensors.GetNumberType("x"), Is.EqualTo(type));
        Assert.That(tensors.GetShape("x"), Is.EqualTo([2, 4]));
        Assert.That(() => tensors.GetMatrix<float>("x"), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo($"Tensor 'x' has numbers of type {type}, which are kept, but not read."));
        Assert.That(Saved(tensors)[^numbers.Length..], Is.EqualTo(numbers));
        Assert.That(() => Load(type, "[2,5]", numbers), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"lies from byte 0 to {numbers.Length}; its shape [2, 5] in {type} takes"));
    }

    [Test]
    public void A_type_of_the_future_is_kept_where_its_place_makes_sense()
    {
        byte[] numbers = [1, 2, 3, 4, 5];
        SafeTensors tensors = Load("F128_ÿ", "[3,7]", numbers);
        tensors.AddVector("wide", [1.0]);
        tensors.Add("narrow", (Matrix<float>)[[2]]);
        byte[] saved = Saved(tensors);
        tensors = SafeTensors.Load(new MemoryStream(saved));
        Assert.That(tensors.GetNumberType("x"), Is.EqualTo("F128_ÿ"));
        Assert.That(tensors.GetShape("x"), Is.EqualTo([3, 7]));
        Assert.That(saved[^5..], Is.EqualTo(numbers), "behind what wants to lie aligned");
        Assert.That(() => tensors.GetMatrix<float>("x"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("type F128_ÿ, which are kept, but not read"));
        Assert.That(Saved(Load("F256", "[0]", [])), Has.Length.GreaterThan(8));
    }

    /// <summary>As the reference lays it out: wide numbers first, numbers of less than a byte where they were.</summary>
    [Test]
    public void A_file_with_all_types_is_written_again_as_it_was()
    {
        string[] order = ["U64", "I64", "F64", "C64", "F32", "U32", "I32", "BF16", "F16", "U16", "I16", "F8_E5M2FNUZ", "F8_E4M3FNUZ", "F8_E8M0", "F8_E4M3", "F8_E5M2", "I8", "U8", "F6_E3M2", "F6_E2M3", "F4", "BOOL"];
        var header = new StringBuilder("{");
        int begin = 0;
        foreach (string type in order)
        {
            int bits = Kept.FirstOrDefault(kept => kept.Type == type).Bits;
            bits = bits > 0 ? bits : type is "BOOL" ? 8 : int.Parse(type.TrimStart('B', 'F', 'I', 'U'), System.Globalization.CultureInfo.InvariantCulture);
            header.Append(System.Globalization.CultureInfo.InvariantCulture, $$$"""{{{(begin > 0 ? "," : "")}}}"{{{type}}}":{"dtype":"{{{type}}}","shape":[4],"data_offsets":[{{{begin}}},{{{begin + (bits / 2)}}}]}""");
            begin += bits / 2;
        }
        header.Append('}').Append(' ', (8 - (header.Length % 8)) % 8);
        byte[] file = [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header.ToString()), .. Enumerable.Range(0, begin).Select(i => (byte)i)];
        Assert.That(Saved(SafeTensors.Load(new MemoryStream(file))), Is.EqualTo(file));
    }

    private static byte[] Saved(SafeTensors tensors)
    {
        var stream = new MemoryStream();
        tensors.Save(stream);
        return stream.ToArray();
    }
}
