using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>eˣ and what is made of it, for all lanes of a vector, within two or three units in the last place over the whole range.
/// <para>After W. Cody and W. Waite (1980): x = n·ln 2 + r with n whole and |r| ≤ ½·ln 2, so that eˣ = 2ⁿ·eʳ. ln 2 is subtracted in two parts, the first so short that n times it is exact;
/// eʳ is its Taylor series, of which float needs 7 terms and double 13.</para></summary>
internal static class Exponential<TSimd, TVector, T>
    where TSimd : ISimdMath<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static bool IsFloat => typeof(T) == typeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        // beyond these limits the result is 0 or ∞
        x = TSimd.Clamp(x, Constant(IsFloat ? -105 : -746), Constant(IsFloat ? 89 : 710));
        TVector r = Reduce(x, out TVector n);
        return TSimd.ScaleB(TSimd.Add(Constant(1), SeriesMinus1(r)), n);
    }

    /// <summary>eˣ − 1 for x from −100 to 0, accurate near 0: 2ⁿ·(eʳ − 1) + (2ⁿ − 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpMinus1(TVector x)
    {
        TVector r = Reduce(x, out TVector n);
        TVector power = TSimd.ScaleB(Constant(1), n);
        return TSimd.MultiplyAdd(power, SeriesMinus1(r), TSimd.Subtract(power, Constant(1)));
    }

    /// <summary>1/(1 + e⁻ˣ): with z = e^−|x|, which cannot overflow, 1/(1 + z) where x is positive and z/(1 + z) where it is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x)
    {
        TVector z = Exp(TSimd.Subtract(Constant(0), TSimd.Abs(x)));
        TVector numerator = TSimd.SelectNegative(x, z, Constant(1));
        return TSimd.Divide(numerator, TSimd.Add(Constant(1), z));
    }

    /// <summary>tanh x = sign(x)·−m/(m + 2) with m = e^−2|x| − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        TVector m = ExpMinus1(TSimd.Clamp(TSimd.Multiply(TSimd.Abs(x), Constant(-2)), Constant(-100), Constant(0)));
        return TSimd.CopySign(TSimd.Divide(m, TSimd.Add(m, Constant(2))), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce(TVector x, out TVector n)
    {
        n = TSimd.Round(TSimd.Multiply(x, Constant(1.4426950408889634)));
        TVector high = TSimd.MultiplyAdd(n, Constant(IsFloat ? -0.693359375 : -0.693147180369123816490), x);
        return TSimd.MultiplyAdd(n, Constant(IsFloat ? 2.12194440054690583e-4 : -1.90821492927058770002e-10), high);
    }

    /// <summary>eʳ − 1 = r + r²/2! + r³/3! + …, by Horner's rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SeriesMinus1(TVector r)
    {
        TVector sum;
        if (IsFloat)
        {
            sum = Constant(1.0 / 5040);
        }
        else
        {
            sum = TSimd.MultiplyAdd(Constant(1.0 / 6227020800), r, Constant(1.0 / 479001600));
            sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 39916800));
            sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 3628800));
            sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 362880));
            sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 40320));
            sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 5040));
        }
        sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 720));
        sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 120));
        sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 24));
        sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 6));
        sum = TSimd.MultiplyAdd(sum, r, Constant(1.0 / 2));
        return TSimd.MultiplyAdd(TSimd.Multiply(sum, r), r, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Constant(double value) => TSimd.Broadcast(T.CreateTruncating(value));
}
