namespace MiniDnn;

/// <summary>
/// What a model keeps of the rows: the predictors if they are not too many, the weights, and the residuals in scaled units; nothing for a
/// model from an accumulator.
/// </summary>
internal sealed class ModelData<T>(Matrix<T>? x, RegressionWeights weights, double[]? residuals)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Matrix<T>? X { get; } = x;

    public RegressionWeights Weights { get; } = weights;

    public double[]? Residuals { get; } = residuals;
}
