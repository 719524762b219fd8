using System.Reflection;
using System.Xml.Linq;

namespace MiniDnn.Tests;

/// <summary>The exceptions that the reference says a member throws.</summary>
internal static class DocumentedExceptions
{
    private static readonly Dictionary<string, XElement> Members =
        XDocument.Load(Path.ChangeExtension(typeof(Matrix).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>True where an exception of this type, or of one that it derives from, is in the documentation of the member.</summary>
    public static bool Allow(MethodBase member, Type exception)
    {
        string[] documented = [.. Of(IdOf(Definition(member)))];
        for (Type? type = exception; type is not null; type = type.BaseType)
        {
            if (documented.Contains("T:" + type.FullName))
            {
                return true;
            }
        }
        return false;
    }

    private static IEnumerable<string> Of(string id)
    {
        if (!Members.TryGetValue(id, out XElement? member))
        {
            return [];
        }
        IEnumerable<string> own = member.Elements("exception").Select(element => element.Attribute("cref")!.Value);
        string? inherited = member.Element("inheritdoc")?.Attribute("cref")?.Value;
        return inherited is null ? own : own.Concat(Of(inherited));
    }

    /// <summary>The member of the generic type, before a number type was chosen.</summary>
    private static MethodBase Definition(MethodBase member)
        => member.DeclaringType!.IsGenericType
            ? MethodBase.GetMethodFromHandle(member.MethodHandle, member.DeclaringType.GetGenericTypeDefinition().TypeHandle)!
            : member is MethodInfo { IsGenericMethod: true } method ? method.GetGenericMethodDefinition() : member;

    private static string IdOf(MethodBase member)
    {
        if (member.IsSpecialName && member.Name.StartsWith("get_", StringComparison.Ordinal))
        {
            return $"P:{member.DeclaringType!.FullName}.{member.Name[4..]}{ParametersOf(member)}";
        }
        string generic = member.IsGenericMethod ? "``" + member.GetGenericArguments().Length : "";
        string result = member.Name == "op_Implicit" ? "~" + NameOf(((MethodInfo)member).ReturnType) : "";
        return $"M:{member.DeclaringType!.FullName}.{member.Name.Replace('.', '#')}{generic}{ParametersOf(member)}{result}";
    }

    private static string ParametersOf(MethodBase member)
    {
        string names = string.Join(",", member.GetParameters().Select(parameter => NameOf(parameter.ParameterType)));
        return names.Length == 0 ? "" : $"({names})";
    }

    private static string NameOf(Type type)
    {
        if (type.IsByRef)
        {
            return NameOf(type.GetElementType()!) + "@";
        }
        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }
        if (type.IsGenericParameter)
        {
            return (type.IsGenericMethodParameter ? "``" : "`") + type.GenericParameterPosition;
        }
        string name = type.Namespace + "." + type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}{{{string.Join(",", type.GetGenericArguments().Select(NameOf))}}}" : name;
    }
}
