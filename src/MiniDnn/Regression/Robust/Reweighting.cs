namespace MiniDnn;

/// <summary>The iteration of a robust regression.</summary>
internal sealed class Reweighting(Matrix<double> x, double[] y, RobustLoss loss, IReadOnlyList<string>? names)
{
    /// <summary>The median of |u| of a standard normal u, to the digits that R has, for the same scale.</summary>
    private const double MedianOfNormal = 0.6745;

    /// <summary>The iteration shrinks its error by a third or so each time; sets with slow fixed points take hundreds.</summary>
    private const int MaxIterations = 2000;

    /// <summary>A scale of this share of the target is rounding of it.</summary>
    private const double Rounding = 1e-13;

    /// <summary>Coefficients whose change moves no prediction by this share of the scale have arrived.</summary>
    private const double Arrived = 1e-14;

    public RobustModel Run()
    {
        LinearModel<double> plain = Fit(null);
        if (plain.Rank < plain.Coefficients.Count)
        {
            string dependent = string.Join(", ", plain.DependentColumns);
            throw new InvalidOperationException($"Fit: the predictors {dependent} depend on each other; leave one out.");
        }
        LinearModel<double> model = plain;
        double[] residuals = plain.Residuals(), weights = [];
        double largest = y.Max(Math.Abs), scale = 0;
        for (int iteration = 1; iteration <= MaxIterations; iteration++)
        {
            scale = Median(residuals) / MedianOfNormal;
            if (scale <= Rounding * largest)
            {
                return WithoutScale(residuals, Rounding * largest);
            }
            weights = [.. residuals.Select(r => RobustWeights.Weight(loss, r / scale))];
            model = Fit(weights);
            double[] next = Predicted(model);
            double change = next.Select((r, i) => Math.Abs(r - residuals[i])).Max();
            residuals = next;
            // or no residual changes in its last place
            if (change <= Math.Max(Arrived * scale, 1e-16 * largest))
            {
                return new(plain, model, new(loss, scale, weights, residuals), $"Converged after {iteration} steps.", true);
            }
        }
        return new(plain, model, new(loss, scale, weights, residuals), $"Stopped at the limit of {MaxIterations} steps.", false);
    }

    /// <summary>More than half of the points lie on a plane: it is the answer, and the others do not count.</summary>
    private RobustModel WithoutScale(double[] residuals, double rounding)
    {
        double[] weights = [.. residuals.Select(r => Math.Abs(r) <= 1000 * rounding ? 1.0 : 0)];
        LinearModel<double> model = Fit(weights);
        string message = y.Length > x.ColumnCount + 1
            ? "The scale is 0: more than half of the points lie exactly on the plane, and the others have weight 0."
            : "There are as many coefficients as rows: no degrees of freedom are left for scale and standard errors.";
        return new(model, model, new(loss, 0, weights, Predicted(model)), message, true);
    }

    /// <summary>Residuals of all rows, those of weight 0 included.</summary>
    private double[] Predicted(LinearModel<double> model)
    {
        double[] predicted = model.Predict(x.AsReadOnly());
        return [.. y.Select((v, i) => v - predicted[i])];
    }

    private LinearModel<double> Fit(double[]? weights) => LeastSquares.Fit(x, y, new() { Weights = weights, PredictorNames = names });

    private static double Median(double[] residuals)
    {
        double[] sizes = [.. residuals.Select(Math.Abs)];
        Array.Sort(sizes);
        int middle = sizes.Length / 2;
        return sizes.Length % 2 == 1 ? sizes[middle] : (sizes[middle - 1] + sizes[middle]) / 2;
    }
}
