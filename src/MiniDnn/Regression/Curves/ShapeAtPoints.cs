namespace MiniDnn;

/// <summary>A family of curves at points, β first, then θ.</summary>
internal sealed class ShapeAtPoints(CurveShape shape, double[] x) : CurveAtPoints
{
    private readonly double[] _basis = new double[shape.LinearCount];
    private readonly double[] _slopes = new double[shape.LinearCount * shape.ShapeCount];

    public override int PointCount => x.Length;

    public override bool HasDerivatives => true;

    public override void Values(ReadOnlySpan<double> parameters, Span<double> values)
    {
        ReadOnlySpan<double> linear = parameters[.._basis.Length], theta = parameters[_basis.Length..];
        for (int i = 0; i < x.Length; i++)
        {
            shape.Basis(x[i], theta, _basis, []);
            double sum = 0;
            for (int k = 0; k < linear.Length; k++)
            {
                sum += linear[k] * _basis[k];
            }
            values[i] = sum;
        }
    }

    public override void Derivatives(ReadOnlySpan<double> parameters, Span<double> columns)
    {
        int n = x.Length, linearCount = _basis.Length, shapeCount = parameters.Length - linearCount;
        for (int i = 0; i < n; i++)
        {
            shape.Basis(x[i], parameters[linearCount..], _basis, _slopes);
            for (int k = 0; k < linearCount; k++)
            {
                columns[(k * n) + i] = _basis[k];
            }
            for (int j = 0; j < shapeCount; j++)
            {
                double sum = 0;
                for (int k = 0; k < linearCount; k++)
                {
                    sum += parameters[k] * _slopes[(k * shapeCount) + j];
                }
                columns[((linearCount + j) * n) + i] = sum;
            }
        }
    }
}
