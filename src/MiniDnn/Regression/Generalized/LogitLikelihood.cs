using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>η = ln(μ/(1 − μ)).</summary>
internal sealed class LogitLikelihood : BinomialLikelihood
{
    /// <summary>So many factors between 1 and 2 make a number within the range, of which one logarithm is taken.</summary>
    private const int Block = 512;

    /// <summary>In double for yes and no, a block at a time: large problems spend their time here.</summary>
    public override double Evaluate(
        ReadOnlySpan<double> eta, ReadOnlySpan<double> low, ReadOnlySpan<Observation> rows, in RowSpans terms)
    {
        if (!low.IsEmpty)
        {
            return base.Evaluate(eta, low, rows, terms);
        }
        double deviance = 0;
        Span<double> exponentials = stackalloc double[Block];
        for (int start = 0; start < rows.Length; start += Block)
        {
            int count = Math.Min(Block, rows.Length - start);
            deviance += EvaluateBlock(
                eta.Slice(start, count), rows.Slice(start, count), terms.Slice(start, count), exponentials[..count]);
        }
        return deviance;
    }

    public override double Eta(double mean) => Math.Log(mean / (1 - mean));

    protected override (double Mean, double Complement) Means(double eta)
    {
        double e = Math.Exp(-Math.Abs(eta)), large = 1 / (1 + e), small = e / (1 + e);
        return eta < 0 ? (small, large) : (large, small);
    }

    protected override (DoubleDouble Mean, DoubleDouble Complement) DoubledMeans(DoubleDouble eta)
    {
        DoubleDouble e = DoubledFunctions.Exp(eta.High > 0 ? -eta : eta), large = DoubleDouble.One / (DoubleDouble.One + e);
        return eta.High < 0 ? (large * e, large) : (large, large * e);
    }

    protected override (double Lower, double Upper) Ratios(double eta, double mean, double rest) => (rest, mean);

    protected override double LowerBend(double eta, double ratio, double rest) => -ratio * (1 - ratio);

    protected override double UpperBend(double eta, double ratio, double rest) => ratio * rest;

    protected override double LogMean(double eta) => eta;

    protected override double LogRest(double eta) => -eta;

    private double EvaluateBlock(
        ReadOnlySpan<double> eta, ReadOnlySpan<Observation> rows, in RowSpans terms, Span<double> exponentials)
    {
        TensorPrimitives.Abs(eta, exponentials);
        TensorPrimitives.Negate(exponentials, exponentials);
        TensorPrimitives.Exp(exponentials, exponentials);
        double product = 1, sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly Observation row = ref rows[i];
            double e = exponentials[i], large = 1 / (1 + e), small = e * large, both = large * small, x = eta[i];
            if (row.Weight == 1 && row.Trials == 1 && row.Value is 0 or 1)
            {
                bool isFit = row.Value == 1 == x > 0;
                terms.Score[i] = (row.Value == 1 ? 1 : -1) * (isFit ? small : large);
                terms.Information[i] = both;
                terms.Curvature[i] = both;
                product *= 1 + e;
                sum += isFit ? 0 : Math.Abs(x);
                continue;
            }
            RowTerms other = At(x, row);
            terms.Score[i] = row.Weight * other.Score;
            terms.Information[i] = row.Weight * other.Information;
            terms.Curvature[i] = row.Weight * other.Curvature;
            sum += row.Weight * other.Deviance / 2;
        }
        return 2 * (Math.Log(product) + sum);
    }
}
