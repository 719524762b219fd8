using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>All public members that take or return spans, views or matrices, read from the library: a new one is found by itself.</summary>
internal static class Surface
{
    /// <summary>Members whose arguments can't be made of memory, or whose object only the library hands out, and why.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["Matrix.Create"] = "from arrays of rows, whose memory the runtime guards",
        ["Matrix.CreateReadOnly"] = "likewise",
        ["FeedForwardNetwork.FromWeights"] = "from matrices and arrays, which are copied",
        ["MultinomialModel.Fit"] = "from a matrix and labels of which each class must occur",
        ["ModelTerm.Numeric"] = "numbers of columns, which are no sizes",
        ["ModelTerm.Category"] = "likewise",
        ["ModelTerm.Interaction"] = "likewise",
        ["ResidualTests.Reset"] = "powers, which are no sizes",
        ["LinearModelSummary.WaldTest"] = "restrictions that must not depend on each other",
        ["GeneralizedLinearModelSummary.WaldTest"] = "likewise",
        ["SafeTensors.GetMatrix"] = "a new matrix by its name",
        ["SafeTensors.GetVector"] = "likewise",
        ["ParameterBlock.State"] = "handed to optimizers, whose steps are called",
        ["Targets.Create"] = "written out, and converted: what takes targets is called",
        ["Targets.CreateRow"] = "likewise",
        ["Targets.op_Implicit"] = "likewise",
        ["Targets.GetEnumerator"] = "likewise",
        ["TargetRow.op_Implicit"] = "likewise",
        ["LayerPass.Parameter"] = "handed to layers, whose networks are called",
        ["LayerPass.Gradient"] = "likewise",
        ["LayerPass.State"] = "likewise",
        ["LayerPass.Scratch"] = "likewise",
        ["LayerPass.BatchScratch"] = "likewise",
        ["Layer.Forward"] = "called by networks, with memory that they lend",
        ["Layer.Backward"] = "likewise",
        ["ParameterBlock.get_Parameters"] = "likewise",
        ["ParameterBlock.get_Gradient"] = "likewise",
        ["ParameterBlock.get_Scratch"] = "likewise",
    };

    public static Operation<T>[] Operations<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => [.. Types().SelectMany(Members<T>).Where(TakesOrReturnsShapes).Where(IsOf<T>).Select(member => new Operation<T>(member))];

    private static IEnumerable<Type> Types()
        => typeof(Matrix).Assembly.GetExportedTypes()
            .Where(type => !type.IsAssignableTo(typeof(Delegate)) && !type.IsEnum && !type.IsInterface && !IsOfRecords(type.GetGenericArguments()));

    /// <summary>Records have no shape: what is made of them is held by the tests of records, the one span of theirs, Encode's, too.</summary>
    private static bool IsOfRecords(Type[] arguments) => arguments.Any(argument => argument.Name == "TRecord");

    private static IEnumerable<MethodBase> Members<T>(Type type)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        Type argument = type == typeof(LabelEncoder<>) ? typeof(int) : typeof(T);
        Type closed = type.IsGenericTypeDefinition ? type.MakeGenericType(argument) : type;
        return closed.GetMethods(Flags).Where(IsOperation).Where(method => !IsOfRecords(method.GetGenericArguments())).Select(Close<T>).Concat<MethodBase>(closed.GetConstructors())
            .Where(member => !LeftOut.ContainsKey($"{type.Name.Split('`')[0]}.{member.Name}"));
    }

    /// <summary>Overrides are called through what they override, by all kinds of its object.</summary>
    private static bool IsOperation(MethodInfo method)
        => method.GetBaseDefinition() == method && !method.Name.StartsWith("set_", StringComparison.Ordinal) && !method.Name.Contains('<');

    private static MethodInfo Close<T>(MethodInfo method)
        => !method.IsGenericMethodDefinition ? method
            : method.MakeGenericMethod(method.GetGenericArguments()[0].Name == "TLabel" ? typeof(int) : typeof(T));

    private static bool TakesOrReturnsShapes(MethodBase member)
        => (!member.IsStatic && Shapes.IsShape(member.DeclaringType!))
            || (member is MethodInfo method && Shapes.IsMemory(method.ReturnType))
            || ParametersOf(member).Any(type => Shapes.IsMemory(type) || (type.IsArray && Shapes.IsShape(type)));

    /// <summary>False for what takes matrices of double alone, where the number type is another.</summary>
    private static bool IsOf<T>(MethodBase member)
        => typeof(T) == typeof(double) || !ParametersOf(member).Any(type => Shapes.ElementOf(type) == typeof(double)
            && (type.IsArray || type == typeof(Matrix<double>) || type == typeof(ReadOnlyMatrixSpan<double>)));

    private static IEnumerable<Type> ParametersOf(MethodBase member)
        => member.GetParameters().Select(parameter => parameter.ParameterType).Select(type => type.IsByRef ? type.GetElementType()! : type);
}
