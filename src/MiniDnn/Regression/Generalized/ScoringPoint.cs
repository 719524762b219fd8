namespace MiniDnn;

/// <summary>A likelihood and its derivatives at coefficients.</summary>
internal sealed class ScoringPoint(DoubleDouble[] theta, ScoringRows? rows, RowExtremes extremes)
{
    /// <summary>Of the standard columns.</summary>
    public DoubleDouble[] Theta { get; } = theta;

    /// <summary>What each row has to do with it; null where a search keeps no rows.</summary>
    public ScoringRows? Rows { get; } = rows;

    public RowExtremes Extremes { get; } = extremes;

    public DoubleDouble[] Gradient { get; } = new DoubleDouble[theta.Length];

    /// <summary>The lower half of ZᵀWZ of the curvature, where it was asked for.</summary>
    public DoubleDouble[,]? Products { get; set; }

    public double Deviance { get; set; }

    /// <summary>The deviance with what a penalty and a barrier add.</summary>
    public double Objective { get; set; }
}
