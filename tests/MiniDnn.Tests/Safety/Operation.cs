using System.Reflection;
using System.Reflection.Emit;

namespace MiniDnn.Tests;

/// <summary>A public member that works on spans, views or matrices, made callable with any arguments.</summary>
/// <remarks>Spans can't be boxed for reflection, so each member gets a method of its own that fetches the arguments and calls it.</remarks>
internal sealed class Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Func<Arguments<T>, object?, object?> _call;

    public Operation(MethodBase member)
    {
        Member = member;
        IsOnShape = !member.IsStatic && !member.IsConstructor && Shapes.IsShape(member.DeclaringType!);
        IEnumerable<Argument> parameters = member.GetParameters().Where(parameter => !parameter.IsOut).Select(Argument.Of);
        Arguments = IsOnShape ? [Argument.This(member), .. parameters] : [.. parameters];
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
    public bool ReturnsShape
        => Member is ConstructorInfo || (Member is MethodInfo { ReturnType: var type } && (Shapes.IsShape(type) || type.IsArray));

    /// <summary>True for a member of a matrix or view.</summary>
    public bool IsOnShape { get; }

    /// <summary>True where an object of another kind must be there to call it on.</summary>
    public bool NeedsReceiver => !IsOnShape && !Member.IsStatic && !Member.IsConstructor;

    /// <summary>What is given for an argument without a shape.</summary>
    public object? Other(int index) => Receivers<T>.Other(Parameter(Arguments[index].Name)!);

    /// <summary>The parameter of that name; null where there is none.</summary>
    public ParameterInfo? Parameter(string? name) => Member.GetParameters().SingleOrDefault(parameter => parameter.Name == name);

    /// <summary>Calls the member with the arguments as they are now.</summary>
    /// <returns>The result; of a span or view its shape, after every element was read.</returns>
    public object? Call(Arguments<T> arguments, object? receiver) => _call(arguments, receiver);

    public override string ToString()
    {
        var parameters = Member.GetParameters().Select(parameter => $"{Shapes.NameOf(parameter.ParameterType)} {parameter.Name}");
        return $"{Shapes.NameOf(Member.DeclaringType!)}.{(Member.IsConstructor ? "new" : Member.Name)}({string.Join(", ", parameters)})";
    }

    private Func<Arguments<T>, object?, object?> Emit()
    {
        Type[] parameters = [typeof(Arguments<T>), typeof(object)];
        var method = new DynamicMethod(Key, typeof(object), parameters, typeof(Operation<T>).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        int next = 0;
        if (IsOnShape)
        {
            LoadArgument(il, next++, byReference: Member.DeclaringType!.IsValueType);
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
        Type result = EmitCall(il);
        if (output is not null)
        {
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ldloc, output);
            result = output.LocalType;
        }
        EmitResult(il, result);
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

    /// <returns>The type of the result.</returns>
    private Type EmitCall(ILGenerator il)
    {
        if (Member is ConstructorInfo constructor)
        {
            il.Emit(OpCodes.Newobj, constructor);
            return constructor.DeclaringType!;
        }
        var method = (MethodInfo)Member;
        il.Emit(method.IsVirtual && !method.DeclaringType!.IsValueType ? OpCodes.Callvirt : OpCodes.Call, method);
        return method.ReturnType;
    }

    /// <summary>Makes the result an object: what it is, or the shape of what was read from it.</summary>
    private static void EmitResult(ILGenerator il, Type result)
    {
        if (result.IsByRef)
        {
            result = result.GetElementType()!;
            il.Emit(OpCodes.Ldobj, result);
        }
        if (result == typeof(void))
        {
            il.Emit(OpCodes.Ldnull);
        }
        else if (result.IsByRefLike && Results.Reader(result) is { } reader)
        {
            il.Emit(OpCodes.Call, reader);
        }
        else if (result.IsByRefLike)
        {
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ldnull);
        }
        else if (result.IsValueType)
        {
            il.Emit(OpCodes.Box, result);
        }
    }
}
