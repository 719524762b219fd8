using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>What an argument is to the tests.</summary>
internal enum Role
{
    /// <summary>A span, view, matrix, list or array.</summary>
    Shape,

    /// <summary>A whole number, index or size.</summary>
    Number,

    /// <summary>A range of rows or columns.</summary>
    Range,

    /// <summary>Anything else: options, functions, tolerances; always the same.</summary>
    Other,
}

/// <summary>An argument of an operation.</summary>
internal sealed record Argument(string Name, Type Type, Role Role)
{
    /// <summary>True where the call may write into it.</summary>
    public bool IsWritable { get; init; }

    /// <summary>True where the call sets every element without reading any.</summary>
    public bool IsSet { get; init; }

    /// <summary>The number type where it is a shape.</summary>
    public Type Element => Shapes.ElementOf(Type)!;

    /// <summary>True for a matrix that has memory of its own.</summary>
    public bool IsObject => Shapes.IsObject(Type);

    public bool IsMatrix => Shapes.IsMatrix(Type);

    public static Argument Of(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        Role role = Shapes.IsShape(type) ? Role.Shape
            : type == typeof(int) || type == typeof(Index) ? Role.Number
            : type == typeof(Range) ? Role.Range : Role.Other;

        // of the forms that take all three matrix types, one takes a writable view and only reads it
        bool isRead = parameter.Name is "matrix" or "view" or "left" or "right";
        bool isWritable = Shapes.IsWritable(type) && !isRead;
        bool isDelta = parameter.Name == "delta" && parameter.Member.DeclaringType == typeof(Loss);
        return new(parameter.Name!, type, role)
        {
            IsWritable = isWritable,
            IsSet = isWritable && (parameter.Name is "destination" or "output" or "weights" || isDelta),
        };
    }

    /// <summary>The matrix that a member belongs to.</summary>
    public static Argument This(MethodBase member)
        => new("this", member.DeclaringType!, Role.Shape) { IsWritable = member.Name is "Fill" or "Clear" or "SetColumn" or "SetRow" };
}
