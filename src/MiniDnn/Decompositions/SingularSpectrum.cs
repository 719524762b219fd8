using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>The singular values of a matrix in falling order, and what follows from them alone.</summary>
/// <param name="scaled">scale·σ, which are finite even where σ₁ itself is not.</param>
/// <param name="scale">A power of two.</param>
/// <param name="largerSide">max(m, n).</param>
internal sealed class SingularSpectrum<T>(T[] scaled, T scale, int largerSide)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _values = Array.ConvertAll(scaled, s => s / scale);

    public ReadOnlySpan<T> Values => _values;

    /// <summary>max(m, n)·ε·σ₁.</summary>
    public T DefaultTolerance => ScaledTolerance / scale;

    private T ScaledTolerance => scaled.Length == 0 ? T.Zero : T.CreateChecked(largerSide) * FloatingPoint<T>.Epsilon * scaled[0];

    /// <param name="tolerance">The bound; <see cref="DefaultTolerance"/> by default.</param>
    /// <param name="operation">For the message of the exception.</param>
    public int Rank(T? tolerance, string operation)
    {
        Throw.IfNegative(operation, tolerance ?? T.Zero, nameof(tolerance));
        return tolerance is { } bound ? _values.Count(s => s > bound) : scaled.Count(s => s > ScaledTolerance);
    }

    public T ConditionNumber()
    {
        if (scaled.Length == 0)
        {
            return T.One;
        }
        return scaled[^1] == T.Zero ? T.PositiveInfinity : scaled[0] / scaled[^1];
    }

    /// <summary>1/σ of a value that is not 0, of the number range even where σ is beyond it.</summary>
    public T Inverse(int index) => T.IsFinite(_values[index]) ? T.One / _values[index] : scale / scaled[index];

    /// <summary>The same values as numbers of another type, scaled so that the largest lies in the upper half of its range.</summary>
    public SingularSpectrum<TOther> ConvertTo<TOther>()
        where TOther : unmanaged, IFloatingPointIeee754<TOther>
    {
        int range = -SafeRange.SmallestExponent<TOther>();
        int shift = scaled.Length == 0 || scaled[0] == T.Zero ? 0 : Math.Clamp((range / 2) - SafeRange.Exponent(_values[0]), -range, range);
        return new([.. _values.Select(v => TOther.CreateTruncating(T.ScaleB(v, shift)))], TOther.ScaleB(TOther.One, shift), largerSide);
    }
}
