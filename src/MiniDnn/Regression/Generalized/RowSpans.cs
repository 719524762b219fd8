namespace MiniDnn;

/// <summary>Memory for what rows have to do with a likelihood.</summary>
internal readonly ref struct RowSpans(Span<double> score, Span<double> information, Span<double> curvature)
{
    public Span<double> Score { get; } = score;

    public Span<double> Information { get; } = information;

    public Span<double> Curvature { get; } = curvature;

    public RowSpans Slice(int start, int count)
        => new(Score.Slice(start, count), Information.Slice(start, count), Curvature.Slice(start, count));
}
