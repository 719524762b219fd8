namespace MiniDnn;

/// <summary>Of all coefficients that differ by vectors which X maps to 0, those of least norm in the user's units.</summary>
internal sealed class LeastNorm
{
    private readonly int[] _exponents;
    private readonly DoubleDouble[][] _basis;

    private LeastNorm(DoubleDouble[][] basis, int[] exponents) => (_basis, _exponents) = (basis, exponents);

    /// <summary>Makes an orthonormal basis of the vectors, by Gram and Schmidt's method, done twice for each.</summary>
    /// <param name="nullSpace">The vectors, in the units of the design's columns.</param>
    /// <param name="exponents">A coefficient in the user's units is 2^−exponent times that of the design.</param>
    public static LeastNorm Create(DoubleDouble[][] nullSpace, int[] exponents)
    {
        int least = exponents.Min();
        int[] shifts = [.. exponents.Select(e => least - e)];
        var basis = new DoubleDouble[nullSpace.Length][];
        for (int i = 0; i < basis.Length; i++)
        {
            basis[i] = [.. nullSpace[i].Select((v, j) => DoubleDouble.ScaleB(v, shifts[j]))];
            for (int pass = 0; pass < 2; pass++)
            {
                Project(basis.AsSpan(0, i), basis[i]);
                DoubleDouble length = DoubleDouble.Sqrt(Dot(basis[i], basis[i]));
                basis[i] = [.. basis[i].Select(v => v / length)];
            }
        }
        return new(basis, shifts);
    }

    /// <summary>Takes what X maps to 0 off the coefficients, which are in the units of the design's columns.</summary>
    public void Apply(DoubleDouble[] coefficients)
    {
        DoubleDouble[] user = [.. coefficients.Select((b, j) => DoubleDouble.ScaleB(b, _exponents[j]))];
        Project(_basis, user);
        for (int j = 0; j < user.Length; j++)
        {
            coefficients[j] = DoubleDouble.ScaleB(user[j], -_exponents[j]);
        }
    }

    private static void Project(ReadOnlySpan<DoubleDouble[]> basis, DoubleDouble[] vector)
    {
        foreach (DoubleDouble[] direction in basis)
        {
            DoubleDouble share = Dot(direction, vector);
            for (int j = 0; j < vector.Length; j++)
            {
                vector[j] -= share * direction[j];
            }
        }
    }

    private static DoubleDouble Dot(DoubleDouble[] left, DoubleDouble[] right)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int j = 0; j < left.Length; j++)
        {
            sum += left[j] * right[j];
        }
        return sum;
    }
}
