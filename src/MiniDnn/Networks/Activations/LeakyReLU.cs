using System.Globalization;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// a for a &gt; 0, else slope·a: a neuron whose input is negative still learns (A. Maas, A. Hannun and A. Ng, 2013). Its derivative at 0 is
/// the slope.
/// </summary>
public sealed class LeakyReLU : Activation
{
    /// <summary>The slope for negative a: positive and less than 1; 0.01 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in (0, 1).</exception>
    public double Slope
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Slope), value, "Slope must be more than 0 and less than 1.");
    } = 0.01;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"leakyRelu({Slope:R})");

    /// <inheritdoc/>
    public override Initializer DefaultInitializer => Initializer.HeNormal;

    /// <inheritdoc/>
    public override void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        CheckForward(input, output);
        RowWise.Apply(input, T.CreateChecked(Slope), output, Rectify);
    }

    /// <inheritdoc/>
    public override void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
    {
        CheckBackward(input, output, delta);
        T slope = T.CreateChecked(Slope);
        for (int i = 0; i < output.FilledRowCount; i++)
        {
            Backward(output.Row(i), slope, delta.Row(i));
        }
    }

    /// <summary>max(x, slope·x), which is the function because the slope is less than 1.</summary>
    private static void Rectify<T>(ReadOnlySpan<T> x, T slope, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Scratch.Length];
        for (int start = 0, length; start < x.Length; start += length)
        {
            length = Math.Min(Scratch.Length, x.Length - start);
            TensorPrimitives.Multiply(x.Slice(start, length), slope, scratch[..length]);
            TensorPrimitives.Max(x.Slice(start, length), scratch[..length], destination.Slice(start, length));
        }
    }

    private static void Backward<T>(ReadOnlySpan<T> y, T slope, Span<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < delta.Length; i++)
        {
            delta[i] *= y[i] > T.Zero ? T.One : slope;
        }
    }
}
