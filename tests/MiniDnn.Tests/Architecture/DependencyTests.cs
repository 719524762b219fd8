using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MiniDnn.Tests;

/// <summary>Holds that the chapters of the library depend on each other one way only: each compiles without those that follow it.</summary>
internal sealed class DependencyTests
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;"
        + "global using System.Numerics; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly string[] Chapters =
        ["Kernels", "Matrix", "Decompositions", "Files", "Optimization", "Data", "Regression", "Networks"];

    private static readonly string Source = RepositoryRoot.Combine("src", "MiniDnn");

    [Test]
    [Category("Slow")]
    public void Each_chapter_compiles_without_those_that_follow([Range(1, 8)] int count)
    {
        SyntaxTree[] trees = [.. Chapters.Take(count).SelectMany(Files).Select(File.ReadAllText).Append(Usings).Select(Parse)];
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        IEnumerable<MetadataReference> framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path));
        var compiled = CSharpCompilation.Create("chapters", trees, framework, options);
        CSharpGeneratorDriver.Create([JsonGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compiled, out Compilation chapters, out _);
        Assert.That(chapters.GetDiagnostics().Where(message => message.Severity == DiagnosticSeverity.Error), Is.Empty);
    }

    [Test]
    public void Every_source_file_belongs_to_a_chapter()
        => Assert.That(Directory.GetFiles(Source, "*.cs").Length + Directory.GetDirectories(Source).Select(Path.GetFileName)
            .Except([.. Chapters, "buildTransitive", "bin", "obj"]).Count(), Is.Zero);

    [Test]
    public void No_type_lies_in_two_folders_and_only_matrices_in_two_files()
    {
        var parts = Chapters.SelectMany(Files).SelectMany(path => Parse(File.ReadAllText(path)).GetRoot().DescendantNodes()
            .OfType<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>().Where(type => type.Parent is not Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax)
            .Select(type => (Name: type.Identifier.Text + "`" + type.Arity, Folder: Path.GetDirectoryName(path)))).Distinct().ToLookup(part => part.Name, part => part.Folder);
        Assert.That(parts.Where(type => type.Count() > 1).Select(type => type.Key), Is.Empty);
    }

    [Test]
    public void The_package_needs_the_framework_and_tensors_alone()
    {
        string[] references = [.. typeof(Matrix).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.That(references, Has.All.StartsWith("System."));
        Assert.That(references, Does.Contain("System.Numerics.Tensors"));
    }

    [Test]
    public void Every_public_type_is_in_one_namespace()
        => Assert.That(typeof(Matrix).Assembly.GetExportedTypes().Select(type => type.Namespace), Has.All.EqualTo("MiniDnn"));

    /// <summary>The framework's generator, which the compiler runs over the formats of models.</summary>
    private static ISourceGenerator JsonGenerator()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string packs = Path.GetFullPath(Path.Combine(framework, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        string path = Directory.GetFiles(packs, "System.Text.Json.SourceGeneration.dll", SearchOption.AllDirectories)
            .OrderBy(found => found.Contains($"{Path.DirectorySeparatorChar}10.", StringComparison.Ordinal)).ThenBy(found => found, StringComparer.Ordinal).Last();
        Type generator = Assembly.LoadFrom(path).GetTypes().Single(type => type.IsAssignableTo(typeof(IIncrementalGenerator)) && !type.IsAbstract);
        return ((IIncrementalGenerator)Activator.CreateInstance(generator)!).AsSourceGenerator();
    }

    private static string[] Files(string chapter) => Directory.GetFiles(Path.Combine(Source, chapter), "*.cs", SearchOption.AllDirectories);

    private static CSharpParseOptions ParseOptions => new(LanguageVersion.CSharp14);

    private static SyntaxTree Parse(string code) => CSharpSyntaxTree.ParseText(code, ParseOptions);
}
