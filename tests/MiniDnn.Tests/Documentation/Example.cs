using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace MiniDnn.Tests;

/// <summary>Compiles and runs examples; what a comment <c>// → text</c> promises must be printed, in that order.</summary>
internal static partial class Example
{
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)))
        .AddReferences(typeof(Matrix).Assembly, typeof(System.Numerics.Tensors.TensorPrimitives).Assembly)
        .WithImports("System", "System.Collections.Generic", "System.IO", "System.Linq")
        .WithAllowUnsafe(false);

    /// <summary>Runs snippets one after the other; each sees what those before it declared.</summary>
    public static async Task Run(params string[] snippets)
    {
        TextWriter console = Console.Out;
        ScriptState<object>? state = null;
        try
        {
            foreach (string snippet in snippets)
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

    [GeneratedRegex("// → (.*)$", RegexOptions.Multiline)]
    private static partial Regex Promise();
}
