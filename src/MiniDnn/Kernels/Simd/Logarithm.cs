using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>Logarithms of single numbers.</summary>
internal static class Logarithm
{
    /// <summary>ln(1 + u), right to the last bits for small u too (W. Kahan).</summary>
    public static T OnePlus<T>(T u)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.One + u;
        return sum == T.One ? u : T.Log(sum) * (u / (sum - T.One));
    }
}

/// <summary>Logarithms for all lanes of a vector.</summary>
internal static class Logarithm<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>ln(1 + u) for u from 0 to 1, right to the last bits for small u too: 2·artanh s = 2s·(1 + s²/3 + s⁴/5 + …) with s = u/(2 +
    /// u) ≤ ⅓.
    /// The first term left out is below 2·10⁻⁸ of the result in float (7 terms) and 2·10⁻¹⁷ in double (16).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OnePlus(TVector u)
    {
        TVector s = TSimd.Divide(u, TSimd.Add(u, TSimd.Broadcast(T.CreateTruncating(2))));
        TVector square = TSimd.Multiply(s, s), sum = default;
        for (int power = typeof(T) == typeof(float) ? 13 : 31; power > 0; power -= 2)
        {
            sum = TSimd.MultiplyAdd(sum, square, TSimd.Broadcast(T.One / T.CreateTruncating(power)));
        }
        return TSimd.Multiply(TSimd.Add(s, s), sum);
    }
}
