using System.Collections;

namespace MiniDnn;

/// <summary>What was observed in rows that count, a number for each: large problems read it in every pass.</summary>
internal sealed class Observations : IEnumerable<Observation>
{
    private readonly double[] _values;
    private readonly double[]? _trials, _weights;
    private readonly bool _hasFailures;
    private readonly int _first;

    /// <summary>Wraps what was observed.</summary>
    /// <param name="values">y, or the number of successes.</param>
    /// <param name="trials">The number of trials of binomial rows; null for 1.</param>
    /// <param name="weights">Prior weights, positive; null for 1.</param>
    /// <param name="isBinomial">Whether what is no success is a failure.</param>
    public Observations(double[] values, double[]? trials, double[]? weights, bool isBinomial)
        : this(values, trials, weights, isBinomial, 0, values.Length)
    {
        AreYesOrNo = isBinomial && AreOnes(trials) && AreOnes(weights) && Array.TrueForAll(values, y => y is 0 or 1);
        LargestWeight = weights is null or [] ? 1 : weights.Max();
    }

    private Observations(double[] values, double[]? trials, double[]? weights, bool isBinomial, int first, int length)
        => (_values, _trials, _weights, _hasFailures, _first, Length) = (values, trials, weights, isBinomial, first, length);

    public int Length { get; }

    /// <summary>Whether all rows are one trial of weight 1, a success or not.</summary>
    public bool AreYesOrNo { get; private init; }

    public double LargestWeight { get; private init; }

    /// <summary>y, or the number of successes.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(_first, Length);

    public Observation this[int row]
    {
        get
        {
            int i = _first + row;
            double y = _values[i];
            return new(y, _hasFailures ? (_trials is null ? 1 : _trials[i]) - y : 0, _weights is null ? 1 : _weights[i]);
        }
    }

    /// <summary>Some rows, in the same memory.</summary>
    public Observations Slice(int start, int length) => new(_values, _trials, _weights, _hasFailures, _first + start, length)
    {
        AreYesOrNo = AreYesOrNo,
        LargestWeight = LargestWeight,
    };

    /// <summary>Some rows, in memory of their own.</summary>
    /// <param name="choose">Chooses from numbers of all rows.</param>
    public Observations Select(Func<double[], double[]> choose)
        => new(choose(_values), _trials is null ? null : choose(_trials), _weights is null ? null : choose(_weights), _hasFailures);

    public IEnumerator<Observation> GetEnumerator()
    {
        for (int i = 0; i < Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool AreOnes(double[]? values) => values is null || values.AsSpan().IndexOfAnyExcept(1.0) < 0;
}
