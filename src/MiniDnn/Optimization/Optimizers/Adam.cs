using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// Running means of the gradient and of its square, corrected for their start at 0 (D. Kingma and J. Ba, 2015):
/// m ← β₁·m + (1 − β₁)·g, s ← β₂·s + (1 − β₂)·g², p ← p − η·m̂/(√ŝ + ε) with m̂ = m/(1 − β₁ᵗ), ŝ = s/(1 − β₂ᵗ) at step t.
/// </summary>
public class Adam : Optimizer
{
    /// <summary>Sets η to its usual 0.001.</summary>
    public Adam() => LearningRate = 0.001;

    /// <summary>β₁, the share of the running mean that is kept: from 0 up to, not including, 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Beta1
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Beta1));
    } = 0.9;

    /// <summary>β₂, the share of the running mean of squares that is kept: from 0 up to, not including, 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Beta2
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Beta2));
    } = 0.999;

    /// <summary>ε, which keeps the division away from 0: positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Epsilon
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Epsilon));
    } = 1e-8; // as in the paper, PyTorch and scikit-learn

    /// <inheritdoc/>
    public override int StateCount => 2;

    /// <inheritdoc/>
    protected override void Update<T>(ref readonly ParameterBlock<T> block)
    {
        double meanCorrection = 1 - Math.Pow(Beta1, block.Step);
        double squareCorrection = 1 - Math.Pow(Beta2, block.Step);
        var constants = new Constants<T>(
            T.CreateChecked(Beta1), T.CreateChecked(1 - Beta1), T.CreateChecked(Beta2), T.CreateChecked(1 - Beta2),
            T.CreateChecked(1 / Math.Sqrt(squareCorrection)), RootMeanSquare.Epsilon<T>(Epsilon),
            T.CreateChecked(-block.LearningRate / meanCorrection));
        Span<T> p = block.Parameters, mean = block.State(0), square = block.State(1);
        ReadOnlySpan<T> g = block.Gradient;
        for (int done = 0, length; done < p.Length; done += length)
        {
            done += MoveVectors(p[done..], g[done..], mean[done..], square[done..], constants);
            length = Math.Min(Vector<T>.IsSupported ? Vector<T>.Count : p.Length, p.Length - done);
            MoveScalars(p.Slice(done, length), g[done..], mean[done..], square[done..], constants);
        }
    }

    /// <summary>All in one pass, since the memory it goes through is what a step costs.</summary>
    /// <remarks>
    /// All spans are as long as <paramref name="p"/>, or longer: what checking it for every vector took, the squares' check takes now.
    /// </remarks>
    /// <returns>How many parameters were moved: up to the first vector with a square that is none, or that is not whole.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MoveVectors<T>(Span<T> p, ReadOnlySpan<T> g, Span<T> mean, Span<T> square, in Constants<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector.IsHardwareAccelerated || !Vector<T>.IsSupported)
        {
            return 0;
        }
        Vector<T> beta1 = new(c.Beta1), rest1 = new(c.Rest1), beta2 = new(c.Beta2), rest2 = new(c.Rest2);
        Vector<T> correction = new(c.Correction), epsilon = new(c.Epsilon), rate = new(c.Rate), largest = new(-FloatingPoint<T>.Lowest);
        ref T parameters = ref MemoryMarshal.GetReference(p), gradients = ref MemoryMarshal.GetReference(g);
        ref T means = ref MemoryMarshal.GetReference(mean), squares = ref MemoryMarshal.GetReference(square);
        int i = 0;
        for (; i <= p.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var at = (nuint)i;
            Vector<T> gradient = Vector.LoadUnsafe(ref gradients, at), old = Vector.LoadUnsafe(ref squares, at);
            Vector<T> m = (Vector.LoadUnsafe(ref means, at) * beta1) + (gradient * rest1);
            Vector<T> s = (old * beta2) + (gradient * gradient * rest2);
            if (!RootMeanSquare.IsOrdinary(old, s, largest))
            {
                break;
            }
            m.StoreUnsafe(ref means, at);
            s.StoreUnsafe(ref squares, at);
            Vector<T> step = m / ((Vector.SquareRoot(s) * correction) + epsilon);
            (Vector.LoadUnsafe(ref parameters, at) + (step * rate)).StoreUnsafe(ref parameters, at);
        }
        return i;
    }

    private static void MoveScalars<T>(Span<T> p, ReadOnlySpan<T> g, Span<T> mean, Span<T> square, in Constants<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < p.Length; i++)
        {
            T m = mean[i] = (mean[i] * c.Beta1) + (g[i] * c.Rest1);
            T root = RootMeanSquare.Next(ref square[i], g[i], c.Beta2, c.Rest2);
            p[i] += m / ((root * c.Correction) + c.Epsilon) * c.Rate;
        }
    }

    /// <summary>β₁, 1 − β₁, β₂, 1 − β₂, 1/√(1 − β₂ᵗ), ε and −η/(1 − β₁ᵗ).</summary>
    private readonly record struct Constants<T>(T Beta1, T Rest1, T Beta2, T Rest2, T Correction, T Epsilon, T Rate);
}
