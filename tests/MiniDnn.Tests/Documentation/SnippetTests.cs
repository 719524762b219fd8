using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace MiniDnn.Tests;

/// <summary>Compiles and runs every C# example of README and docs; what a comment <c>// → text</c> promises must be printed, in that order.</summary>
[Category("Slow")]
[NonParallelizable]
[SetCulture("")]
internal sealed partial class SnippetTests
{
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)))
        .AddReferences(typeof(Matrix).Assembly, typeof(System.Numerics.Tensors.TensorPrimitives).Assembly)
        .WithImports("System", "System.Collections.Generic", "System.IO", "System.Linq")
        .WithAllowUnsafe(false);

    public static IEnumerable<TestCaseData> Documents => Directory.EnumerateFiles(RepositoryRoot.Combine("docs"), "*.md", SearchOption.AllDirectories)
        .Append(RepositoryRoot.Combine("README.md"))
        .Where(path => Snippets(File.ReadAllText(path)).Length > 0)
        .Select(path => new TestCaseData(path) { TestName = "{m}(" + Path.GetRelativePath(RepositoryRoot.Path, path) + ")" });

    [TestCaseSource(nameof(Documents))]
    public async Task Examples_compile_run_and_print_what_they_promise(string path)
    {
        TextWriter console = Console.Out;
        ScriptState<object>? state = null;
        try
        {
            foreach (string snippet in Snippets(await File.ReadAllTextAsync(path)))
            {
                var printed = new StringWriter();
                Console.SetOut(printed);
                state = state is null
                    ? await CSharpScript.RunAsync<object>(snippet, Options)
                    : await state.ContinueWithAsync<object>(snippet, Options);
                Console.SetOut(console);
                AssertPrinted(snippet, printed.ToString());
            }
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    [Test]
    public void Readme_has_the_two_commands_and_an_example_of_a_fit_and_of_a_network()
    {
        string readme = File.ReadAllText(RepositoryRoot.Combine("README.md"));
        Assert.That(readme, Does.Contain("dotnet run -c Release --project samples/Walkthrough").And.Contain("dotnet test -c Release"));
        Assert.That(Snippets(readme), Has.Length.GreaterThanOrEqualTo(2));
    }

    private static void AssertPrinted(string snippet, string printed)
    {
        int from = 0;
        foreach (Match promise in Promise().Matches(snippet))
        {
            string text = promise.Groups[1].Value.Trim();
            int at = printed.IndexOf(text, from, StringComparison.Ordinal);
            Assert.That(at, Is.Not.Negative, $"\"{text}\" was not printed (any more) by\n{snippet}\nwhich printed\n{printed}");
            from = at + text.Length;
        }
    }

    private static string[] Snippets(string markdown) => [.. Fence().Matches(markdown).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^```csharp\r?\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("// → (.*)$", RegexOptions.Multiline)]
    private static partial Regex Promise();
}
