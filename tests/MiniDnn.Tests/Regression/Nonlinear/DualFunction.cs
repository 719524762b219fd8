namespace MiniDnn.Tests;

/// <summary>A curve written once for numbers with derivatives.</summary>
internal sealed record DualFunction<TX>(Func<TX, Dual[], Dual> Formula)
{
    public double Value(TX x, ReadOnlySpan<double> parameters)
    {
        var numbers = new Dual[parameters.Length];
        for (int j = 0; j < numbers.Length; j++)
        {
            numbers[j] = parameters[j];
        }
        return Formula(x, numbers).Value;
    }

    public void Derivatives(TX x, ReadOnlySpan<double> parameters, Span<double> derivatives)
    {
        var numbers = new Dual[parameters.Length];
        for (int j = 0; j < numbers.Length; j++)
        {
            numbers[j] = Dual.Parameter(parameters, j);
        }
        if (Formula(x, numbers).Derivatives is { } exact)
        {
            exact.CopyTo(derivatives);
        }
        else
        {
            derivatives.Clear();
        }
    }
}
