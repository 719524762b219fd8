namespace MiniDnn;

/// <summary>What the table says of a fitted curve, whatever it is a function of.</summary>
internal interface IFittedCurve
{
    public IReadOnlyList<double> Coefficients { get; }

    public IReadOnlyList<string> ParameterNames { get; }

    public IReadOnlyList<string> Remarks { get; }

    public long RowCount { get; }

    public string Message { get; }

    public int Iterations { get; }
}
