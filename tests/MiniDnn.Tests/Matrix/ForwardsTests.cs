using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>Holds that a matrix and a writable view have every operation of the read-only view, by forwards that are checked in.</summary>
internal sealed class ForwardsTests
{
    private static readonly string Chapter = RepositoryRoot.Combine("src", "MiniDnn", "Matrix");

    [TestCase("Matrix")]
    [TestCase("MatrixSpan")]
    public void The_forwards_checked_in_are_those_of_the_sources(string target)
    {
        string path = Path.Combine(Chapter, $"{target}.g.cs");
        string text = new Forwards(Directory.GetFiles(Chapter, "*.cs").Order(StringComparer.Ordinal)
            .Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal)).Select(File.ReadAllText)).Write(target);
        if (Environment.GetEnvironmentVariable("MINIDNN_WRITE_FORWARDS") == "1")
        {
            File.WriteAllText(path, text);
        }
        Assert.That(File.ReadAllText(path).ReplaceLineEndings("\n"), Is.EqualTo(text),
            $"{target}.g.cs is stale: run this test with MINIDNN_WRITE_FORWARDS=1, then check the file in");
    }

    [TestCase(typeof(Matrix<>))]
    [TestCase(typeof(MatrixSpan<>))]
    public void No_operation_of_the_read_only_view_is_lacking(Type target)
    {
        // by name and number of parameters: what is written is a Span where what is read is a ReadOnlySpan
        static string[] Members(Type type) => [.. type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(method => $"{method.Name}`{method.GetParameters().Length}").Distinct().Except(["op_Implicit`1"])];
        Assert.That(Members(typeof(ReadOnlyMatrixSpan<>)).Except(Members(target)), Is.Empty);
    }
}
