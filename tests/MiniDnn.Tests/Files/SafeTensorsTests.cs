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
        Assert.That(() => tensors.GetVector<float>("a"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("shape [1, 2]; it must have 1 dimensions"));
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
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", "an entry 'x'")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole numbers, 0 or more")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers, 0 or more")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "more than a file can hold")]
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
    [CancelAfter(60_000)]
    public void Every_altered_byte_and_every_truncation_is_read_or_refused()
    {
        var tensors = new SafeTensors { Metadata = { ["unit"] = "mm²" } };
        tensors.Add<double>("m", (Matrix<double>)[[1, 2], [3, 4]]);
        tensors.AddVector<float>("v", [1, 2, 3]);
        var saved = new MemoryStream();
        tensors.Save(saved);
        byte[] file = saved.ToArray();
        void ReadOrRefuse(byte[] bytes)
        {
            try
            {
                SafeTensors.Load(new MemoryStream(bytes)).ToString();
            }
            catch (InvalidDataException)
            {
            }
        }
        for (int i = 0; i < file.Length; i++)
        {
            Assert.That(() => SafeTensors.Load(new MemoryStream(file[..i])), Throws.TypeOf<InvalidDataException>(), $"{i} bytes");
            byte old = file[i];
            for (int value = 0; value < 256; value++)
            {
                file[i] = (byte)value;
                ReadOrRefuse(file);
            }
            file[i] = old;
        }
        var random = new SeededRandom(1);
        for (int run = 0; run < 5000; run++)
        {
            byte[] altered = [.. file];
            for (int change = 0; change < 3; change++)
            {
                altered[random.NextInt32(altered.Length)] = (byte)random.NextInt32(256);
            }
            ReadOrRefuse(altered);
        }
    }

    [Test]
    public void Tensors_that_promise_much_take_no_memory_and_nested_brackets_no_stack([Values] bool seekable)
    {
        using MemoryStream much = Bytes("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", new byte[8]);
        using MemoryStream nested = Bytes("""{"a":""" + new string('[', 1_000_000), []);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => SafeTensors.Load(seekable ? much : new OneWay(much)), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => SafeTensors.Load(seekable ? nested : new OneWay(nested)), Throws.TypeOf<InvalidDataException>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(10_000_000));
    }

    [Test]
    public void Matrices_and_vectors_survive_a_file()
    {
        string path = Path.Combine(_folder, "data.safetensors");
        var tensors = new SafeTensors { Metadata = { ["unit"] = "mm²" } };
        tensors.AddVector<float>("v", [1, 2, 3]);
        tensors.Add<double>("m", (Matrix<double>)[[1, 2], [3, double.NaN]]);
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

    /// <summary>A stream that does not tell its length.</summary>
    private sealed class OneWay(MemoryStream inner) : MemoryStream(inner.ToArray())
    {
        public override bool CanSeek => false;
    }

    private static MemoryStream Bytes(string header, byte[] numbers)
        => new([.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. numbers]);
}
