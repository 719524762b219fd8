using System.Globalization;
using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// a for a &gt; 0, else α·(eᵃ − 1) (D. Clevert, T. Unterthiner and S. Hochreiter, 2016). Its derivative from the output z is 1 for z &gt;
/// 0, else z + α.
/// </summary>
public sealed class ELU : Activation
{
    /// <summary>α, how far down the function goes: positive and finite; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Alpha
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Alpha));
    } = 1;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"elu({Alpha:R})");

    /// <inheritdoc/>
    public override Initializer DefaultInitializer => Initializer.HeNormal;

    /// <inheritdoc/>
    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, T.CreateChecked(Alpha), output, Forward);
    }

    /// <inheritdoc/>
    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        T alpha = T.CreateChecked(Alpha);
        for (int i = 0; i < output.FilledRowCount; i++)
        {
            Backward(output.Row(i), alpha, delta.Row(i));
        }
    }

    /// <summary>With eˣ − 1 = 2t/(1 − t), t = tanh(x/2): accurate near 0 too.</summary>
    private static void Forward<T>(ReadOnlySpan<T> x, T alpha, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Scratch.Length];
        T half = T.One / T.CreateChecked(2);
        T twice = alpha + alpha;
        for (int start = 0, length; start < x.Length; start += length)
        {
            length = Math.Min(Scratch.Length, x.Length - start);
            Span<T> t = scratch[..length];
            TensorPrimitives.Multiply(x.Slice(start, length), half, t);
            ElementWise.Tanh(t, t);
            for (int i = 0; i < length; i++)
            {
                destination[start + i] = x[start + i] > T.Zero ? x[start + i] : twice * t[i] / (T.One - t[i]);
            }
        }
    }

    private static void Backward<T>(ReadOnlySpan<T> y, T alpha, Span<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < delta.Length; i++)
        {
            delta[i] *= y[i] > T.Zero ? T.One : y[i] + alpha;
        }
    }
}
