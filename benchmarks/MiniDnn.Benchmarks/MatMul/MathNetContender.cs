using MathNet.Numerics;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra;

namespace MiniDnn.Benchmarks;

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
