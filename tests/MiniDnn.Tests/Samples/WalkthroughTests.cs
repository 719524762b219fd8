namespace MiniDnn.Tests;

/// <summary>Runs the sample as a user does, on good and on bad input.</summary>
[Category("Slow")]
internal sealed class WalkthroughTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("minidnn-walkthrough").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_walk_agrees_with_every_figure_and_learns_the_digits()
    {
        (int exitCode, string output) = Walk();
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"(\d+) of \1 figures agree").And.Not.Contain("differs").And.Contain("digits that it has not seen"));
    }

    [Test]
    public void Classes_in_an_own_file_are_learned()
    {
        (int exitCode, string output) = Walk("--csv", Path.Combine(AppContext.BaseDirectory, "Data", "iris.csv"));
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match("30 samples held out: loss .*, accuracy (9[0-9]|100)"));
    }

    [Test]
    public void Numbers_in_an_own_file_with_a_header_are_learned()
    {
        string path = Write("a,b,y\n" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"{i % 10},{i / 10},{(2 * (i % 10)) - (i / 10)}")));
        (int exitCode, string output) = Walk("--csv", path, "--regression");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"20 samples held out: loss .*, R² 0\.9"));
    }

    [TestCase("1,2,0\n3,4\n", "line 2: 2 columns; 3 are expected")]
    [TestCase("1,2,0\n\n3,x,1\n", "line 3, column 2: \"x\" is not a finite number")]
    [TestCase("1,2,0\n3,4,\n", "line 2, column 3: there is nothing to predict")]
    [TestCase("1;2;0\n1,5;2;1\n", "line 2, column 1: \"1,5\" is not a finite number")]
    [TestCase("1,2,0\n\n1,\"2,0\n3,4,1\n", "line 3: a quotation mark is not closed")]
    [TestCase("1,2,0\n1,2\",1\n4,5,1\n", "line 2: a quotation mark is not closed")]
    [TestCase("1,2,0\n1,\"2\"x,1\n", "line 2: a quotation mark is not at the ends of a value")]
    [TestCase("1,NaN,0\n", "line 1, column 2: \"NaN\" is not a finite number")]
    [TestCase("", "there is no line of numbers")]
    [TestCase("1,2,0\n3,4,0\n", "1 classes, the rarest with 2 samples")]
    public void A_bad_file_is_refused_with_its_line(string content, string message)
    {
        (int exitCode, string output) = Walk("--csv", Write(content));
        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain(message));
    }

    [Test]
    public void A_file_that_is_not_there_is_refused()
    {
        (int exitCode, string output) = Walk("--csv", Path.Combine(_folder, "none.csv"));
        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain("can't be read"));
    }

    [TestCase(';'), TestCase('\t')]
    public void Columns_may_be_separated_otherwise(char separator)
    {
        string path = Write(string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{i}{separator}{i % 2}.5{separator}{(i % 2 == 0 ? "even" : "odd")}")));
        (int exitCode, string output) = Walk("--csv", path);
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("20 samples of 2 inputs").And.Contain("even").And.Contain("odd"));
    }

    [Test]
    public void Help_is_not_an_error()
    {
        (int exitCode, string output) = Walk("--help");
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.StartWith("Usage:").And.Contain("--csv FILE"));
    }

    [Test]
    public void A_switch_for_an_own_file_needs_one()
    {
        (int exitCode, string output) = Walk("--regression");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(output, Does.StartWith("--regression needs a file: --csv FILE"));
    }

    [Test]
    public void A_switch_that_is_not_understood_shows_the_usage()
    {
        (int exitCode, string output) = Walk("--epochs", "0");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(output, Does.StartWith("Not understood: --epochs 0").And.Contain("--csv FILE"));
    }

    private static (int ExitCode, string Output) Walk(params string[] arguments)
        => Tool.Run(RepositoryRoot.Path, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Walkthrough.dll"), .. arguments]);

    private string Write(string content)
    {
        string path = Path.Combine(_folder, "d.csv");
        File.WriteAllText(path, content);
        return path;
    }
}
