namespace MiniDnn;

/// <summary>Memory for what rows have to do with a likelihood at coefficients.</summary>
internal sealed class ScoringRows(int count, bool isDoubled)
{
    public double[] Eta { get; } = Allocate(count);

    /// <summary>Null in large problems.</summary>
    public double[]? EtaLow { get; } = isDoubled ? Allocate(count) : null;

    /// <summary>The derivative of each row's log-likelihood with respect to η.</summary>
    public double[] Score { get; } = Allocate(count);

    public double[] Information { get; } = Allocate(count);

    public double[] Curvature { get; } = Allocate(count);

    public RowSpans Spans => new(Score, Information, Curvature);

    /// <summary>η of a row in all its digits.</summary>
    public DoubleDouble EtaOf(int row) => new(Eta[row], EtaLow is null ? 0 : EtaLow[row]);

    private static double[] Allocate(int count) => GC.AllocateUninitializedArray<double>(count);
}
