using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>η = ln(μ/(1 − μ)).</summary>
internal sealed class LogitLikelihood : BinomialLikelihood
{
    /// <summary>So many factors between 1 and 2 make a number within the range, of which one logarithm is taken.</summary>
    private const int Block = 512;

    /// <summary>In double for yes and no, a block at a time: large problems spend their time here.</summary>
    public override double Evaluate(
        ReadOnlySpan<double> eta, ReadOnlySpan<double> low, Observations rows, in RowSpans terms)
    {
        if (!low.IsEmpty || !rows.AreYesOrNo)
        {
            return base.Evaluate(eta, low, rows, terms);
        }
        double deviance = 0;
        Span<double> exponentials = stackalloc double[Block];
        for (int start = 0; start < rows.Length; start += Block)
        {
            int count = Math.Min(Block, rows.Length - start);
            RowSpans spans = terms.Slice(start, count);
            deviance += count % Vector<double>.Count == 0
                ? EvaluateBlock(eta.Slice(start, count), rows.Values.Slice(start, count), spans, exponentials[..count])
                : base.Evaluate(eta.Slice(start, count), default, rows.Slice(start, count), spans);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double EvaluateBlock(
        ReadOnlySpan<double> eta, ReadOnlySpan<double> values, in RowSpans terms, Span<double> exponentials)
    {
        TensorPrimitives.Abs(eta, exponentials);
        TensorPrimitives.Negate(exponentials, exponentials);
        TensorPrimitives.Exp(exponentials, exponentials);
        Vector<double> product = Vector<double>.One, sum = Vector<double>.Zero;
        ref double first = ref exponentials[0], value0 = ref MemoryMarshal.GetReference(values), eta0 = ref MemoryMarshal.GetReference(eta);
        ref double score = ref terms.Score[0], information = ref terms.Information[0], curvature = ref terms.Curvature[0];
        for (nuint i = 0; i < (nuint)eta.Length; i += (nuint)Vector<double>.Count)
        {
            Vector<double> e = Vector.LoadUnsafe(ref first, i), y = Vector.LoadUnsafe(ref value0, i), sign = y + y - Vector<double>.One;
            Vector<double> toward = Vector.LoadUnsafe(ref eta0, i) * sign;
            Vector<double> factor = Vector<double>.One + e, large = Vector<double>.One / factor, small = e * large;
            Vector<long> isFit = Vector.GreaterThan(toward, Vector<double>.Zero);
            (sign * Vector.ConditionalSelect(isFit, small, large)).StoreUnsafe(ref score, i);
            Vector<double> bend = small * large;
            bend.StoreUnsafe(ref information, i);
            bend.StoreUnsafe(ref curvature, i);
            product *= factor;
            sum -= Vector.ConditionalSelect(isFit, Vector<double>.Zero, toward);
        }
        double logarithms = 0;
        for (int lane = 0; lane < Vector<double>.Count; lane++)
        {
            logarithms += Math.Log(product[lane]);
        }
        return 2 * (logarithms + Vector.Sum(sum));
    }
}
