namespace MiniDnn;

/// <summary>Quantiles of a distribution on the positive numbers, from its tails.</summary>
internal static class PositiveQuantile
{
    /// <summary>Newton's iteration takes five to ten steps, bisection of the bracket to the last digit 64.</summary>
    private const int MaxSteps = 100;

    /// <summary>The logarithms of all positive doubles lie between −745 and 710.</summary>
    private const double LargestLogarithm = 750;

    /// <summary>A number that is not 0 when it is halved and multiplied by a few degrees of freedom.</summary>
    private const double Smallest = 1e-321;

    /// <summary>The x with P(X ≤ x) or P(X &gt; x) = <paramref name="tail"/>, counted from the end that keeps the digits.</summary>
    public static double Solve(Func<double, Tails> at, double tail, bool isUpper, double start)
    {
        if (tail is 0 or 1)
        {
            return tail == 0 == isUpper ? double.PositiveInfinity : 0;
        }
        return tail <= 0.5 ? Iterate(at, tail, isUpper, Math.Log(start)) : Iterate(at, 1 - tail, !isUpper, Math.Log(start));
    }

    /// <summary>Newton's iteration on the logarithm of the tail as a function of u = ln x, kept inside a bracket.</summary>
    private static double Iterate(Func<double, Tails> at, double tail, bool isUpper, double start)
    {
        double target = Math.Log(tail);
        if (Step(at(Smallest), target, isUpper) < 0 || Step(at(double.MaxValue), target, isUpper) > 0)
        {
            return Step(at(Smallest), target, isUpper) < 0 ? 0 : double.PositiveInfinity;   // beyond all doubles
        }
        double low = -LargestLogarithm, high = LargestLogarithm, u = start;
        for (int i = 0; i < MaxSteps && high - low > 0; i++)
        {
            double step = Step(at(Math.Exp(u)), target, isUpper);
            (low, high) = step > 0 ? (u, high) : (low, u);
            double next = u + step;
            // a step of a few units of the last digit that leaves the bracket is rounding
            if (!(next > low && next < high))
            {
                next = Math.Abs(step) <= 1e-15 * Math.Max(1, Math.Abs(u)) ? u : low + ((high - low) / 2);
            }

            // half a unit of the last digit changes nothing
            if (Math.Abs(next - u) <= 1e-16 * Math.Max(1, Math.Abs(u)))
            {
                break;
            }
            u = next;
        }
        double x = Math.Exp(u);
        double last = Step(at(x), target, isUpper);   // u has fewer digits than x where it is far from 0
        return Math.Abs(last) < 1e-6 ? x + (x * last) : x;
    }

    /// <summary>By how much Newton's iteration would raise ln x.</summary>
    private static double Step(Tails tails, double target, bool isUpper)
    {
        double tail = isUpper ? tails.Upper : tails.Lower;
        double excess = Math.Log(tail) - target;
        return excess * (isUpper ? 1 : -1) * (tail > 0 && tails.Density > 0 ? tail / tails.Density : 1);
    }
}
