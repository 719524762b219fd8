using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>What a search has to know of all rows at a point, so that large problems need not keep them.</summary>
internal sealed class RowExtremes(double largestWeight)
{
    /// <summary>A row so well fitted that it may be separated.</summary>
    private const double Suspicion = 1e-7;

    private double _smallestEta = double.PositiveInfinity, _largestEta = double.NegativeInfinity;

    /// <summary>The largest |η|.</summary>
    public double LargestEta => Math.Max(Math.Max(-_smallestEta, _largestEta), 0);

    public double SpreadOfEta => _largestEta - _smallestEta;

    /// <summary>The smallest |score| of a row that pulls one way, or less.</summary>
    public double SmallestScore { get; private set; } = double.PositiveInfinity;

    public double LargestCurvature { get; private set; }

    /// <summary>Whether a row is so well fitted that it may be separated.</summary>
    public bool IsSuspicious { get; private set; }

    /// <summary>Takes some rows in.</summary>
    public void Add(ReadOnlySpan<double> eta, in RowSpans terms, Observations rows, Likelihood likelihood)
    {
        if (eta.IsEmpty)
        {
            return;
        }
        _smallestEta = Math.Min(_smallestEta, TensorPrimitives.Min(eta));
        _largestEta = Math.Max(_largestEta, TensorPrimitives.Max(eta));
        if (!likelihood.CanSeparate)
        {
            return;
        }
        LargestCurvature = Math.Max(LargestCurvature, Math.Abs(TensorPrimitives.MaxMagnitude<double>(terms.Curvature)));
        double smallest = Math.Abs(TensorPrimitives.MinMagnitude<double>(terms.Score));
        if (!(smallest >= Suspicion * largestWeight))
        {
            smallest = Look(terms.Score, rows, likelihood);   // hardly ever: it takes half as long as all else
        }
        SmallestScore = Math.Min(SmallestScore, smallest);
    }

    /// <summary>Looks at rows one by one.</summary>
    /// <returns>The smallest |score| of those that pull one way.</returns>
    private double Look(ReadOnlySpan<double> score, Observations rows, Likelihood likelihood)
    {
        double smallest = double.PositiveInfinity;
        for (int i = 0; i < score.Length; i++)
        {
            if (likelihood.Pull(rows[i]) != 0)
            {
                IsSuspicious |= Math.Abs(score[i]) < Suspicion * rows[i].Weight;
                smallest = Math.Min(smallest, Math.Abs(score[i]));
            }
        }
        return smallest;
    }
}
