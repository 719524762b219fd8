using System.Globalization;
using System.Text;

namespace MiniDnn.Tests;

/// <summary>Files of any contents: what was saved comes back, what is damaged is refused or read as what it then says, and no file takes more than it has.</summary>
internal sealed class DamagedFileTests
{
    private static readonly string[] Letters = ["a", "layer", ".", "\"", "\\", "ü", "矩", "😀", "\n", " ", "0"];

    private static string Text(SeededRandom random) => string.Concat(Enumerable.Range(0, random.NextInt32(6)).Select(_ => Letters[random.NextInt32(Letters.Length)]));

    private static SafeTensors RandomTensors(SeededRandom random)
    {
        var tensors = new SafeTensors();
        for (int i = random.NextInt32(4); i > 0; i--)
        {
            tensors.Metadata[Text(random)] = Text(random);
        }
        for (int i = random.NextInt32(5); i > 0; i--)
        {
            int rows = random.NextInt32(4), columns = random.NextInt32(5);
            string name = $"{Text(random)}{i}";
            if (random.NextInt32(2) == 0)
            {
                tensors.Add(name, Matrix.Create(rows, columns, (_, _) => (float)random.NextNormal()));
            }
            else
            {
                tensors.AddVector(name, Enumerable.Range(0, columns).Select(_ => random.NextNormal()).ToArray());
            }
        }
        return tensors;
    }

    private static byte[] Save(SafeTensors tensors)
    {
        var stream = new MemoryStream();
        tensors.Save(stream);
        return stream.ToArray();
    }

    /// <summary>All that tensors say, whatever the order they came in.</summary>
    private static string Describe(SafeTensors tensors)
    {
        var text = new StringBuilder();
        foreach ((string key, string value) in tensors.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{key}={value}|");
        }
        foreach ((string name, StoredTensor tensor) in tensors.Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            byte[] bytes = new byte[tensor.Length];
            if (bytes.Length > 0)
            {
                tensor.Block(0, bytes).CopyTo(bytes);
            }
            text.Append(CultureInfo.InvariantCulture, $"{name}:{tensor.Type.Name}[{string.Join(',', tensor.Shape)}]{Convert.ToHexString(bytes)}|");
        }
        return text.ToString();
    }

    [Test]
    public void What_was_saved_comes_back()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "data.safetensors");
        for (ulong seed = 0; seed < 300; seed++)
        {
            SafeTensors tensors = RandomTensors(new SeededRandom(seed));
            string expected = Describe(tensors);
            tensors.Save(path);
            byte[] file = File.ReadAllBytes(path);
            Assert.That(file, Is.EqualTo(Save(tensors)));
            Assert.That(Describe(SafeTensors.Load(path)), Is.EqualTo(expected), $"seed {seed}, as a file");
            Assert.That(Describe(SafeTensors.Load(new OneWayStream(file))), Is.EqualTo(expected), $"seed {seed}, one way");
            var stream = new MemoryStream([1, 2, 3, .. file]) { Position = 3 };
            Assert.That(SafeTensors.Read(stream, Describe), Is.EqualTo(expected), $"seed {seed}, in a stream");
            Assert.That(stream.Position, Is.EqualTo(stream.Length));
        }
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Test]
    [CancelAfter(120_000)]
    public void What_is_damaged_is_refused_or_read_as_what_it_says_and_takes_no_more_than_it_has()
    {
        var random = new SeededRandom(7);
        int refused = 0;
        for (int run = 0; run < 10_000; run++)
        {
            byte[] file = FileDamage.InOnePlace(Save(RandomTensors(random)), random);
            if (run % 4 == 0)
            {
                file = FileDamage.InOnePlace([.. file, 0], random);
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            SafeTensors? read = TryLoad(run % 2 == 0 ? new MemoryStream(file) : new OneWayStream(file));
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(200_000 + (8 * file.Length)), $"run {run}");
            if (read is null)
            {
                refused++;
                continue;
            }
            Assert.That(Describe(SafeTensors.Load(new MemoryStream(Save(read)))), Is.EqualTo(Describe(read)), $"run {run}");
        }
        Assert.That(refused, Is.InRange(5_000, 9_900));
    }

    private static SafeTensors? TryLoad(Stream stream)
    {
        try
        {
            return SafeTensors.Load(stream);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    [Test]
    public void Every_byte_may_have_every_value_and_every_end_is_missed()
    {
        var tensors = new SafeTensors { Metadata = { ["unit"] = "mm²" } };
        tensors.Add<double>("m", [[1, 2], [3, 4]]);
        tensors.AddVector("v", [1f, 2, 3]);
        byte[] file = Save(tensors);
        for (int i = 0; i < file.Length; i++)
        {
            Assert.That(TryLoad(new MemoryStream(file[..i])), Is.Null, $"{i} bytes");
            Assert.That(TryLoad(new OneWayStream(file[..i])), Is.Null, $"{i} bytes, one way");
            byte old = file[i];
            for (int value = 0; value < 256; value++)
            {
                file[i] = (byte)value;
                TryLoad(new MemoryStream(file));
            }
            file[i] = old;
        }
        Assert.That(TryLoad(new MemoryStream([.. file, 0])), Is.Null);
        Assert.That(TryLoad(new OneWayStream([.. file, 0])), Is.Null);
    }

    private static byte[] WithHeader(ReadOnlySpan<byte> header, params byte[] numbers) => [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. numbers];

    private static byte[] WithHeader(string header, params byte[] numbers) => WithHeader(Encoding.UTF8.GetBytes(header), numbers);

    [Test]
    public void Tensors_that_promise_much_take_no_memory_and_nested_brackets_no_stack([Values] bool seekable)
    {
        string nested = new('[', 1_000_000);
        foreach (byte[] file in new[]
        {
            WithHeader("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", new byte[8]),
            WithHeader("""{"a":{"dtype":"new","shape":[500000000],"data_offsets":[0,2000000000]}}""", new byte[8]),
            WithHeader("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"x":""" + nested),
            WithHeader("""{"a":""" + nested),
            [.. BitConverter.GetBytes(99_999_999UL), .. "{}"u8],
        })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.That(() => SafeTensors.Load(seekable ? new MemoryStream(file) : new OneWayStream(file)), Throws.TypeOf<InvalidDataException>());
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(10_000_000));
        }
    }

    /// <summary>As many texts and tensors as the largest header has room for: ten million of the one, two million of the other.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void Headers_of_millions_of_entries_are_refused_before_they_fill_the_memory(bool texts)
    {
        var header = new MemoryStream();
        header.Write(texts ? "{\"__metadata__\":{"u8 : "{"u8);
        for (int i = 0; header.Length < 99_000_000; i++)
        {
            header.Write(Encoding.ASCII.GetBytes(texts ? $"{(i > 0 ? "," : "")}\"{i:x}\":\"\"" : $$$"""{{{(i > 0 ? "," : "")}}}"{{{i:x}}}":{"dtype":"U8","shape":[],"data_offsets":[{{{i}}},{{{i + 1}}}]}"""));
        }
        header.Write(texts ? "}}"u8 : "}"u8);
        byte[] file = WithHeader(header.ToArray(), new byte[1_000]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => SafeTensors.Load(new MemoryStream(file)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("more than 1000000 tensors and texts"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(400_000_000));
    }

    /// <summary>What stays in memory of a legal file of the greatest number of tensors, each of one number.</summary>
    [Test]
    public void A_million_tensors_are_read_and_take_what_is_promised()
    {
        const int count = 1_000_000;
        var header = new StringBuilder("{");
        for (int i = 0; i < count; i++)
        {
            header.Append(CultureInfo.InvariantCulture, $$$"""{{{(i > 0 ? "," : "")}}}"{{{i:x}}}":{"dtype":"U8","shape":[1],"data_offsets":[{{{i}}},{{{i + 1}}}]}""");
        }
        byte[] file = WithHeader(header.Append('}').ToString(), new byte[count]);
        header.Clear();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        SafeTensors tensors = SafeTensors.Load(new MemoryStream(file));
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That(tensors.Names, Has.Count.EqualTo(count));
        Assert.That(held, Is.LessThan(200L * count));
    }

    [Test]
    public void No_message_is_long_whatever_the_file_says()
    {
        string name = new('n', 10_000_000), shape = string.Join(',', Enumerable.Repeat(long.MaxValue, 64));
        string[] headers =
        [
            $$"""{"{{name}}":1}""", $$"""{"a":{{name}}}""", $$"""{"a":t{{name}}}""", $$"""{"a":"{{name}}\x"}""", $$"""{"a":1{{name}}}""",
            $$$"""{"{{{name}}}":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", $$$"""{"{{{name}}}":{"dtype":"F32","shape":[{{{shape}}}],"data_offsets":[0,8]}}""",
            $$$"""{"{{{name}}}":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", $$$"""{"{{{name}}}":{"dtype":"F32","shape":["{{{name}}}"],"data_offsets":[4,8]}}""",
            $$$"""{"{{{name}}}":{"dtype":"F32","dtype":"F32"}}""", $$$"""{"{{{name}}}":{"dtype":"{{{name}}}","shape":[1],"data_offsets":[8,0]}}""",
            $$$"""{"{{{name}}}":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"{{{name}}}":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""",
            $$$"""{"__metadata__":{"{{{name}}}":1}}""", $$$"""{"__metadata__":{"{{{name}}}":"","{{{name}}}":""}}""", "{\"" + name + "\":{}}", $$$"""{"{{{name}}}":{"shape":1}}""",
        ];
        foreach (string header in headers)
        {
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafeTensors.Load(new MemoryStream(WithHeader(header, new byte[8]))))!;
            Assert.That(error.ToString(), Has.Length.LessThan(5_000), header[..40]);
            Assert.That(error.Message, Has.Length.LessThan(500), header[..40]);
        }
        SafeTensors tensors = SafeTensors.Load(new MemoryStream(WithHeader($$$"""{"{{{name}}}":{"dtype":"{{{name}}}","shape":[{{{shape}}}],"data_offsets":[0,8]}}""", new byte[8])));
        foreach (Func<object> call in new Func<object>[] { () => tensors.GetMatrix<float>(name), () => tensors.GetVector<float>(name), () => tensors.GetVector<float>(name + "x"), () => tensors.GetShape(name + "x") })
        {
            Assert.That(() => call(), Throws.Exception.With.Property("Message").Length.LessThan(1_000));
        }
        Assert.That(() => tensors.AddVector(name, [1f]), Throws.ArgumentException.With.Property("Message").Length.LessThan(500));
        tensors.Metadata[name] = null!;
        Assert.That(() => tensors.Save(Stream.Null), Throws.InvalidOperationException.With.Property("Message").Length.LessThan(500));
    }

    [Test]
    public void Names_and_shapes_are_cut_where_they_are_long_and_nowhere_else()
    {
        Assert.That(Excerpt.Of(new string('n', 60)), Is.EqualTo(new string('n', 60)));
        Assert.That(Excerpt.Of(new string('n', 61)), Is.EqualTo(new string('n', 60) + "…"));
        Assert.That(Excerpt.Of(new string('n', 59) + "😀"), Is.EqualTo(new string('n', 59) + "…"), "not through the middle of a letter");
        Assert.That(Excerpt.Of([2L, 3]), Is.EqualTo("[2, 3]"));
        Assert.That(Excerpt.Of(Enumerable.Range(0, 8).Select(i => $"{i}")), Is.EqualTo("0, 1, 2, 3, 4, 5, 6, 7"));
        Assert.That(Excerpt.Of(Enumerable.Range(0, 9).Select(i => $"{i}")), Is.EqualTo("0, 1, 2, 3, 4, 5, 6, 7, …"));
    }
}
