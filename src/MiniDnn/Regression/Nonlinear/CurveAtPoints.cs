namespace MiniDnn;

/// <summary>A curve at the points of a fit, as functions of the parameters alone.</summary>
internal abstract class CurveAtPoints
{
    /// <summary>The number of points.</summary>
    public abstract int PointCount { get; }

    /// <summary>Whether <see cref="Derivatives"/> are given; otherwise they are taken from differences.</summary>
    public abstract bool HasDerivatives { get; }

    /// <summary>Writes the value at each point.</summary>
    public abstract void Values(ReadOnlySpan<double> parameters, Span<double> values);

    /// <summary>Writes the derivatives, all points of the first parameter first.</summary>
    public abstract void Derivatives(ReadOnlySpan<double> parameters, Span<double> columns);
}
