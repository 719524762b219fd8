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
