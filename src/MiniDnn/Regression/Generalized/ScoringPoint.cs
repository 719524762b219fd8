namespace MiniDnn;

/// <summary>A likelihood and its derivatives at coefficients.</summary>
internal sealed class ScoringPoint(DoubleDouble[] theta, int rowCount, bool isDoubled)
{
    private ScoringPoint(DoubleDouble[] theta, ScoringPoint memory)
        : this(theta, 0, false)
    {
        (Eta, EtaLow, Score, Information, Curvature) = (memory.Eta, memory.EtaLow, memory.Score, memory.Information, memory.Curvature);
    }

    /// <summary>Of the standard columns.</summary>
    public DoubleDouble[] Theta { get; } = theta;

    public double[] Eta { get; } = new double[rowCount];

    /// <summary>Null in large problems.</summary>
    public double[]? EtaLow { get; } = isDoubled ? new double[rowCount] : null;

    /// <summary>The derivative of each row's log-likelihood with respect to η.</summary>
    public double[] Score { get; } = new double[rowCount];

    public double[] Information { get; } = new double[rowCount];

    public double[] Curvature { get; } = new double[rowCount];

    public DoubleDouble[] Gradient { get; } = new DoubleDouble[theta.Length];

    /// <summary>The lower half of ZᵀWZ of the curvature, where it was asked for.</summary>
    public DoubleDouble[,]? Products { get; set; }

    public double Deviance { get; set; }

    /// <summary>The deviance with what a penalty and a barrier add.</summary>
    public double Objective { get; set; }

    public RowSpans Spans => new(Score, Information, Curvature);

    /// <summary>A point for other coefficients in the memory of this one.</summary>
    public ScoringPoint At(DoubleDouble[] other) => new(other, this);

    /// <summary>The same point with coefficients that differ by rounding, which changes nothing else.</summary>
    public ScoringPoint Moved(DoubleDouble[] other)
    {
        ScoringPoint moved = new(other, this) { Deviance = Deviance, Objective = Objective };
        Gradient.CopyTo(moved.Gradient, 0);
        return moved;
    }

    /// <summary>η of a row in all its digits.</summary>
    public DoubleDouble EtaOf(int row) => new(Eta[row], EtaLow is null ? 0 : EtaLow[row]);
}
