using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>L(p) = ½·‖X·p − y‖², or that divided by the number of samples, with its gradient Xᵀ·(X·p − y).</summary>
internal sealed class LinearProblem<T>(Matrix<T> design, T[] y, bool isMean)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Half = T.One / T.CreateChecked(2);
    private readonly T[] _residuals = new T[y.Length];

    public int SampleCount => design.RowCount;

    public int ParameterCount => design.ColumnCount;

    public T LossAndGradient(ReadOnlySpan<T> parameters, Span<T> gradient)
    {
        design.Multiply(parameters, _residuals);
        TensorPrimitives.Subtract(_residuals, y, _residuals);
        design.TransposeMultiply(_residuals, gradient);
        T divisor = Divisor(SampleCount);
        TensorPrimitives.Divide(gradient, divisor, gradient);
        return Half * TensorPrimitives.SumOfSquares<T>(_residuals) / divisor;
    }

    /// <summary>The gradient of the loss of some samples alone.</summary>
    public void BatchGradient(ReadOnlySpan<T> parameters, ReadOnlySpan<int> samples, Span<T> gradient)
    {
        gradient.Clear();
        T divisor = Divisor(samples.Length);
        foreach (int sample in samples)
        {
            ReadOnlySpan<T> row = design.Row(sample);
            T residual = TensorPrimitives.Dot(row, parameters) - y[sample];
            TensorPrimitives.MultiplyAdd(row, residual / divisor, gradient, gradient);
        }
    }

    /// <summary>2/λmax of the matrix of second derivatives, XᵀX over the divisor.</summary>
    public T LargestStableRate()
    {
        T sigma = design.SpectralNorm();
        return T.CreateChecked(2) * Divisor(SampleCount) / (sigma * sigma);
    }

    private T Divisor(int samples) => isMean ? T.CreateChecked(samples) : T.One;
}
