namespace MiniDnn;

/// <summary>The real roots of a polynomial in doubled precision: between those of its derivative there is one at most.</summary>
internal static class RealRoots
{
    /// <summary>A value within so much of the sum of its terms is 0: the polynomial touches the axis there.</summary>
    private const double Touching = 1e-26;

    /// <summary>Finds them in rising order, each once; those of 0 are none.</summary>
    /// <param name="coefficients">That of xᵏ at k.</param>
    public static List<DoubleDouble> Find(ReadOnlySpan<DoubleDouble> coefficients)
    {
        int degree = coefficients.Length - 1;
        while (degree > 0 && coefficients[degree].High == 0)
        {
            degree--;
        }
        if (degree < 1)
        {
            return [];
        }
        ReadOnlySpan<DoubleDouble> p = coefficients[..(degree + 1)];
        if (degree == 1)
        {
            return [-p[0] / p[1]];
        }
        var derivative = new DoubleDouble[degree];
        double bound = 0;
        for (int k = 0; k < degree; k++)
        {
            derivative[k] = p[k + 1] * (k + 1);
            bound = Math.Max(bound, Math.Abs((p[k] / p[degree]).High));
        }
        // A. Cauchy's bound
        List<DoubleDouble> ends = [-(1 + bound), .. Find(derivative), 1 + bound];
        return [.. Between(p, derivative, ends)];
    }

    private static List<DoubleDouble> Between(ReadOnlySpan<DoubleDouble> p, DoubleDouble[] derivative, List<DoubleDouble> ends)
    {
        List<DoubleDouble> roots = [];
        for (int k = 1; k < ends.Count; k++)
        {
            int left = Sign(p, ends[k - 1]), right = Sign(p, ends[k]);
            if (left * right < 0)
            {
                roots.Add(Bisect(p, derivative, ends[k - 1].High, ends[k].High));
            }
            if (right == 0)
            {
                roots.Add(ends[k]);
            }
        }
        return roots;
    }

    private static int Sign(ReadOnlySpan<DoubleDouble> p, DoubleDouble x)
    {
        double size = 0, power = 1;
        foreach (DoubleDouble c in p)
        {
            size += Math.Abs(c.High) * power;
            power *= Math.Abs(x.High);
        }
        double value = Value(p, x);
        bool isZero = double.IsNaN(value) || (double.IsFinite(value) && Math.Abs(value) <= Touching * size);
        return isZero ? 0 : Math.Sign(value);
    }

    public static DoubleDouble Evaluate(ReadOnlySpan<DoubleDouble> p, DoubleDouble x)
    {
        DoubleDouble value = DoubleDouble.Zero;
        for (int k = p.Length - 1; k >= 0; k--)
        {
            value = (value * x) + p[k];
        }
        return value;
    }

    /// <summary>The value in double, ±∞ where that leaves the range, of which doubled numbers make NaN.</summary>
    private static double Value(ReadOnlySpan<DoubleDouble> p, DoubleDouble x)
    {
        double value = Evaluate(p, x).High;
        if (double.IsNaN(value))
        {
            value = p[^1].High;
            for (int k = p.Length - 2; k >= 0; k--)
            {
                value = (value * x.High) + p[k].High;
            }
        }
        return value;
    }

    /// <summary>Halves until two doubles are neighbours, and adds a step of Newton's.</summary>
    private static DoubleDouble Bisect(ReadOnlySpan<DoubleDouble> p, DoubleDouble[] derivative, double low, double high)
    {
        bool rises = Value(p, high) > 0;
        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }
            if (Value(p, middle) > 0 == rises)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }
        DoubleDouble step = Evaluate(p, low) / Evaluate(derivative, low);
        return Math.Abs(step.High) <= 2 * (high - low) ? low - step : low;
    }
}
