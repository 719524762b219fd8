namespace MiniDnn;

/// <summary>A function of the user's at the points of a fit.</summary>
internal sealed class FunctionAtPoints<TX>(TX[] x, NonlinearFunction<TX> function, NonlinearDerivative<TX>? derivative) : CurveAtPoints
{
    private double[] _row = [];

    public override int PointCount => x.Length;

    public override bool HasDerivatives => derivative is not null;

    public override void Values(ReadOnlySpan<double> parameters, Span<double> values)
    {
        for (int i = 0; i < x.Length; i++)
        {
            values[i] = function(x[i], parameters);
        }
    }

    public override void Derivatives(ReadOnlySpan<double> parameters, Span<double> columns)
    {
        Array.Resize(ref _row, parameters.Length);
        for (int i = 0; i < x.Length; i++)
        {
            derivative!(x[i], parameters, _row);
            for (int j = 0; j < _row.Length; j++)
            {
                columns[(j * x.Length) + i] = _row[j];
            }
        }
    }
}
