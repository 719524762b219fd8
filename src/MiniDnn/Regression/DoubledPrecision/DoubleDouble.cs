namespace MiniDnn;

/// <summary>A number in doubled precision: the unevaluated sum of two doubles, about 32 decimal digits.</summary>
/// <remarks>
/// The error-free transformations are those of T. Dekker (1971) and D. Knuth; the operations with their error bounds (a few units of 2⁻¹⁰⁶)
/// those of M. Joldes, J.-M. Muller and V. Popescu, "Tight and rigorous error bounds for basic building blocks of double-word arithmetic"
/// (2017). <see cref="double.FusedMultiplyAdd"/> rounds once on every machine (in software where the processor has none), so the results
/// are the same everywhere.
/// </remarks>
internal readonly record struct DoubleDouble(double High, double Low)
{
    public static readonly DoubleDouble Zero;
    public static readonly DoubleDouble One = new(1, 0);

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static explicit operator double(DoubleDouble value) => value.High;

    /// <summary>a + b without error: the rounded sum and what rounding lost.</summary>
    public static DoubleDouble ExactSum(double a, double b)
    {
        double sum = a + b;
        double part = sum - a;
        return new(sum, (a - (sum - part)) + (b - part));
    }

    /// <summary>a·b without error: the rounded product and what rounding lost.</summary>
    public static DoubleDouble ExactProduct(double a, double b)
    {
        double product = a * b;
        return new(product, double.FusedMultiplyAdd(a, b, -product));
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble high = ExactSum(a.High, b.High);
        DoubleDouble low = ExactSum(a.Low, b.Low);
        DoubleDouble sum = Normalize(high.High, high.Low + low.High);
        return Normalize(sum.High, low.Low + sum.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + (-b);

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble product = ExactProduct(a.High, b.High);
        double cross = double.FusedMultiplyAdd(a.Low, b.High, double.FusedMultiplyAdd(a.High, b.Low, a.Low * b.Low));
        return Normalize(product.High, product.Low + cross);
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.High / b.High;
        if (!double.IsFinite(first) || double.IsInfinity(b.High))
        {
            return first;
        }
        DoubleDouble rest = a - (b * first);
        double second = rest.High / b.High;
        rest -= b * second;
        return Normalize(first, second) + (rest.High / b.High);
    }

    /// <summary>The square root: one step of Newton's iteration from double's (A. Karp and P. Markstein, 1997).</summary>
    public static DoubleDouble Sqrt(DoubleDouble value)
    {
        double root = Math.Sqrt(value.High);
        if (root == 0 || !double.IsFinite(root))
        {
            return root;
        }
        DoubleDouble rest = value - ExactProduct(root, root);
        return Normalize(root, rest.High / (2 * root));
    }

    public static DoubleDouble Dot(ReadOnlySpan<DoubleDouble> a, ReadOnlySpan<DoubleDouble> b)
    {
        DoubleDouble sum = Zero;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// <summary>y + factor·x, in place.</summary>
    public static void AddScaled(ReadOnlySpan<DoubleDouble> x, DoubleDouble factor, Span<DoubleDouble> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] += factor * x[i];
        }
    }

    public static DoubleDouble ScaleB(DoubleDouble value, int exponent) => new(Math.ScaleB(value.High, exponent), Math.ScaleB(value.Low, exponent));

    /// <summary>The exact sum of two numbers, the first of which is the larger one in size.</summary>
    private static DoubleDouble Normalize(double large, double small)
    {
        double sum = large + small;
        return new(sum, small - (sum - large));
    }

    /// <summary>This times 2^exponent, rounded to the number type of the data.</summary>
    public T Round<T>(int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
        => T.CreateTruncating(Math.ScaleB(High, exponent));
}
