namespace MiniDnn;

/// <summary>Probabilities of new points.</summary>
internal static class MultinomialPredictor
{
    /// <param name="fit">The fit.</param>
    /// <param name="row">A value for each parameter, 1 for the intercept.</param>
    public static double[] Probabilities(MultinomialFit fit, double[] row)
    {
        var eta = new DoubleDouble[fit.Data.ClassCount];
        for (int a = 0; a < fit.Problem.Others.Length; a++)
        {
            eta[fit.Problem.Others[a]] = Eta(fit, a, row);
        }
        DoubleDouble largest = eta.MaxBy(e => e.High);
        if (eta.Any(e => double.IsNaN(e.High)))
        {
            return [.. eta.Select(_ => double.NaN)];
        }
        if (double.IsInfinity(largest.High))
        {
            // which of several that are certain against the rest, nothing tells
            double share = eta.Count(e => e.High == largest.High) == 1 ? 1 : double.NaN;
            return [.. eta.Select(e => e.High == largest.High ? share : 0)];
        }
        double[] exponentials = [.. eta.Select(e => double.IsInfinity(e.High) ? 0 : Exponential(e - largest))];
        double sum = exponentials.Sum();
        return [.. exponentials.Select(e => e / sum)];
    }

    private static double Exponential(DoubleDouble x) => Math.Exp(x.High) * (1 + x.Low);

    /// <summary>η of a class; a coefficient that is infinite, or depends on others, counts only where its predictor is not 0.</summary>
    private static DoubleDouble Eta(MultinomialFit fit, int block, double[] row)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        double infinite = 0;
        for (int j = 0; j < row.Length; j++)
        {
            int coefficient = (block * row.Length) + j;
            switch (fit.SignOf(coefficient))
            {
                case 0:
                    sum += fit.Reached[coefficient] * row[j];
                    break;
                case { } sign when row[j] != 0:
                    infinite += sign == Separation.EitherWay ? double.NaN : sign * double.PositiveInfinity * row[j];
                    break;
            }
        }
        return infinite == 0 ? sum : new(sum.High + infinite, 0);
    }
}
