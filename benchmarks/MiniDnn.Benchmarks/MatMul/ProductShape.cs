namespace MiniDnn.Benchmarks;

internal enum ProductKind
{
    /// <summary>A·B.</summary>
    Plain,

    /// <summary>Aᵀ·B: the gradient of weights.</summary>
    TransposeLeft,

    /// <summary>A·Bᵀ: forward with weights outputs×inputs.</summary>
    TransposeRight,
}

/// <summary>A product with an m×n result and inner size k, as it is stored: a transposed operand has its sizes exchanged.</summary>
internal sealed record ProductShape(string Section, ProductKind Kind, int M, int K, int N)
{
    public double Operations => 2.0 * M * K * N;

    public (int Rows, int Columns) Left => Kind == ProductKind.TransposeLeft ? (K, M) : (M, K);

    public (int Rows, int Columns) Right => Kind == ProductKind.TransposeRight ? (N, K) : (K, N);

    public override string ToString() => $"{M}×{K}×{N}";

    /// <summary>Shapes of square products and of the networks 784-128-10 (batch 64), 784-512-512-10 (batch 256) and 2-16-1 (batch 32).</summary>
    public static IReadOnlyList<ProductShape> All { get; } =
    [
        .. Square(16, 32, 48, 64, 100, 128, 256, 512, 1000, 1024, 2048),
        .. Many("forward A·B", ProductKind.Plain, (64, 784, 128), (64, 128, 10), (256, 784, 512), (256, 512, 512), (256, 512, 10), (32, 2, 16)),
        .. Many("one row", ProductKind.Plain, (1, 784, 128), (1, 784, 512), (1, 512, 512), (1, 128, 10)),
        .. Many("Aᵀ·B", ProductKind.TransposeLeft, (784, 64, 128), (784, 256, 512), (128, 64, 10)),
        .. Many("A·Bᵀ", ProductKind.TransposeRight, (64, 128, 784), (64, 10, 128), (256, 512, 784), (256, 10, 512)),
    ];

    /// <summary>One or two of each section: enough to see what a change does.</summary>
    public static IReadOnlyList<ProductShape> Few { get; } =
    [
        .. Square(32, 64, 128, 256, 512, 1024),
        .. Many("forward A·B", ProductKind.Plain, (64, 784, 128), (256, 512, 10)),
        .. Many("one row", ProductKind.Plain, (1, 784, 128), (1, 784, 512)),
        .. Many("Aᵀ·B", ProductKind.TransposeLeft, (784, 64, 128), (128, 64, 10)),
        .. Many("A·Bᵀ", ProductKind.TransposeRight, (64, 128, 784), (64, 10, 128)),
    ];

    private static IEnumerable<ProductShape> Square(params int[] sizes) => sizes.Select(n => new ProductShape("squares", ProductKind.Plain, n, n, n));

    private static IEnumerable<ProductShape> Many(string section, ProductKind kind, params (int M, int K, int N)[] sizes)
        => sizes.Select(s => new ProductShape(section, kind, s.M, s.K, s.N));
}
