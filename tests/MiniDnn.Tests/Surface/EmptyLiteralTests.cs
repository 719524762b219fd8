using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MiniDnn.Tests;

/// <summary>An empty literal, [], fits every vector and every matrix: no call with it may be ambiguous.</summary>
[Category("Slow")]
internal sealed class EmptyLiteralTests
{
    private static readonly Type[] Literals = [typeof(ReadOnlySpan<>), typeof(Matrix<>), typeof(ReadOnlyMatrixSpan<>), typeof(Targets<>)];

    [Test]
    public void No_call_with_an_empty_literal_is_ambiguous()
    {
        string[] calls = [.. typeof(Matrix).Assembly.GetExportedTypes().Where(type => !IsOfTheMatrixChapter(type)).SelectMany(Calls).Distinct()];
        Assert.That(calls, Has.Length.GreaterThan(40));
        Assert.That(calls, Does.Contain("_ = LeastSquares.Fit<double>([], [], default(LeastSquaresOptions<double>));"));
        Assert.That(Ambiguities(calls), Is.Empty);
    }

    /// <summary>Proves that the compiler is asked: without priorities these are ambiguous.</summary>
    [Test]
    public void An_ambiguous_call_is_found()
        => Assert.That(Ambiguities(["_ = Local([]); static int Local(System.ReadOnlySpan<double> x) => 0;", "_ = new Pair([]);"]), Has.Length.EqualTo(1));

    /// <summary>There a product with [] is a mistake of its own: with a vector or with a matrix, the compiler asks.</summary>
    private static bool IsOfTheMatrixChapter(Type type) => type == typeof(Matrix) || type.Name is "Matrix`1" or "MatrixSpan`1" or "ReadOnlyMatrixSpan`1";

    private static IEnumerable<string> Calls(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (MethodInfo method in type.GetMethods(Own).Where(method => !method.IsSpecialName && method.GetParameters().Any(IsLiteral)))
        {
            string target = method.IsStatic ? Name(type) : $"default({Name(type)})!";
            string result = method.ReturnType == typeof(void) ? "" : "_ = ";
            string arguments = method.IsGenericMethod ? "<double>" : "";
            yield return $"{result}{target}.{method.Name}{arguments}({Arguments(method)});";
        }
        foreach (ConstructorInfo constructor in type.GetConstructors().Where(constructor => constructor.GetParameters().Any(IsLiteral)))
        {
            yield return $"_ = new {Name(type)}({Arguments(constructor)});";
        }
    }

    private static bool IsLiteral(ParameterInfo parameter)
        => parameter.ParameterType.IsArray || (parameter.ParameterType.IsGenericType && Literals.Contains(parameter.ParameterType.GetGenericTypeDefinition()));

    private static string Arguments(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(parameter => IsLiteral(parameter) ? "[]" : $"default({Name(parameter.ParameterType)})"));

    /// <summary>The type as it is written, double for every parameter.</summary>
    private static string Name(Type type) => type switch
    {
        { IsGenericParameter: true } => "double",
        { IsByRef: true } => Name(type.GetElementType()!),
        { IsGenericType: true } => $"{type.Namespace}.{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>".Replace("MiniDnn.", "", StringComparison.Ordinal),
        _ => type.FullName!.Replace("MiniDnn.", "", StringComparison.Ordinal),
    };

    private static string[] Ambiguities(string[] calls)
    {
        const string Pair = "class Pair { public Pair(System.ReadOnlySpan<double> x) { } public Pair(MiniDnn.Matrix<double> x) { } }";
        var tree = CSharpSyntaxTree.ParseText($"using MiniDnn;\n{string.Join('\n', calls)}\n{Pair}");
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        // besides ambiguity, names that are not known: a call that means nothing to the compiler would prove nothing
        return [.. CSharpCompilation.Create("calls", [tree], references).GetDiagnostics()
            .Where(error => error.Id is "CS0121" or "CS0103" or "CS0117" or "CS0234" or "CS0246" or "CS1061")
            .Select(error => error.GetMessage(CultureInfo.InvariantCulture))];
    }
}
