namespace MiniDnn;

/// <summary>Recognises what is 0 but for the rounding of doubled precision: the residuals of an exact fit, and coefficients.</summary>
/// <remarks>Divided by each other such remains make t values and distances of any size, which would pass for significant.</remarks>
internal static class ExactFit
{
    /// <summary>Sets remains of rounding to 0: the sum of squares with its residuals, and coefficients.</summary>
    public static void Clean<T>(Design<T> design, RegressionProblem problem, RegressionResult result, int target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double noise = result.NoiseOfSquares(target);
        int[] small = SmallCoefficients(problem, result, target);
        if (small.Length > 0)
        {
            ClearCoefficients(design, problem, result, target, small, noise);
        }
        if (result.SumsOfSquares[target].High <= noise)
        {
            result.SumsOfSquares[target] = DoubleDouble.Zero;
            double[] residuals = result.Residuals[target];
            for (int i = 0; i < residuals.Length; i++)
            {
                residuals[i] = problem.Weights[i] == 0 ? residuals[i] : 0;
            }
        }
    }

    /// <summary>Coefficients no larger than what rounding of the target may make of them, by the length of their row of B.</summary>
    private static int[] SmallCoefficients(RegressionProblem problem, RegressionResult result, int target)
    {
        DoubleDouble[] coefficients = result.Coefficients[target];
        double largest = 0, least = double.PositiveInfinity;
        foreach (DoubleDouble coefficient in coefficients)
        {
            double size = Math.Abs(coefficient.High);
            largest = Math.Max(largest, size);
            least = size > 0 ? Math.Min(least, size) : least;
        }
        bool mayBeRounding = least <= Math.ScaleB(1 + largest, -40);   // columns and target are no larger than 1
        if (!mayBeRounding)
        {
            return [];
        }
        double squares = WeightedSquares(problem.Targets[target], problem.Weights);
        double rounding = 16 * coefficients.Length * Math.Sqrt(problem.Targets[target].Length) * result.Rounding * Math.Sqrt(squares);
        int[] all = [.. Enumerable.Range(0, coefficients.Length)];
        return [.. all.Where(j => coefficients[j].High != 0 && Math.Abs(coefficients[j].High) <= rounding * result.Factor.RowLength(j))];
    }

    /// <summary>Σ w·y².</summary>
    public static double WeightedSquares(ReadOnlySpan<double> y, RegressionWeights weights)
    {
        if (weights.AreEqual)
        {
            return System.Numerics.Tensors.TensorPrimitives.SumOfSquares(y);
        }
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            sum += y[i] * y[i] * weights[i];
        }
        return sum;
    }

    /// <summary>Sets coefficients to 0 if the fit is as good without them.</summary>
    private static void ClearCoefficients<T>(
        Design<T> design, RegressionProblem problem, RegressionResult result, int target, int[] small, double noise)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DoubleDouble[] found = result.Coefficients[target];
        double[] residuals = result.Residuals[target];
        DoubleDouble squares = result.SumsOfSquares[target];
        result.Coefficients[target] = [.. found.Select((b, j) => small.Contains(j) ? DoubleDouble.Zero : b)];
        result.MeasureResiduals(target, ResidualPass.Of(design), design, problem);
        bool isAsGood = result.SumsOfSquares[target].High <= Math.Max(noise, squares.High * (1 + Math.ScaleB(1, -50)));
        if (!isAsGood)
        {
            (result.Coefficients[target], result.Residuals[target], result.SumsOfSquares[target]) = (found, residuals, squares);
        }
    }
}
