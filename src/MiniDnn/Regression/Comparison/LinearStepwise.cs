namespace MiniDnn;

/// <summary>Selects terms of a linear model, each fit from the triangle of the whole.</summary>
internal static class LinearStepwise
{
    private const string Operation = "StepwiseByAic";

    public static StepwiseSelection<LinearModel<T>> Run<T>(
        FittedModel<T> model, ModelTerm[] terms, StepwiseDirection direction, double penalty)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (model.Shape.Degree > 1)
        {
            throw new InvalidOperationException($"{Operation}: the model is a polynomial of degree {model.Shape.Degree}, whose powers "
                + "belong together; compare degrees by AIC, or fit columns of powers.");
        }
        if (model.Solution.ResidualSumOfSquares.High == 0)
        {
            throw new InvalidOperationException(
                $"{Operation}: the model fits exactly, so the criterion is −∞ and says nothing about terms.");
        }
        LeastSquaresSolution solution = model.Solution;
        var fits = new TermFits(model.Columns(solution.Weights), solution.Factor.Tolerance);
        var way = Stepwise.Run(terms, model.Shape.HasIntercept, direction, columns =>
        {
            // n·ln(RSS/n) + penalty·rank in the units of the data
            (DoubleDouble squares, int rank) = fits.Leave(columns);
            double n = solution.RowCount, rest = (solution.ResidualSumOfSquares + squares).High;
            return (n * (Math.Log(rest / n) + (solution.SquaresExponent * Math.Log(2)))) + (penalty * rank);
        });
        return new(Refit(model, way.Predictors), way);
    }

    private static LinearModel<T> Refit<T>(FittedModel<T> model, int[] predictors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LeastSquaresSolution solution = model.Solution;
        Matrix<T> x = model.Predictors!;
        T Weight(int row) => T.CreateTruncating(Math.ScaleB(solution.Weights[row], solution.WeightExponent));
        var options = new LeastSquaresOptions<T>
        {
            Intercept = model.Shape.HasIntercept,
            PredictorNames = [.. predictors.Select(j => model.Shape.PredictorNames[j])],
            KeepData = true,
            Weights = solution.Weights.AreEqual ? null : [.. Enumerable.Range(0, x.RowCount).Select(Weight)],
        };
        T[] y = [.. solution.Target!.Select(v => T.CreateTruncating(Math.ScaleB(v, solution.TargetExponent)))];
        return Regression<T>.Fit(Operation, Matrix.Create(x.RowCount, predictors.Length, (i, j) => x[i, predictors[j]]), y, 1, options);
    }
}
