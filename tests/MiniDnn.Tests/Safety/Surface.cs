using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>All public members that take or return spans, views or matrices, as they are in the library: a new one is found by itself.</summary>
internal static class Surface
{
    /// <summary>Members whose arguments can't be made of memory, or whose object only the library hands out.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["Matrix.Create"] = "from arrays of rows, whose memory the runtime guards",
        ["FeedForwardNetwork.FromWeights"] = "from matrices and arrays, which are copied",
        ["Matrix.CreateReadOnly"] = "likewise",
        ["SafeTensors.GetMatrix"] = "a new matrix by its name",
        ["SafeTensors.GetVector"] = "likewise",
        ["ParameterBlock.State"] = "handed to optimizers, whose steps are called",
        ["ParameterBlock.get_Parameters"] = "likewise",
        ["ParameterBlock.get_Gradient"] = "likewise",
        ["ParameterBlock.get_Scratch"] = "likewise",
    };

    public static IEnumerable<MethodBase> Members<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => typeof(Matrix).Assembly.GetExportedTypes().Where(HasOperations).Select(Close<T>).SelectMany(Declared).Where(IsOperation)
            .Select(CloseMethod<T>).Where(TakesOrReturnsShapes).Where(member => !IsLeftOut(member) && IsOf<T>(member));

    private static bool HasOperations(Type type) => !typeof(Delegate).IsAssignableFrom(type) && !type.IsEnum && !type.IsInterface;

    private static Type Close<T>(Type type)
        => !type.IsGenericTypeDefinition ? type : type.MakeGenericType(type == typeof(LabelEncoder<>) ? typeof(int) : typeof(T));

    private static IEnumerable<MethodBase> Declared(Type type)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return [.. type.GetMethods(Flags), .. type.GetConstructors()];
    }

    /// <summary>Overrides are called through what they override, by all kinds of its object.</summary>
    private static bool IsOperation(MethodBase member)
        => member is not MethodInfo method || (method.GetBaseDefinition() == method && !method.Name.StartsWith("set_", StringComparison.Ordinal) && !method.Name.Contains('<'));

    private static MethodBase CloseMethod<T>(MethodBase member)
        => member is MethodInfo { IsGenericMethodDefinition: true } method && method.GetGenericArguments().Length == 1 ? TryClose(method, typeof(T)) : member;

    private static MethodInfo TryClose(MethodInfo method, Type type)
        => method.MakeGenericMethod(method.GetGenericArguments()[0].Name == "TLabel" ? typeof(int) : type);

    private static bool TakesOrReturnsShapes(MethodBase member)
        => (!member.IsStatic && Shapes.IsShape(member.DeclaringType!))
            || (member is MethodInfo method && Shapes.IsMemory(method.ReturnType))
            || member.GetParameters().Select(parameter => parameter.ParameterType).Select(type => type.IsByRef ? type.GetElementType()! : type)
                .Any(type => Shapes.IsMemory(type) || (type.IsArray && Shapes.IsShape(type)));

    /// <summary>False for what takes matrices of double alone, where the number type is another.</summary>
    private static bool IsOf<T>(MethodBase member)
        => typeof(T) == typeof(double) || !member.GetParameters().Any(parameter => parameter.ParameterType is { } type
            && (type == typeof(Matrix<double>) || type == typeof(ReadOnlyMatrixSpan<double>) || type == typeof(double[]) || type == typeof(double[][])));

    private static bool IsLeftOut(MethodBase member)
        => LeftOut.ContainsKey($"{member.DeclaringType!.Name.Split('`')[0]}.{member.Name}");
}
