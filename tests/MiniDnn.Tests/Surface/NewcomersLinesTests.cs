using System.Globalization;
using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>Runs the programs of lines that newcomers write, in each language: building them proves that the lines compile, running them that they say what they mean.</summary>
[Category("Slow")]
internal sealed class NewcomersLinesTests
{
    private static string Configuration => typeof(NewcomersLinesTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    [TestCase("CSharp", 300)]
    [TestCase("FSharp", 70)]
    [TestCase("VisualBasic", 70)]
    public void Every_line_says_what_it_means(string language, int atLeast)
    {
        string name = $"Surface.{language}";
        string output = Tool.RunOrFail(RepositoryRoot.Path, "dotnet", Path.Combine("tests", name, "bin", Configuration, "net10.0", $"{name}.dll"));
        Assert.That(output.TrimEnd(), Does.EndWith(" lines, 0 wrong"));
        Assert.That(int.Parse(output.Split(' ')[0], CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(atLeast));
    }
}
