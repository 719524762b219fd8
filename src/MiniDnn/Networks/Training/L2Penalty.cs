using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>½λ·Σw² over the weights of all layers, not the biases.</summary>
internal static class L2Penalty
{
    /// <summary>Adds λ·w to the gradient.</summary>
    /// <returns>The penalty.</returns>
    public static T Add<T>(FeedForwardNetwork<T> network, double lambda, T[] gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T factor = T.CreateChecked(lambda);
        T sum = T.Zero;
        foreach (DenseLayer<T> layer in network.LayerArray)
        {
            layer.Weights.TryGetSpan(out Span<T> weights);
            layer.WeightsIn(gradient).TryGetSpan(out Span<T> slope);
            sum += TensorPrimitives.SumOfSquares<T>(weights);
            TensorPrimitives.MultiplyAdd(weights, factor, slope, slope);
        }
        return factor * sum / T.CreateChecked(2);
    }
}
