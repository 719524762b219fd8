namespace MiniDnn;

/// <summary>y0 + A·sin(2π·f·x + phi), searched as a constant, a sine and a cosine.</summary>
internal sealed class SineShape : CurveShape
{
    /// <summary>Frequencies are tried in steps of this share of 1/range: the valley of a frequency is about 1/range wide.</summary>
    private const double FrequencyStep = 1.0 / 12;

    public override IReadOnlyList<string> Names { get; } = ["y0", "A", "f", "phi"];

    public override string Formula => "y0 + A·sin(2π·f·x + phi)";

    public override int LinearCount => 3;

    public override int ShapeCount => 1;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] + (p[1] * Math.Sin((2 * Math.PI * p[2] * x) + p[3]));

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * shape[0] * x);
        (basis[0], basis[1], basis[2]) = (1, sine, cosine);
        if (slopes.Length > 0)
        {
            (slopes[0], slopes[1], slopes[2]) = (0, 2 * Math.PI * x * cosine, -2 * Math.PI * x * sine);
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x)
    {
        double step = FrequencyStep / (x[^1] > x[0] ? x[^1] - x[0] : 1);   // at a single x the level alone is determined
        double[] frequencies = new double[Math.Max(12, 6 * x.Length)];
        for (int i = 0; i < frequencies.Length; i++)
        {
            frequencies[i] = (i + 1) * step;
        }
        return [frequencies];
    }

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        double amplitude = double.Hypot(found[1], found[2]), sign = found[3] < 0 ? -1 : 1;
        double f = sign * found[3] / scale.XScale, turns = f * scale.XShift;
        double sine = sign * found[1] / amplitude, cosine = found[2] / amplitude;   // of the phase at the middle: A·cos φ and A·sin φ
        double phase = Math.Atan2(cosine, sine) - (2 * Math.PI * (turns - Math.Round(turns)));
        phase -= 2 * Math.PI * Math.Floor((phase + Math.PI) / (2 * Math.PI));
        double[,] derivatives =
        {
            { scale.YScale, 0, 0, 0 },
            { 0, scale.YScale * sign * sine, scale.YScale * cosine, 0 },
            { 0, 0, 0, sign / scale.XScale },
            { 0, -sign * cosine / amplitude, sine / amplitude, -2 * Math.PI * sign * scale.XShift / scale.XScale },
        };
        return new([scale.YShift + (scale.YScale * found[0]), scale.YScale * amplitude, f, phase], derivatives, scale.YShift, scale.YScale);
    }
}
