using System.Text.RegularExpressions;

namespace MiniDnn.Tests;

/// <summary>Runs every C# example of README and docs; the snippets of a page belong together.</summary>
[Category("Slow")]
[NonParallelizable]
[SetCulture("")]
internal sealed partial class SnippetTests
{
    public static IEnumerable<TestCaseData> Documents => Directory.EnumerateFiles(RepositoryRoot.Combine("docs"), "*.md", SearchOption.AllDirectories)
        .Append(RepositoryRoot.Combine("README.md"))
        .Where(path => Snippets(File.ReadAllText(path)).Length > 0)
        .Select(path => new TestCaseData(path) { TestName = "{m}(" + Path.GetRelativePath(RepositoryRoot.Path, path) + ")" });

    [TestCaseSource(nameof(Documents))]
    public async Task Examples_compile_run_and_print_what_they_promise(string path) => await Example.Run(Snippets(await File.ReadAllTextAsync(path)));

    [Test]
    public void Readme_has_the_two_commands_and_an_example_of_a_fit_and_of_a_network()
    {
        string readme = File.ReadAllText(RepositoryRoot.Combine("README.md"));
        Assert.That(readme, Does.Contain("dotnet run -c Release --project samples/Walkthrough").And.Contain("dotnet test -c Release"));
        Assert.That(Snippets(readme), Has.Length.GreaterThanOrEqualTo(2));
    }

    private static string[] Snippets(string markdown) => [.. Fence().Matches(markdown).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^```csharp\r?\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
