using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>The singular values of a matrix in falling order, and what follows from them alone.</summary>
internal sealed class SingularSpectrum<T>(T[] values, int largerSide)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public ReadOnlySpan<T> Values => values;

    /// <summary>max(m, n)·ε·σ₁.</summary>
    public T DefaultTolerance => values.Length == 0 ? T.Zero : T.CreateChecked(largerSide) * FloatingPoint<T>.Epsilon * values[0];

    /// <param name="tolerance">The bound; <see cref="DefaultTolerance"/> by default.</param>
    /// <param name="operation">For the message of the exception.</param>
    public int Rank(T? tolerance, string operation)
    {
        T bound = tolerance ?? DefaultTolerance;
        Throw.IfNegative(operation, bound, nameof(tolerance));
        return values.Count(s => s > bound);
    }

    public T ConditionNumber()
    {
        if (values.Length == 0)
        {
            return T.One;
        }
        return values[^1] == T.Zero ? T.PositiveInfinity : values[0] / values[^1];
    }
}
