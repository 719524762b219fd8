namespace MiniDnn.Benchmarks;

/// <summary>The product as a textbook writes it: three loops, the sum innermost.</summary>
internal static class PlainLoop
{
    public static void Multiply<T>(ProductShape shape, T[] a, T[] b, T[] c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int aRow, int aColumn) = shape.Kind == ProductKind.TransposeLeft ? (1, shape.M) : (shape.K, 1);
        (int bRow, int bColumn) = shape.Kind == ProductKind.TransposeRight ? (1, shape.K) : (shape.N, 1);
        for (int i = 0; i < shape.M; i++)
        {
            for (int j = 0; j < shape.N; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < shape.K; p++)
                {
                    sum += a[(i * aRow) + (p * aColumn)] * b[(p * bRow) + (j * bColumn)];
                }
                c[(i * shape.N) + j] = sum;
            }
        }
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
