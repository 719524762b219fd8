using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>eˣ and what is made of it, for all lanes of a vector, within two or three units in the last place over the whole range.
/// <para>After W. Cody and W. Waite (1980): x = n·ln 2 + r with n whole and |r| ≤ ½·ln 2, so that eˣ = 2ⁿ·eʳ. ln 2 is subtracted in two
/// parts, the first so short that n times it is exact.
/// eʳ = 1 + r + r²·q(r), where q is the polynomial whose largest relative error in eʳ is least (E. Remez, 1934): of degree 4 in float,
/// error 3·10⁻⁹, and 9 in double, error 4·10⁻¹⁸.</para></summary>
internal static class Exponential<TSimd, TVector, T>
    where TSimd : ISimdScale<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static bool IsFloat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float);
    }

    /// <summary>
    /// Added to a number n, it leaves n rounded to a whole number, with an exponent's bias, in the low bits of the sum: 1.5·2^23 + 127 or
    /// 1.5·2^52 + 1023.
    /// </summary>
    private static TVector BiasedRounder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(IsFloat ? 12582912 + 127 : 6755399441055744 + 1023);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x) => ExpBelow(TSimd.AtMost(x, Constant(IsFloat ? 89 : 710)));

    /// <summary>eˣ for x up to where it overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpBelow(TVector x)
    {
        // e to anything less is 0
        TVector r = Reduce(TSimd.AtLeast(x, Constant(IsFloat ? -105 : -746)), out TVector biased);
        return TSimd.ScaleB(TSimd.Add(Constant(1), PolynomialMinus1(r)), TSimd.Subtract(biased, BiasedRounder));
    }

    /// <summary>eˣ − 1 for x ≤ 0, accurate near 0: 2ⁿ·(eʳ − 1) + (2ⁿ − 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ExpMinus1(TVector x)
    {
        TVector r = Reduce(TSimd.AtLeast(x, Constant(-40)), out TVector biased);
        TVector power = TSimd.PowerOf2(biased);
        return TSimd.MultiplyAdd(power, PolynomialMinus1(r), TSimd.Subtract(power, Constant(1)));
    }

    /// <summary>tanh x = sign(x)·−m/(m + 2) with m = e^−2|x| − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        TVector y = TSimd.NegativeAbs(x);
        TVector m = ExpMinus1(TSimd.Add(y, y));
        return TSimd.CopySign(TSimd.Divide(m, TSimd.Add(m, Constant(2))), x);
    }

    /// <summary>r, and n with what <see cref="BiasedRounder"/> adds to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce(TVector x, out TVector biased)
    {
        // x/ln 2 to the nearest whole number; ln 2 in two parts, the first with so few bits that n times it is exact
        biased = TSimd.MultiplyAdd(x, Constant(1.4426950408889634), BiasedRounder);
        TVector n = TSimd.Subtract(biased, BiasedRounder);
        TVector high = TSimd.MultiplyAdd(n, Constant(IsFloat ? -0.693359375 : -0.693147180369123816490), x);
        // what the first part lacks of ln 2
        return TSimd.MultiplyAdd(n, Constant(IsFloat ? 2.12194440054690583e-4 : -1.90821492927058770002e-10), high);
    }

    /// <summary>
    /// eʳ − 1 = r + r²·q(r). The even and the odd powers of q are summed apart, two chains of dependent operations half as long.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PolynomialMinus1(TVector r)
    {
        TVector square = TSimd.Multiply(r, r), even, odd;
        // the polynomials of least largest error, by Remez exchange
        if (IsFloat)
        {
            even = TSimd.MultiplyAdd(Constant(0.0013814594191411062), square, Constant(0.04166838812672027));
            even = TSimd.MultiplyAdd(even, square, Constant(0.4999999344748157));
            odd = TSimd.MultiplyAdd(Constant(0.008368716917760475), square, Constant(0.16666520631426113));
        }
        else
        {
            // even powers, then odd ones
            even = TSimd.MultiplyAdd(Constant(2.763024836847288e-07), square, Constant(2.480149309902565e-05));
            even = TSimd.MultiplyAdd(even, square, Constant(0.0013888888943629925));
            even = TSimd.MultiplyAdd(even, square, Constant(0.04166666666653016));
            even = TSimd.MultiplyAdd(even, square, Constant(0.5000000000000011));
            // r⁹ and below
            odd = TSimd.MultiplyAdd(Constant(2.5000066626477466e-08), square, Constant(2.755758635352228e-06));
            odd = TSimd.MultiplyAdd(odd, square, Constant(0.0001984126950660702));
            odd = TSimd.MultiplyAdd(odd, square, Constant(0.008333333333494446));
            odd = TSimd.MultiplyAdd(odd, square, Constant(0.16666666666666413));
        }
        return TSimd.MultiplyAdd(TSimd.MultiplyAdd(odd, r, even), square, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Constant(double value) => TSimd.Broadcast(T.CreateTruncating(value));
}
