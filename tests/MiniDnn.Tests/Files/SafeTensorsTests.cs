using System.Text;

namespace MiniDnn.Tests;

internal sealed class SafeTensorsTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>A file made by hand from the specification of the format.</summary>
    [Test]
    public void Reads_a_file_written_by_hand()
    {
        byte[] numbers = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 7, 0, 0, 0, 0, 0, 0, 0];
        using MemoryStream file = Bytes(
            """{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"v":{"dtype":"F64","shape":[1],"data_offsets":[8,16]},"n":{"dtype":"I64","shape":[],"data_offsets":[16,24]},"__metadata__":{"by":"hand"}}   """, numbers);
        SafeTensors tensors = SafeTensors.Load(file);
        Assert.That(tensors.GetMatrix<float>("a").Row(0).ToArray(), Is.EqualTo([1f, -2f]));
        Assert.That(tensors.GetMatrix<double>("a").Row(0).ToArray(), Is.EqualTo([1.0, -2.0]));
        Assert.That(tensors.GetVector<float>("v"), Is.EqualTo([1.5f]));
        Assert.That(tensors.GetNumberType("n"), Is.EqualTo("I64"));
        Assert.That(tensors.Metadata["by"], Is.EqualTo("hand"));
        Assert.That(tensors.ToString(), Does.Contain("a: F32 [1, 2]"));
        Assert.That(() => tensors.GetVector<float>("a"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("shape [1, 2]; a vector has at most 1 dimension"));
        Assert.That(() => tensors.GetMatrix<float>("b"), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'b'"));
        var again = new MemoryStream();
        tensors.Save(again);
        again.Position = 0;
        Assert.That(SafeTensors.Load(again).GetShape("n"), Is.Empty);
    }

    /// <summary>What Hugging Face's own library writes for no tensors, for metadata alone, and for one tensor with and without a name that asks for padding.</summary>
    [TestCase("{}", 6, 0)]
    [TestCase("""{"__metadata__":{"framework":"pt"}}""", 5, 0)]
    [TestCase("""{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}""", 0, 24)]
    [TestCase("""{"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}""", 7, 24)]
    public void Writes_the_bytes_that_the_reference_writes(string header, int padding, int numbers)
    {
        byte[] expected = Bytes(header + new string(' ', padding), [.. Enumerable.Range(0, numbers).Select(i => (byte)i)]).ToArray();
        var written = new MemoryStream();
        SafeTensors.Load(new MemoryStream(expected)).Save(written);
        Assert.That(written.ToArray(), Is.EqualTo(expected));
    }

    [TestCase("""[]""", "not a JSON object")]
    [TestCase("""{"a":1}""", "tensor 'a' must be an object")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1]}}""", "must have dtype, shape and data_offsets")]
    [TestCase("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "tensor 'a' has two entries of one name")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""", "tensor 'a' has two entries of one name")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"data_offsets":[0,8]}}""", "tensor 'a' has two entries of one name")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", "two entries named 'a'")]
    [TestCase("""{"__metadata__":{},"__metadata__":{}}""", "two entries named '__metadata__'")]
    [TestCase("""{"__metadata__":[]}""", "__metadata__ must be an object")]
    [TestCase("""{"__metadata__":{"a":null}}""", "metadata 'a' must be a string")]
    [TestCase("""{"a":{"dtype":null,"shape":[2],"data_offsets":[0,8]}}""", "dtype of tensor 'a' must be a string")]
    [TestCase("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "shape of tensor 'a' must be an array")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""", "data_offsets of two numbers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":"\ud8"}}""", "not valid JSON")]
    [TestCase("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", "takes 12 bits, no whole bytes")]
    [TestCase("""{"a":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[0,4]}}""", "takes 3 bytes")]
    [TestCase("""{"a":{"dtype":"new","shape":[4],"data_offsets":[8,4]}}""", "lies from byte 8 to 4")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole numbers, 0 or more")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers, 0 or more")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "more than a file can hold")]
    [TestCase("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", "more than a file can hold")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at byte 4")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "must begin at 4")]
    [TestCase("""{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}""", "describes 36 bytes of numbers; there are 8")]
    [TestCase("""{"__metadata__":{"a":1}}""", "metadata 'a' must be a string")]
    [TestCase("""{"__metadata__":{"a":"1","a":"2"}}""", "two entries named 'a'")]
    [TestCase("""{"__metadata__":{"a":"\ud800"}}""", "not valid JSON")]
    [TestCase("""{"a":""", "not valid JSON")]
    [TestCase("""{} x""", "not valid JSON")]
    public void Refuses_what_is_not_in_the_format(string header, string message)
    {
        using MemoryStream file = Bytes(header, new byte[8]);
        Assert.That(() => SafeTensors.Load(file), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    [Test]
    public void Matrices_and_vectors_survive_a_file()
    {
        string path = Path.Combine(_folder, "data.safetensors");
        var tensors = new SafeTensors { Metadata = { ["unit"] = "mm²" } };
        tensors.AddVector<float>("v", [1, 2, 3]);
        tensors.Add<double>("m", [[1, 2], [3, double.NaN]]);
        tensors.Add<double>("empty", new Matrix<double>(0, 4));
        Assert.That(() => tensors.AddVector<float>("v", [1]), Throws.ArgumentException.With.Message.Contains("'v' is taken"));
        Assert.That(() => tensors.AddVector<float>("__metadata__", [1]), Throws.ArgumentException.With.Message.Contains("reserved"));
        tensors.Save(path);
        SafeTensors loaded = SafeTensors.Load(path);
        Assert.That(loaded.Names, Is.EquivalentTo(["v", "m", "empty"]));
        Assert.That(loaded.GetVector<float>("v"), Is.EqualTo([1f, 2f, 3f]));
        Assert.That(loaded.GetMatrix<double>("m").Row(1).ToArray(), Is.EqualTo([3, double.NaN]));
        Assert.That(loaded.GetMatrix<double>("empty").ColumnCount, Is.EqualTo(4));
        Assert.That(loaded.Metadata["unit"], Is.EqualTo("mm²"));
    }

    [Test]
    public void Type_arguments_are_inferred()
    {
        Matrix<float> matrix = [[1, 2], [3, 4]];
        double[] array = [5, 6];
        var tensors = new SafeTensors();
        tensors.Add("matrix", matrix);
        tensors.Add("view", matrix.Rows(1..));
        tensors.Add("read-only view", matrix.AsReadOnly()[1.., 1..]);
        tensors.AddVector("array", array);
        tensors.AddVector("span", array.AsSpan(1));
        tensors.AddVector("read-only span", (ReadOnlySpan<double>)array);
        tensors.AddVector("in place", [7.0, 8, 9]);
        Assert.That(tensors.Names.Select(name => $"{tensors.GetNumberType(name)} {string.Join('×', tensors.GetShape(name))}"),
            Is.EqualTo(["F32 2×2", "F32 1×2", "F32 1×1", "F64 2", "F64 1", "F64 2", "F64 3"]));
        Assert.That(tensors.GetMatrix<float>("read-only view")[0, 0], Is.EqualTo(4));
        Assert.That(tensors.GetVector<double>("span"), Is.EqualTo([6.0]));
    }

    [Test]
    public void What_is_null_is_refused_by_name()
    {
        var tensors = new SafeTensors();
        Assert.That(() => tensors.Add("m", (Matrix<float>)null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("matrix"));
        Assert.That(() => tensors.AddVector("v", (float[])null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("vector"));
        Assert.That(() => tensors.AddVector(null!, [1f]), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("name"));
        Assert.That(() => tensors.Add(null!, new Matrix<float>(1, 1)), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("name"));
        Assert.That(() => tensors.GetShape(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("name"));
        Assert.That(() => tensors.Save((string)null!), Throws.ArgumentNullException);
        Assert.That(() => tensors.Save((Stream)null!), Throws.ArgumentNullException);
        Assert.That(() => SafeTensors.Load((Stream)null!), Throws.ArgumentNullException);
        Assert.That(() => tensors.Save(""), Throws.ArgumentException);
        Assert.That(tensors.Names, Is.Empty);
    }

    /// <summary>Members that later versions of the format may add, and no metadata said out loud.</summary>
    [TestCase("""{"__metadata__":null}""")]
    [TestCase("""{"a":{"shape":[],"x":{"shape":[1,{}]},"dtype":"U8","data_offsets":[0,0],"x":null,"y":[[1e9,"\u00fc"]]}}""")]
    public void Reads_what_the_reference_reads(string header)
        => Assert.That(SafeTensors.Load(Bytes(header.Replace("[0,0]", "[0,1]", StringComparison.Ordinal), new byte[header.Contains("a\"", StringComparison.Ordinal) ? 1 : 0])).Metadata, Is.Empty);

    [Test]
    public void A_header_must_be_UTF8_where_nothing_is_read_from_it_too()
    {
        foreach (byte[] member in new byte[][] { [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80] })
        {
            byte[] header = [.. "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"x\":\""u8, .. member, .. "\"}}"u8];
            byte[] file = [.. BitConverter.GetBytes((ulong)header.Length), .. header];
            Assert.That(() => SafeTensors.Load(new MemoryStream(file)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("UTF-8"));
        }
    }

    [Test]
    public void What_could_not_be_read_back_is_refused_before_anything_is_written()
    {
        string path = Path.Combine(_folder, "data.safetensors");
        File.WriteAllText(path, "old");
        void IsRefused(string message, Action<SafeTensors> fill)
        {
            var tensors = new SafeTensors();
            tensors.AddVector("v", [1.0]);
            fill(tensors);
            var stream = new MemoryStream();
            Assert.That(() => tensors.Save(stream), Throws.InvalidOperationException.With.Message.StartsWith("Save: ").And.Message.Contains(message));
            Assert.That(() => tensors.Save(path), Throws.InvalidOperationException);
            Assert.That(stream.Length, Is.Zero);
        }
        IsRefused("the metadata 'a' is null", tensors => tensors.Metadata["a"] = null!);
        IsRefused("the metadata 'a' has half a surrogate pair", tensors => tensors.Metadata["a"] = "x\ud800");
        IsRefused("half a surrogate pair", tensors => tensors.Metadata["\udc00x"] = "a");
        IsRefused("more than the 100000000 bytes", tensors => tensors.Metadata["a"] = new string('x', 100_000_000));
        IsRefused("more than the 100000000 bytes", tensors => tensors.Metadata["a"] = new string('\n', 50_000_000));
        IsRefused("more than the 100000000 bytes", tensors => tensors.AddVector<float>(new string('x', 100_000_000), []));
        IsRefused("at most 1000000 in all", tensors =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                tensors.Metadata[$"{i}"] = "";
            }
        });
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Has.Length.EqualTo(1));
        var names = new SafeTensors();
        foreach (string name in new[] { "\ud800", "x\udc00", "\udc00\ud800", "\ud83d\ud83d\ude00" })
        {
            Assert.That(() => names.AddVector(name, [1.0]), Throws.ArgumentException.With.Message.Contains("half a surrogate pair"), name);
        }
    }

    /// <summary>A header of 100,000,000 bytes is still legal, and so is a million texts.</summary>
    [Test]
    public void The_largest_header_is_written_and_read()
    {
        int around = """{"__metadata__":{"a":""}}""".Length;
        foreach (int length in new[] { 100_000_000 - around, 100_000_000 - around + 1 })
        {
            var tensors = new SafeTensors { Metadata = { ["a"] = new string('x', length) } };
            var stream = new MemoryStream();
            if (length + around > 100_000_000)
            {
                Assert.That(() => tensors.Save(stream), Throws.InvalidOperationException);
                continue;
            }
            tensors.Save(stream);
            Assert.That(stream.Length, Is.EqualTo(100_000_008));
            stream.Position = 0;
            Assert.That(SafeTensors.Load(stream).Metadata["a"], Has.Length.EqualTo(length));
        }
    }

    [Test]
    public void All_text_comes_back_and_is_written_as_the_reference_writes_it()
    {
        string text = "ü 矩阵 😀 \"\\\n\t\u0001\u007f\u2028 <&'+`>";
        var tensors = new SafeTensors { Metadata = { [text] = text, [""] = "" } };
        tensors.AddVector(text, [1.0]);
        tensors.AddVector("", [2.0]);
        SafeTensors again = Again(tensors, out string header);
        Assert.That(again.Metadata, Is.EquivalentTo(tensors.Metadata));
        Assert.That(again.GetVector<double>(text), Is.EqualTo([1.0]));
        Assert.That(again.GetVector<double>(""), Is.EqualTo([2.0]));
        Assert.That(header, Does.Contain("ü 矩阵"));
        Assert.That(header, Does.Contain("<&'+`>"));
    }

    private static SafeTensors Again(SafeTensors tensors, out string header)
    {
        var stream = new MemoryStream();
        tensors.Save(stream);
        stream.Position = 0;
        header = Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(8, (int)BitConverter.ToUInt64(stream.GetBuffer())));
        return SafeTensors.Load(stream);
    }

    private static MemoryStream Bytes(string header, byte[] numbers)
        => new([.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. numbers]);
}
