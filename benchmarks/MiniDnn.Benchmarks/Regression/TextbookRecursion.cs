namespace MiniDnn.Benchmarks;

/// <summary>Recursive least squares as textbooks have it: P = (XᵀWX)⁻¹ by the matrix inversion lemma, from a large multiple of 1.</summary>
internal sealed class TextbookRecursion
{
    private readonly double _forgetting;
    private readonly double[] _p, _gain;
    private double _weights, _squares;

    public TextbookRecursion(int count, double forgetting)
    {
        _forgetting = forgetting;
        (Coefficients, StandardErrors, _gain, _p) = (new double[count], new double[count], new double[count], new double[count * count]);
        for (int j = 0; j < count; j++)
        {
            _p[(j * count) + j] = 1e6;
        }
    }

    public double[] Coefficients { get; }

    public double[] StandardErrors { get; }

    public void Add(ReadOnlySpan<double> x, double y)
    {
        int n = x.Length;
        double scale = _forgetting, error = y;
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int j = 0; j < n; j++)
            {
                sum += _p[(i * n) + j] * x[j];
            }
            _gain[i] = sum;
            scale += sum * x[i];
            error -= Coefficients[i] * x[i];
        }
        (_weights, _squares) = ((_forgetting * _weights) + 1, _forgetting * (_squares + (error * error / scale)));
        double variance = _squares / (_weights - n);
        for (int i = 0; i < n; i++)
        {
            Coefficients[i] += _gain[i] / scale * error;
            for (int j = 0; j < n; j++)
            {
                _p[(i * n) + j] = (_p[(i * n) + j] - (_gain[i] / scale * _gain[j])) / _forgetting;
            }
            StandardErrors[i] = Math.Sqrt(variance * _p[(i * n) + i]);
        }
    }
}
