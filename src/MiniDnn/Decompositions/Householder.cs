using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>Elementary reflections H = I − τ·v·vᵀ with v₀ = 1 (A. S. Householder, 1958), on vectors that lie in one piece.</summary>
internal static class Householder
{
    /// <summary>Turns x into v, such that H·x = (β, 0, …, 0); returns β and τ. No overflow where ‖x‖ itself has none.</summary>
    public static (T Beta, T Tau) Reflect<T>(Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (T beta, T tau) = Reflect(x[0], x[1..]);
        x[0] = T.One;
        return (beta, tau);
    }

    /// <summary>The same with the first element apart from the others, <paramref name="rest"/>, which become those of v.</summary>
    public static (T Beta, T Tau) Reflect<T>(T alpha, Span<T> rest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T norm = Norm<T>(rest);
        if (norm == T.Zero)
        {
            return (alpha, T.Zero);
        }
        T beta = -T.CopySign(T.Hypot(alpha, norm), alpha);
        if (T.Abs(beta) < FloatingPoint<T>.SmallestNormal / FloatingPoint<T>.Epsilon)
        {
            return ReflectTiny(alpha, rest);
        }
        T divisor = alpha - beta;
        TensorPrimitives.Multiply(rest, T.One / divisor, rest);
        return (beta, (beta - alpha) / beta);
    }

    /// <summary>Numbers near underflow have few digits in their products: they are made larger first.</summary>
    private static (T Beta, T Tau) ReflectTiny<T>(T alpha, Span<T> rest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // squares of what is left are normal numbers then
        T enlargement = T.ScaleB(T.One, -T.ILogB(FloatingPoint<T>.SmallestNormal) / 2);
        TensorPrimitives.Multiply(rest, enlargement, rest);
        (T beta, T tau) = Reflect(alpha * enlargement, rest);
        return (beta / enlargement, tau);
    }

    /// <summary>The Euclidean norm, safe from overflow and underflow.</summary>
    public static T Norm<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new ReadOnlyMatrixSpan<T>(x, 1, x.Length).FrobeniusNorm();
}
