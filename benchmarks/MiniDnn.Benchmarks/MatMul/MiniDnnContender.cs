namespace MiniDnn.Benchmarks;

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
