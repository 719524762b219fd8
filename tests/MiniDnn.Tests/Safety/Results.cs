using System.Numerics.Tensors;
using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>Reads all that an operation returned, so that nothing outside memory is handed out unnoticed.</summary>
internal static class Results
{
    /// <summary>The method here that reads a result of that type; null for what holds no memory, as enumerators.</summary>
    public static MethodInfo? Reader(Type type)
    {
        Type definition = type.GetGenericTypeDefinition(), element = type.GetGenericArguments()[0];
        IEnumerable<MethodInfo> readers = typeof(Results).GetMethods().Where(method => method.Name == nameof(Read));
        return readers.FirstOrDefault(method => method.GetParameters()[0].ParameterType.GetGenericTypeDefinition() == definition)
            ?.MakeGenericMethod(element);
    }

    public static object Read<TItem>(Span<TItem> values) => Read((ReadOnlySpan<TItem>)values);

    public static object Read<TItem>(ReadOnlySpan<TItem> values)
    {
        values.ToArray();
        return Extent.Vector(values.Length);
    }

    public static object Read<T>(MatrixSpan<T> view)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Read((ReadOnlyMatrixSpan<T>)view);

    public static object Read<T>(ReadOnlyMatrixSpan<T> view)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < view.RowCount && view.ColumnCount > 0; i++)
        {
            view.Row(i).ToArray();
        }
        return new Extent(view.RowCount, view.ColumnCount);
    }

    public static object Read<TItem>(TensorSpan<TItem> tensor) => Read((ReadOnlyTensorSpan<TItem>)tensor);

    public static object Read<TItem>(ReadOnlyTensorSpan<TItem> tensor)
    {
        var values = new TItem[(int)tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return new Extent((int)tensor.Lengths[0], (int)tensor.Lengths[1]);
    }

    /// <summary>The shape of what an operation returned; null where it has none.</summary>
    public static Extent? ShapeOf(object? result)
        => result switch
        {
            Extent extent => extent,
            Matrix<float> matrix => new(matrix.RowCount, matrix.ColumnCount),
            Matrix<double> matrix => new(matrix.RowCount, matrix.ColumnCount),
            Array { Rank: 2 } matrix => new(matrix.GetLength(0), matrix.GetLength(1)),
            Array array => Extent.Vector(array.Length),
            _ => null,
        };
}
