namespace MiniDnn;

/// <summary>Finds a step along a line that satisfies the strong Wolfe conditions.</summary>
/// <param name="evaluate">Evaluates the objective at a step.</param>
/// <param name="start">Step 0.</param>
/// <param name="rounding">By how much a value may be wrong through rounding.</param>
internal sealed class WolfeSearch(Func<double, LinePoint> evaluate, LinePoint start, double rounding)
{
    /// <summary>The share of the slope's promise that a step must keep, and the share of the slope that may be left (J. Nocedal).</summary>
    private const double Decrease = 1e-4, Curvature = 0.9;

    /// <summary>
    /// A function that falls along 2¹²⁰ times the first step has no minimum there; a bracket so small has none of doubles.
    /// </summary>
    private const int MostExpansions = 120, MostReductions = 60;

    /// <summary>Whether the values fell as far as steps can be made.</summary>
    public bool IsUnbounded { get; private set; }

    /// <summary>The step found; null where none is better than the start.</summary>
    public LinePoint? Find(double first)
    {
        LinePoint before = start;
        double step = first;
        for (int i = 0; i < MostExpansions; i++)
        {
            LinePoint point = evaluate(step);
            if (double.IsNegativeInfinity(point.Value))
            {
                break;
            }
            if (!point.IsFinite || !IsLower(point) || (i > 0 && point.Value > before.Value + rounding))
            {
                return Accepts(point) ? point : Narrow(before, point);
            }
            if (Accepts(point))
            {
                return point;
            }
            if (point.Slope >= 0)
            {
                return Narrow(point, before);
            }
            before = point;
            step *= i < 3 ? 2 : 8;
        }
        IsUnbounded = true;
        return before.Step > 0 ? before : null;
    }

    /// <summary>Narrows a bracket whose better end is <paramref name="best"/>, with a slope towards the other end.</summary>
    private LinePoint? Narrow(LinePoint best, LinePoint other)
    {
        for (int i = 0; i < MostReductions; i++)
        {
            LinePoint point = evaluate(Inside(best, other));
            if (Accepts(point))
            {
                return point;
            }
            if (!point.IsFinite || !IsLower(point) || point.Value >= best.Value)
            {
                other = point;
            }
            else
            {
                other = point.Slope * (other.Step - best.Step) >= 0 ? best : other;
                best = point;
            }
            // below half a unit in the last place there is no step between them
            if (Math.Abs(best.Step - other.Step) <= 1e-16 * Math.Abs(other.Step))
            {
                break;
            }
        }
        return best.Step > 0 && best.Value < start.Value ? best : null;
    }

    /// <summary>
    /// The minimum of the cubic through values and slopes of both ends, kept a tenth away from them; the middle where it has none.
    /// </summary>
    private static double Inside(LinePoint a, LinePoint b)
    {
        double width = b.Step - a.Step, middle = a.Step + (width / 2);
        if (!a.IsFinite || !b.IsFinite)
        {
            return a.Step + (width / 10);   // beyond the domain: its edge may lie anywhere
        }
        double d = a.Slope + b.Slope - (3 * (a.Value - b.Value) / (a.Step - b.Step));
        double discriminant = (d * d) - (a.Slope * b.Slope);
        if (!(discriminant >= 0))
        {
            return middle;
        }
        double root = Math.CopySign(Math.Sqrt(discriminant), width);
        double minimum = b.Step - (width * ((b.Slope + root - d) / (b.Slope - a.Slope + (2 * root))));
        double share = (minimum - a.Step) / width;
        return share is >= 0.1 and <= 0.9 ? minimum : double.IsFinite(share) ? a.Step + (width * Math.Clamp(share, 0.1, 0.9)) : middle;
    }

    private bool IsLower(LinePoint point) => point.Value <= start.Value + (Decrease * point.Step * start.Slope);

    /// <summary>Strong Wolfe; where values are alike to rounding, the same conditions by the slopes alone.</summary>
    private bool Accepts(LinePoint point)
    {
        if (!point.IsFinite)
        {
            return false;
        }
        bool isFlatter = Math.Abs(point.Slope) <= -Curvature * start.Slope;
        bool isAlike = Math.Abs(point.Value - start.Value) <= rounding && point.Slope <= ((2 * Decrease) - 1) * start.Slope;
        return isFlatter && (IsLower(point) || isAlike);
    }
}
