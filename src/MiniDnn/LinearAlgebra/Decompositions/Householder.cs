using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Elementary reflections H = I − τ·v·vᵀ with v₀ = 1 (A. S. Householder, 1958), on vectors that lie in one piece.</summary>
internal static class Householder
{
    /// <summary>Turns x into v, such that H·x = (β, 0, …, 0); returns β and τ. No division by a small number, no overflow where ‖x‖ itself has none.</summary>
    public static (T Beta, T Tau) Reflect<T>(Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T alpha = x[0];
        T norm = Norm<T>(x);
        bool isMultipleOfFirstUnitVector = norm == T.Abs(alpha) && Norm<T>(x[1..]) == T.Zero;
        if (isMultipleOfFirstUnitVector)
        {
            x[0] = T.One;
            return (alpha, T.Zero);
        }
        T beta = -T.CopySign(norm, alpha);
        TensorPrimitives.Divide(x[1..], alpha - beta, x[1..]);
        x[0] = T.One;
        return (beta, (beta - alpha) / beta);
    }

    /// <summary>Replaces x by H·x.</summary>
    public static void Apply<T>(ReadOnlySpan<T> v, T tau, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tau != T.Zero)
        {
            TensorPrimitives.MultiplyAdd(v, -tau * TensorPrimitives.Dot(v, x), x, x);
        }
    }

    /// <summary>The Euclidean norm, safe from overflow and underflow.</summary>
    public static T Norm<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new ReadOnlyMatrixSpan<T>(x, 1, x.Length).FrobeniusNorm();
}
