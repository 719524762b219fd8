using System.Numerics.Tensors;

namespace MiniDnn.Tests;

/// <summary>The types that have a shape.</summary>
internal static class Shapes
{
    private static readonly Type[] Matrices =
        [typeof(Matrix<>), typeof(MatrixSpan<>), typeof(ReadOnlyMatrixSpan<>), typeof(TensorSpan<>), typeof(ReadOnlyTensorSpan<>), typeof(Targets<>)];

    private static readonly Type[] Vectors = [typeof(Span<>), typeof(ReadOnlySpan<>), typeof(IReadOnlyList<>)];

    /// <summary>True for matrices, views, spans, lists and arrays of numbers, and arrays of rows.</summary>
    public static bool IsShape(Type type) => IsMatrix(type) || IsVector(type);

    /// <summary>True for matrices, views and spans, not for lists and arrays.</summary>
    public static bool IsMemory(Type type) => Is(type, [.. Matrices, typeof(Span<>), typeof(ReadOnlySpan<>)]);

    public static bool IsMatrix(Type type) => Is(type, Matrices) || IsJagged(type);

    public static bool IsVector(Type type) => IsNumber(ElementOf(type)) && (type.IsSZArray || Is(type, Vectors));

    /// <summary>True for an array of rows.</summary>
    public static bool IsJagged(Type type)
        => type.IsSZArray && type.GetElementType() is { IsSZArray: true } row && IsNumber(row.GetElementType());

    /// <summary>True for a matrix or rows of its own memory, not a view.</summary>
    public static bool IsObject(Type type) => Is(type, typeof(Matrix<>)) || IsJagged(type);

    public static bool IsTensor(Type type) => Is(type, typeof(TensorSpan<>));

    public static bool IsWritable(Type type) => Is(type, typeof(MatrixSpan<>), typeof(Span<>), typeof(TensorSpan<>));

    /// <summary>The number type of a shape.</summary>
    public static Type? ElementOf(Type type)
        => IsJagged(type) ? type.GetElementType()!.GetElementType()
            : type.IsSZArray ? type.GetElementType()
            : Is(type, [.. Matrices, .. Vectors]) ? type.GetGenericArguments()[0] : null;

    public static string NameOf(Type type)
        => type.Name.Split('`')[0] + (type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : "");

    private static bool IsNumber(Type? type) => type == typeof(float) || type == typeof(double) || type == typeof(int);

    private static bool Is(Type type, params Type[] definitions)
        => type.IsGenericType && definitions.Contains(type.GetGenericTypeDefinition());
}
