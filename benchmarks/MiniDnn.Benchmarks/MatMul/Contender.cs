using MathNet.Numerics;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra;

namespace MiniDnn.Benchmarks;

/// <summary>A library that multiplies matrices.</summary>
internal abstract class Contender
{
    public abstract string Name { get; }

    /// <summary>The product of random matrices of the shape on so many threads, ready to be called again and again; everything that is not the product is done here.</summary>
    public abstract Action Prepare<T>(ProductShape shape, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>;

    protected static T[] Random<T>((int Rows, int Columns) size, ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new SeededRandom(seed);
        var values = new T[size.Rows * size.Columns];
        foreach (ref T value in values.AsSpan())
        {
            value = T.CreateTruncating(random.NextDouble() - 0.5);
        }
        return values;
    }
}

internal sealed class MiniDnnContender : Contender
{
    public override string Name => "MiniDnn";

    public override Action Prepare<T>(ProductShape shape, int threads)
    {
        var a = new Matrix<T>(shape.Left.Rows, shape.Left.Columns, Random<T>(shape.Left, 1));
        var b = new Matrix<T>(shape.Right.Rows, shape.Right.Columns, Random<T>(shape.Right, 2));
        var c = new Matrix<T>(shape.M, shape.N);
        return shape.Kind switch
        {
            ProductKind.TransposeLeft => () => a.TransposeMultiply(b, c, threads: threads),
            ProductKind.TransposeRight => () => a.MultiplyTransposed(b, c, threads: threads),
            _ => () => a.Multiply(b, c, threads: threads),
        };
    }
}

internal sealed class PlainLoopContender : Contender
{
    public override string Name => "plain loop";

    public override Action Prepare<T>(ProductShape shape, int threads)
    {
        T[] a = Random<T>(shape.Left, 1);
        T[] b = Random<T>(shape.Right, 2);
        var c = new T[shape.M * shape.N];
        return () => PlainLoop.Multiply(shape, a, b, c);
    }
}

/// <summary>Math.NET Numerics with its managed provider.</summary>
internal sealed class MathNetContender : Contender
{
    public override string Name => "Math.NET";

    public override Action Prepare<T>(ProductShape shape, int threads)
    {
        Control.UseManaged();
        MathNetMatrix.Matrix<T> a = MathNetMatrix.Matrix<T>.Build.Dense(shape.Left.Rows, shape.Left.Columns, Random<T>(shape.Left, 1));
        MathNetMatrix.Matrix<T> b = MathNetMatrix.Matrix<T>.Build.Dense(shape.Right.Rows, shape.Right.Columns, Random<T>(shape.Right, 2));
        MathNetMatrix.Matrix<T> c = MathNetMatrix.Matrix<T>.Build.Dense(shape.M, shape.N);
        Control.MaxDegreeOfParallelism = threads;
        return shape.Kind switch
        {
            ProductKind.TransposeLeft => () => a.TransposeThisAndMultiply(b, c),
            ProductKind.TransposeRight => () => a.TransposeAndMultiply(b, c),
            _ => () => a.Multiply(b, c),
        };
    }
}
