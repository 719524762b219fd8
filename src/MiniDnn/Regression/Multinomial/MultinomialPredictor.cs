namespace MiniDnn;

/// <summary>Probabilities of new points.</summary>
internal static class MultinomialPredictor
{
    /// <param name="operation">The caller's, for messages.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="x">A row for each point.</param>
    public static Matrix<double> Probabilities(string operation, MultinomialFit fit, ReadOnlyMatrixSpan<double> x)
    {
        ModelShape shape = fit.Data.Shape;
        if (x.ColumnCount != shape.PredictorCount)
        {
            Throw.Argument(nameof(x), $"{operation}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; it must have {shape.PredictorCount} "
                + "columns, one for each predictor.");
        }
        var result = new Matrix<double>(x.RowCount, fit.Data.ClassCount);
        for (int i = 0; i < x.RowCount; i++)
        {
            Probabilities(fit, shape.Row(operation, x.Row(i))).CopyTo(result.Row(i));
        }
        return result;
    }

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

    /// <summary>
    /// Intervals of the probabilities, those of logit p = ηₖ − ln Σ exp(ηₐ) over the other classes a, of which the derivatives are
    /// 1 by ηₖ and −pₐ/(1 − pₖ) by ηₐ.
    /// </summary>
    /// <param name="inference">Of the fit.</param>
    /// <param name="probabilities">What is predicted.</param>
    /// <param name="row">A value for each parameter, 1 for the intercept.</param>
    /// <param name="level">The level.</param>
    public static Interval<double>[] Intervals(MultinomialInference inference, double[] probabilities, double[] row, double level)
    {
        double quantile = inference.Quantile(level);
        var intervals = new Interval<double>[probabilities.Length];
        for (int k = 0; k < intervals.Length; k++)
        {
            // without the difference 1 − p, which has no digits near 1
            double rest = probabilities.Where((_, a) => a != k).Sum();
            double[] weights = [.. probabilities.Select((p, a) => a == k ? 1 : rest == 0 ? 0 : -p / rest)];
            double logit = Math.Log(probabilities[k] / rest), margin = quantile * inference.ErrorOf(weights, row);
            intervals[k] = new(1 / (1 + Math.Exp(margin - logit)), 1 / (1 + Math.Exp(-margin - logit)));
        }
        return intervals;
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
