using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniDnn.Tests;

/// <summary>Files of models that were damaged or made up are refused with a sentence, or load without harm.</summary>
internal sealed class DamagedModelTests
{
    private static readonly House[] Houses = House.All;

    private static readonly Action<RecordTerms<House>> Terms = terms => terms
        .Add(h => h.Area).Category(h => h.Region, reference: "north").Category(h => h.HasGarden, CategoryCoding.Sum).DropMissing();

    private static double Decay(double x, ReadOnlySpan<double> p) => p[0] * Math.Exp(-p[1] * x);

    /// <summary>A saved model of each kind, and what loads and asks it.</summary>
    private static (byte[] File, Action<Stream> Load) Kind(string kind)
    {
        using var stream = new MemoryStream();
        switch (kind)
        {
            case "linear":
                SavedModelCases<double>.Get("dependent").Save(stream);
                return (stream.ToArray(), file => LinearModel<double>.Load(file).Summary().ToString());
            case "ridge":
                SavedModelCases<double>.Get("ridge").Save(stream);
                return (stream.ToArray(), file => LinearModel<double>.Load(file).Summary().ToString());
            case "curve":
                Curve.Logistic3.Fit([0, 1, 2, 3, 4, 5], [0.1, 0.4, 1.1, 2.2, 2.7, 2.9]).Save(stream);
                return (stream.ToArray(), file => Curve.Load(file).ToString());
            case "function":
                NonlinearLeastSquares.Fit<double>(Decay, [0, 1, 2, 3, 4, 5], [9, 5.1, 2.6, 1.4, 0.6, 0.5], [8, 0.5], new() { LowerBounds = [0, -1] }).Save(stream);
                return (stream.ToArray(), file => NonlinearModel<double>.Load(file, Decay).ToString());
            case "robust":
                RobustRegression.Fit(Houses, h => (double)h.Price, Terms).Model.Save(stream);
                return (stream.ToArray(), file => RobustModel.Load(file).ToString());
            case "generalized":
                GeneralizedLinearModel.Fit([1, 2, 3, 4, 5, 6], [1, 2, 2, 5, 6, 7], Family.Binomial, new() { Trials = [9, 9, 9, 9, 9, 9], Ridge = 0.1 }).Save(stream);
                return (stream.ToArray(), file => GeneralizedLinearModel.Load(file).ToString());
            case "generalized records":
                GeneralizedLinearModel.Fit(Houses, h => (double)h.Price, Terms, Family.Gamma, new() { Link = Link.Log }).Save(stream);
                return (stream.ToArray(), file => RecordModel.Load<House, GeneralizedLinearModel>(file, Terms).Predict(Houses[0]));
            case "multinomial":
                MultinomialModel.Fit([[1], [2], [3], [4], [5], [6]], [1, 0, 2, 0, 1, 2], new() { Reference = "1", Weights = [1, 2, 1, 1, 3, 1] }).Save(stream);
                return (stream.ToArray(), file => MultinomialModel.Load(file).ToString());
            case "multinomial records":
                MultinomialModel.Fit(Houses, h => h.Rooms > 3, terms => terms.Add(h => h.Age).Category(h => h.Region)).Save(stream);
                return (stream.ToArray(), file => RecordModel.Load<House, MultinomialModel>(file, terms => terms.Add(h => h.Age).Category(h => h.Region)).Predict(Houses[0]));
            case "records":
                LeastSquares.Fit([.. Houses, Houses[0] with { Area = null }], h => (double)h.Price, Terms).Save(stream);
                return (stream.ToArray(), file => RecordModel.Load<House, LinearModel<double>>(file, Terms).Predict(Houses[0]));
            default:
                RobustRegression.Fit(Houses, h => (double)h.Price, Terms).Save(stream);
                return (stream.ToArray(), file => RecordModel.Load<House, RobustModel>(file, Terms).Predict(Houses[0]));
        }
    }

    private static string? Try(Action<Stream> load, string json)
    {
        try
        {
            load(new MemoryStream(Encoding.UTF8.GetBytes(json)));
            return null;
        }
        catch (InvalidDataException refusal)
        {
            Assert.That(refusal.Message, Has.Length.InRange(10, 500));
            return refusal.Message;
        }
    }

    [Test]
    public void No_member_may_be_missing_twice_or_null([Values("linear", "ridge", "curve", "function", "robust", "records", "robust records", "generalized", "generalized records", "multinomial", "multinomial records")] string kind)
    {
        (byte[] file, Action<Stream> load) = Kind(kind);
        string text = Encoding.UTF8.GetString(file);
        Assert.That(Try(load, text), Is.Null);
        foreach ((string path, _) in Members(JsonNode.Parse(text)!))
        {
            Assert.That(Try(load, Changed(text, path, (parent, name) => parent.Remove(name))), Is.Not.Null, $"{path} is missing");
            string withNull = Changed(text, path, (parent, name) => parent[name] = null);
            bool mayBeNull = withNull == Changed(text, path, (_, _) => { })   // as it was
                || path.EndsWith("constantColumn", StringComparison.Ordinal) || path.EndsWith("remark", StringComparison.Ordinal);
            Assert.That(Try(load, withNull), mayBeNull ? Is.Null : Is.Not.Null, $"{path} is null");
            Assert.That(Try(load, Changed(text, path, (parent, name) => parent[name + "2"] = 1)), Is.Not.Null, $"beside {path} is an unknown member");
            string member = $"\"{path[(path.LastIndexOf('.') + 1)..]}\":";
            string twice = text.Replace(member, member + " 0, " + member, StringComparison.Ordinal);
            Assert.That(Try(load, twice), Is.Not.Null, $"{path} is there twice");
        }
    }

    [Test]
    public void Bytes_that_are_no_text_are_refused_wherever_they_are([Values("linear", "curve", "robust", "records", "generalized", "multinomial")] string kind)
    {
        (byte[] file, Action<Stream> load) = Kind(kind);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] = 0xFF;   // in no text of UTF-8
            Assert.That(() => load(new MemoryStream(damaged)), Throws.TypeOf<InvalidDataException>(), $"byte {i}");
        }
    }

    [Test]
    public void Values_of_another_kind_are_refused_and_others_do_no_harm([Values("linear", "ridge", "curve", "function", "robust", "records", "robust records", "generalized", "generalized records", "multinomial", "multinomial records")] string kind)
    {
        (byte[] file, Action<Stream> load) = Kind(kind);
        string text = Encoding.UTF8.GetString(file);
        foreach ((string path, JsonValueKind valueKind) in Members(JsonNode.Parse(text)!))
        {
            string[] values = ["\"x\"", "true", "[]", "[1]", "{}", "1e999", "-1", "2147483648", "[\"NaN\"]", "\"NaN\"", "\"1\"", "[null]", "1.5"];
            foreach (string value in values.Where(value => value[0] is '"' or '[' or '{' || valueKind == JsonValueKind.Number))
            {
                string changed = Changed(text, path, (parent, name) => parent[name] = JsonNode.Parse(value));
                string? message = Try(load, changed);
                bool isOtherKind = JsonNode.Parse(value)!.GetValueKind() != valueKind && !(valueKind == JsonValueKind.Number && value == "\"NaN\"")
                    && valueKind != JsonValueKind.Null;
                Assert.That(message, isOtherKind ? Is.Not.Null : Is.Null.Or.Not.Null, $"{path}: {value}");
            }
        }
    }

    [Test]
    public void Every_array_must_have_its_length_and_finite_numbers([Values("linear", "ridge", "curve", "function", "robust", "records", "robust records", "generalized", "generalized records", "multinomial", "multinomial records")] string kind)
    {
        (byte[] file, Action<Stream> load) = Kind(kind);
        string text = Encoding.UTF8.GetString(file);
        foreach ((string path, JsonValueKind valueKind) in Members(JsonNode.Parse(text)!).Where(member => member.Kind == JsonValueKind.Array))
        {
            bool isNumbers = At(JsonNode.Parse(text)!, path).AsArray() is [JsonValue first, ..] && first.GetValueKind() == JsonValueKind.Number;
            bool mayVary = path.EndsWith("dependencies", StringComparison.Ordinal) || path.EndsWith("others", StringComparison.Ordinal);
            Assert.That(Try(load, Changed(text, path, (parent, name) => parent[name]!.AsArray().Add(isNumbers ? 7 : "x"))), Is.Not.Null, $"{path} is longer");
            if (!isNumbers || mayVary)
            {
                continue;
            }
            Assert.That(Try(load, Changed(text, path, (parent, name) => parent[name]!.AsArray().RemoveAt(0))), Is.Not.Null, $"{path} is shorter");
            bool isEnd = path.EndsWith("Bounds", StringComparison.Ordinal);   // infinite where there is none
            foreach (string value in new[] { "\"NaN\"", "\"Infinity\"", "1e999", "\"x\"", "null", "[1]" }.Where(value => !isEnd || value[0] != '1'))
            {
                string changed = Changed(text, path, (parent, name) => parent[name]!.AsArray()[0] = JsonNode.Parse(value));
                Assert.That(Try(load, changed), Is.Not.Null, $"{path}[0] is {value}");
            }
        }
    }

    [Test]
    public void A_file_that_is_cut_or_goes_on_is_refused([Values("linear", "curve", "robust", "records", "generalized", "multinomial")] string kind)
    {
        (byte[] file, Action<Stream> load) = Kind(kind);
        for (int length = 0; length < file.Length - 1; length += length < 300 ? 1 : 97)
        {
            Assert.That(() => load(new MemoryStream(file[..length])), Throws.InstanceOf<InvalidDataException>(), $"{length} of {file.Length} bytes");
        }
        Assert.That(() => load(new MemoryStream([.. file, .. "\n 1"u8])), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => load(new MemoryStream([.. "\uFEFF"u8, .. file, .. " \n"u8])), Throws.Nothing, "as editors leave it");
        Assert.That(() => load(new MemoryStream([0x93, 0xff, .. file])), Throws.InstanceOf<InvalidDataException>());
    }

    [TestCase("{}", "The file has no member 'format'; it must have 'MiniDnn.LinearModel'.")]
    [TestCase("[]", "The file has no member 'format'; it must have 'MiniDnn.LinearModel'.")]
    [TestCase("{\"format\": \"MiniDnn.RobustModel\", \"version\": 1}", "The file has the format 'MiniDnn.RobustModel'; it must have 'MiniDnn.LinearModel'.")]
    [TestCase("{\"format\": \"MiniDnn.LinearModel\"}", "The file has version none of the format MiniDnn.LinearModel; this version of the library reads 1 to 1.")]
    [TestCase("{\"format\": \"MiniDnn.LinearModel\", \"version\": 2, \"new\": [1]}", "The file has version 2 of the format MiniDnn.LinearModel; this version of the library reads 1 to 1.")]
    [TestCase("{\"format\": \"MiniDnn.LinearModel\", \"version\": 1}", "The file is damaged, or no MiniDnn.LinearModel: ")]
    [TestCase("no json", "The file is damaged, or no MiniDnn.LinearModel: ")]
    public void What_is_no_such_file_is_refused_by_its_format(string json, string message)
        => Assert.That(() => LinearModel<double>.Load(new MemoryStream(Encoding.UTF8.GetBytes(json))), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(message));

    [Test]
    public void An_altered_coefficient_is_found()
    {
        (byte[] file, Action<Stream> load) = Kind("linear");
        string text = Changed(Encoding.UTF8.GetString(file), "content.coefficients", (parent, name) => parent[name]![0] = 1.25);
        Assert.That(Try(load, text), Is.EqualTo("'coefficients' are not those of the solution: the file was altered."));
    }

    private static JsonNode At(JsonNode root, string path)
        => path.Split('.').Aggregate(root, (node, part) => node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!);

    private static string Changed(string text, string path, Action<JsonObject, string> change)
    {
        JsonNode root = JsonNode.Parse(text)!;
        int dot = path.LastIndexOf('.');
        change((JsonObject)(dot < 0 ? root : At(root, path[..dot])), path[(dot + 1)..]);
        return root.ToJsonString();
    }

    /// <summary>Every member of every object, in arrays too.</summary>
    private static IEnumerable<(string Path, JsonValueKind Kind)> Members(JsonNode node, string path = "")
        => node switch
        {
            JsonObject found => found.SelectMany(member => new[] { (path + member.Key, member.Value?.GetValueKind() ?? JsonValueKind.Null) }
                .Concat(member.Value is null ? [] : Members(member.Value, $"{path}{member.Key}."))),
            JsonArray array => array.SelectMany((element, i) => element is JsonObject ? Members(element, $"{path}{i}.") : []),
            _ => [],
        };
}
