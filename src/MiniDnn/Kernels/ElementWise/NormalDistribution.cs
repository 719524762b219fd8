using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The normal distribution for all lanes of a vector.</summary>
/// <remarks>
/// With u = |x| the tail is Φ(−u) = e^(−u²/2)·t·q(w), t = 1/(1 + 0.3·u), where w = (13·t − 7)/6 goes from −1 at u = 40 to 1 at 0: in that
/// variable e^(u²/2)·Φ(−u)/t is so smooth that a polynomial has all its digits. Its coefficients are those of the Chebyshev series, made
/// with 60 digits: of degree 11 in float, error 6·10⁻¹⁰, and 25 in double, error 7·10⁻¹⁷.
/// </remarks>
internal static class NormalDistribution<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>1/√(2π).</summary>
    public const double DensityAt0 = 0.3989422804014327;

    /// <summary>Beyond this |x| the tail is 0 in every number type.</summary>
    private const double Saturation = 40;

    /// <summary>Those of w⁰, w¹, …</summary>
    private static ReadOnlySpan<float> FloatCoefficients =>
    [
        0.235155395f, 0.164668133f, 0.079250328f, 0.0221573585f, 0.000608827924f, -0.00177719043f, -0.000253892116f, 0.000186286692f,
        // degree 11: the error is 6·10⁻¹⁰
        2.89134367e-5f, -2.49090924e-5f, -1.89331485e-6f, 2.64301043e-6f,
    ];

    /// <summary>Those of w⁰, w¹, …</summary>
    private static ReadOnlySpan<double> DoubleCoefficients =>
    [
        0.23515539473917516, 0.1646681313697207, 0.07925033248079803, 0.022157394739947524, 0.0006087701778129943,
        // degree 25: the error is 7·10⁻¹⁷
        -0.001777484293424987, -0.0002536058676395709, 0.00018731590353434933, 2.822184319821209e-05, -2.6683624992977245e-05,
        -9.980511017858359e-07, 4.153727553020179e-06, -6.378166765238369e-07, -5.40652615332144e-07, 2.488565254394733e-07,
        2.4693228562744406e-08, -5.373044321805366e-08, 1.3664358839222934e-08, 5.803191224811351e-09, -5.0640374758873405e-09,
        // the last terms are below the last place of a double, 10⁻¹⁶ beside the first
        5.882571497607315e-10, 8.748696981540428e-10, -3.4467621866065687e-10, -5.964001252771136e-11, 4.5537636971698136e-11,
        -2.4604124965488795e-12,
    ];

    /// <summary>x within ±<see cref="Saturation"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Saturate(TVector x) => TSimd.AtMost(TSimd.AtLeast(x, Constant(-Saturation)), Constant(Saturation));

    /// <summary>Φ(x) for |x| up to <see cref="Saturation"/>, and e^(−x²/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Cumulative(TVector x, out TVector exponential)
    {
        exponential = TSimd.ExpBelow(TSimd.Multiply(TSimd.Multiply(x, x), Constant(-0.5)));
        TVector t = TSimd.Divide(Constant(1), TSimd.MultiplyAdd(TSimd.NegativeAbs(x), Constant(-0.3), Constant(1)));
        TVector w = TSimd.MultiplyAdd(t, Constant(13.0 / 6), Constant(-7.0 / 6));
        TVector tail = TSimd.Multiply(TSimd.Multiply(exponential, t), Polynomial(w));
        return TSimd.SelectNegative(x, tail, TSimd.Subtract(Constant(1), tail));
    }

    /// <summary>The even and the odd powers are summed apart, two chains of dependent operations half as long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Polynomial(TVector w)
    {
        int last = (typeof(T) == typeof(float) ? FloatCoefficients.Length : DoubleCoefficients.Length) - 1;
        TVector square = TSimd.Multiply(w, w), odd = Coefficient(last), even = Coefficient(last - 1);
        for (int k = last - 2; k > 0; k -= 2)
        {
            odd = TSimd.MultiplyAdd(odd, square, Coefficient(k));
            even = TSimd.MultiplyAdd(even, square, Coefficient(k - 1));
        }
        return TSimd.MultiplyAdd(odd, w, even);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Coefficient(int k)
        => TSimd.Broadcast(
            typeof(T) == typeof(float) ? T.CreateTruncating(FloatCoefficients[k]) : T.CreateTruncating(DoubleCoefficients[k]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Constant(double value) => TSimd.Broadcast(T.CreateTruncating(value));
}
