using System.Numerics.Tensors;
using System.Reflection;
using System.Reflection.Emit;

namespace MiniDnn.Tests;

/// <summary>What an argument is to the tests.</summary>
internal enum Role
{
    /// <summary>A span, view or matrix.</summary>
    Shape,

    /// <summary>A whole number, index or size.</summary>
    Number,

    Range,

    /// <summary>Anything else: options, functions, tolerances; always the same.</summary>
    Other,
}

/// <summary>An argument of an operation.</summary>
internal sealed record Argument(string Name, Type Type, Role Role)
{
    /// <summary>The number type where it is a shape.</summary>
    public Type Element => Shapes.ElementOf(Type)!;

    /// <summary>True where the call may write into it.</summary>
    public bool IsWritable { get; init; }

    /// <summary>True where the call sets every element without reading any.</summary>
    public bool IsSet { get; init; }

    /// <summary>True for a matrix that has memory of its own.</summary>
    public bool IsObject => Shapes.IsObject(Type);

    public bool IsMatrix => Shapes.IsMatrix(Type);
}

/// <summary>A public member that works on spans, views or matrices, made callable with any arguments: spans can't be boxed for reflection, so each member gets a method of its own that fetches them.</summary>
internal sealed class Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Func<Arguments<T>, object?, object?> _call;

    public Operation(MethodBase member)
    {
        Member = member;
        IsOnShape = !member.IsStatic && !member.IsConstructor && Shapes.IsShape(member.DeclaringType!);
        IEnumerable<Argument> parameters = member.GetParameters().Where(parameter => !parameter.IsOut).Select(Describe);
        bool isLoss = member.DeclaringType == typeof(Loss);
        Arguments = [.. IsOnShape ? [new("this", member.DeclaringType!, Role.Shape) { IsWritable = Mutates(member) }] : Array.Empty<Argument>(), .. parameters.Select(argument => argument with { IsSet = argument.IsWritable && (argument.Name is "destination" or "output" or "weights" || (isLoss && argument.Name == "delta")) })];
        Shaped = [.. Arguments.Where(argument => argument.Role != Role.Other)];
        string type = Shapes.IsShape(member.DeclaringType!) ? "Matrix" : member.DeclaringType!.Name.Split('`')[0];
        string names = string.Join(", ", Shaped.Where(argument => argument.Name != "this").Select(argument => argument.Name));
        Key = $"{type}.{(member.IsConstructor ? "new" : member.Name)}({names})";
        _call = Emit();
    }

    public MethodBase Member { get; }

    /// <summary>The name by which the table of rules knows it: the three matrix types share one.</summary>
    public string Key { get; }

    /// <summary>The matrix that it belongs to, if any, then the parameters.</summary>
    public IReadOnlyList<Argument> Arguments { get; }

    /// <summary>Those that a rule speaks of.</summary>
    public IReadOnlyList<Argument> Shaped { get; }

    /// <summary>True where the result is a matrix, a view, a span or an array.</summary>
    public bool ReturnsShape => Member is ConstructorInfo || Member is MethodInfo { ReturnType: var type } && (Shapes.IsShape(type) || type.IsArray);

    /// <summary>True for a member of a matrix or view.</summary>
    public bool IsOnShape { get; }

    /// <summary>True where an object of another kind must be there to call it on.</summary>
    public bool NeedsReceiver => !IsOnShape && !Member.IsStatic && !Member.IsConstructor;

    /// <summary>What is given for an argument without a shape.</summary>
    public object? Other(int index) => Receivers<T>.Other(Member.GetParameters().Single(parameter => parameter.Name == Arguments[index].Name));

    /// <summary>Calls the member with the arguments as they are now.</summary>
    /// <returns>The result; of a span or view its shape, after every element was read.</returns>
    public object? Call(Arguments<T> arguments, object? receiver) => _call(arguments, receiver);

    public override string ToString()
        => $"{Shapes.NameOf(Member.DeclaringType!)}.{Member.Name.Replace(".ctor", "new", StringComparison.Ordinal)}({string.Join(", ", Member.GetParameters().Select(parameter => Shapes.NameOf(parameter.ParameterType) + " " + parameter.Name))})";

    /// <summary>What changes the matrix that it is called on.</summary>
    private static bool Mutates(MethodBase member) => member.Name is "Fill" or "Clear" or "SetColumn" or "SetRow";

    private static Argument Describe(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        Role role = Shapes.IsShape(type) ? Role.Shape : type == typeof(int) || type == typeof(Index) ? Role.Number : type == typeof(Range) ? Role.Range : Role.Other;
        // a writable view that is only read: of the forms that take all three matrix types
        bool isRead = parameter.Name is "matrix" or "view";
        return new(parameter.Name!, type, role) { IsWritable = Shapes.IsWritable(type) && !isRead };
    }

    private Func<Arguments<T>, object?, object?> Emit()
    {
        var method = new DynamicMethod(Key, typeof(object), [typeof(Arguments<T>), typeof(object)], typeof(Operation<T>).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        int next = 0;
        if (IsOnShape)
        {
            LoadArgument(il, 0, byReference: Member.DeclaringType!.IsValueType);
            next++;
        }
        else if (NeedsReceiver)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Castclass, Member.DeclaringType!);
        }
        LocalBuilder? output = null;
        foreach (ParameterInfo parameter in Member.GetParameters())
        {
            if (parameter.IsOut)
            {
                output = il.DeclareLocal(parameter.ParameterType.GetElementType()!);
                il.Emit(OpCodes.Ldloca, output);
            }
            else
            {
                LoadArgument(il, next++, parameter.ParameterType.IsByRef);
            }
        }
        EmitCall(il, output);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<Arguments<T>, object?, object?>>();
    }

    private void LoadArgument(ILGenerator il, int index, bool byReference)
    {
        Argument argument = Arguments[index];
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Call, MiniDnn.Tests.Arguments<T>.Getter(argument));
        if (argument.Role == Role.Other)
        {
            il.Emit(OpCodes.Unbox_Any, argument.Type);
        }
        if (byReference)
        {
            LocalBuilder local = il.DeclareLocal(argument.Type);
            il.Emit(OpCodes.Stloc, local);
            il.Emit(OpCodes.Ldloca, local);
        }
    }

    private void EmitCall(ILGenerator il, LocalBuilder? output)
    {
        Type result = typeof(void);
        if (Member is ConstructorInfo constructor)
        {
            il.Emit(OpCodes.Newobj, constructor);
            result = constructor.DeclaringType!;
        }
        else if (Member is MethodInfo info)
        {
            il.Emit(info.IsVirtual && !info.DeclaringType!.IsValueType ? OpCodes.Callvirt : OpCodes.Call, info);
            result = info.ReturnType;
        }
        if (output is not null)
        {
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ldloc, output);
            result = output.LocalType;
        }
        if (result.IsByRef)
        {
            result = result.GetElementType()!;
            il.Emit(OpCodes.Ldobj, result);
        }
        if (result == typeof(void))
        {
            il.Emit(OpCodes.Ldnull);
        }
        else if (result.IsByRefLike)
        {
            if (Results.Reader(result) is { } reader)
            {
                il.Emit(OpCodes.Call, reader);
            }
            else
            {
                il.Emit(OpCodes.Pop);
                il.Emit(OpCodes.Ldnull);
            }
        }
        else if (result.IsValueType)
        {
            il.Emit(OpCodes.Box, result);
        }
    }
}

/// <summary>Reads all that an operation returned, so that nothing outside memory is handed out unnoticed.</summary>
internal static class Results
{
    /// <summary>The method here that reads a result of that type; null for what holds no memory, as enumerators.</summary>
    public static MethodInfo? Reader(Type type)
        => typeof(Results).GetMethods().FirstOrDefault(method => method.Name == nameof(Read)
            && method.GetParameters()[0].ParameterType.GetGenericTypeDefinition() == type.GetGenericTypeDefinition())?.MakeGenericMethod(type.GetGenericArguments()[0]);

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
