namespace MiniDnn;

/// <summary>A fit with all that comparisons and diagnostics are computed from.</summary>
/// <param name="Predictors">The predictors; null where they are not kept.</param>
/// <param name="Solution">What the fit found.</param>
/// <param name="Shape">What the columns are.</param>
/// <param name="Inference">What statistics come from.</param>
/// <param name="Remarks">What is unusual about the fit.</param>
internal sealed record FittedModel<T>(
    Matrix<T>? Predictors, LeastSquaresSolution Solution, ModelShape Shape, Inference Inference, IReadOnlyList<string> Remarks)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>X in scaled units.</summary>
    public Design<T> Design() => new Design<T>(Predictors!, Shape).Scaled(Solution.ColumnExponents);

    /// <summary>√W·[X y] in scaled units, in doubled precision.</summary>
    public DoubledColumns Columns(RegressionWeights weights)
        => LeastSquaresSolver.Columns(Design(), new([Solution.Target!], weights, Solution.ColumnExponents, [], 0));

    /// <summary>Refuses a model that did not keep the predictors.</summary>
    public void RequireData(string operation)
    {
        if (Predictors is null)
        {
            throw new InvalidOperationException($"{operation}: the model did not keep the predictors, which it is computed "
                + "from; fit with KeepData = true (a model from an accumulator or a file never keeps them).");
        }
    }

    /// <summary>Refuses a model with ridge.</summary>
    public void RequireNoRidge(string operation)
    {
        if (Solution.Penalties.Length > 0)
        {
            throw new InvalidOperationException($"{operation}: the model was fitted with ridge, for which it is not defined.");
        }
    }
}
