using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// Iterative refinement: the coefficients, in doubled precision, are corrected by B·Bᵀ·Xᵀ·W·(y − X·b) until no digit of theirs can change.
/// </summary>
/// <remarks>
/// Å. Björck, "Stability analysis of the method of seminormal equations for linear least squares problems" (1987), with residuals in
/// doubled precision as in ResidualPass. Each step gains about as many digits as the factor has; one step is enough where the data are
/// well-conditioned.
/// </remarks>
internal static class Refinement
{
    private const int MaxSteps = 20;

    /// <summary>Refines the coefficients of a target in place, and sets its residuals and the sum of their squares.</summary>
    /// <returns>False where the steps do not shrink fast enough to reach full accuracy.</returns>
    public static bool Run<T>(ResidualPass pass, Design<T> design, RegressionProblem problem, RegressionResult result, int target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] y = problem.Targets[target];
        DoubleDouble[] coefficients = result.Coefficients[target];
        double[] residuals = result.Residuals[target] = GC.AllocateUninitializedArray<double>(y.Length);
        double condition = result.Factor.Condition();
        // predictions that are off by less move no coefficient by more than 2⁻⁵⁸ of it: less than rounding it to 53 bits
        double goal = Math.ScaleB(1, -58) / condition;

        // how fast the steps shrink at the least: the first one's size says nothing of that, for it may only remove a mean
        double slowest = Math.Min(1, coefficients.Length * FloatingPoint<double>.Epsilon * condition * condition);
        double reference = System.Numerics.Tensors.TensorPrimitives.Norm<double>(y);
        double previous = reference;
        for (int step = 0; step < MaxSteps; step++)
        {
            pass.Run(design, y, problem.Weights, coefficients, residuals, withGradient: true);
            double[] change = Correct(pass.Gradient, problem.Penalties, result.Factor, coefficients, out double size);
            double ratio = previous == 0 ? 0 : step == 0 ? Math.Max(size / previous, slowest) : size / previous;
            if (size * ratio <= goal * reference && ResidualsAreFinal(pass.SumOfSquares, size, size * ratio, reference))
            {
                Finish(pass, design, problem, result, (target, change, size));
                return true;
            }
            if (!(ratio < 0.25) && step > 0)
            {
                return false;
            }
            previous = size;
        }
        return false;
    }

    /// <summary>
    /// Whether an error of the predictions leaves no trace in the residual sum of squares, to which it adds its own square: only where the
    /// fit is all but exact does that ask for more than the coefficients do.
    /// </summary>
    private static bool ResidualsAreFinal(DoubleDouble sumOfSquares, double size, double error, double reference)
        => error <= Math.ScaleB(reference, -90)
            || error * error <= Math.ScaleB((sumOfSquares - DoubleDouble.ExactProduct(size, size)).High, -54);

    /// <summary>
    /// The residuals after the last correction, and their sum of squares: Σ r² − 2·changeᵀ·Xᵀr + |X·change|², or another pass where these
    /// cancel.
    /// </summary>
    private static void Finish<T>(
        ResidualPass pass, Design<T> design, RegressionProblem problem, RegressionResult result, (int Target, double[] Change, double Size) last)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // a change of more than a thousandth of the residuals would bring rounding into them, and cancel digits of their sum
        if (last.Size * last.Size > 1e-6 * pass.SumOfSquares.High)
        {
            result.MeasureResiduals(last.Target, pass, design);
            return;
        }
        pass.Update(design, last.Change, result.Residuals[last.Target]);
        DoubleDouble product = DoubleDouble.Zero;
        for (int j = 0; j < last.Change.Length; j++)
        {
            product += pass.Gradient[j] * last.Change[j];
        }
        result.SumsOfSquares[last.Target] = pass.SumOfSquares - (product * 2) + DoubleDouble.ExactProduct(last.Size, last.Size);
    }

    /// <summary>One correction, and by how much it moves the predictions.</summary>
    private static double[] Correct(
        DoubleDouble[] gradient, double[] penalties, LeastSquaresFactor factor, DoubleDouble[] coefficients, out double size)
    {
        int rank = factor.Rank;
        var z = new double[rank];
        for (int j = 0; j < coefficients.Length; j++)
        {
            double g = (penalties.Length == 0 ? gradient[j] : gradient[j] - (coefficients[j] * penalties[j])).High;
            for (int k = 0; k < rank; k++)
            {
                z[k] += factor.Inverse[(j * rank) + k].High * g;
            }
        }
        var change = new double[coefficients.Length];
        for (int j = 0; j < change.Length; j++)
        {
            for (int k = 0; k < rank; k++)
            {
                change[j] += factor.Inverse[(j * rank) + k].High * z[k];
            }
            coefficients[j] += change[j];
        }
        size = System.Numerics.Tensors.TensorPrimitives.Norm<double>(z);
        return change;
    }
}
