using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>½λ·Σw² over the parameters that decay: weights, not biases or scales.</summary>
internal static class L2Penalty
{
    /// <summary>Adds λ·w to the gradient.</summary>
    /// <returns>The penalty.</returns>
    public static T Add<T>(NetworkCore<T> network, double lambda, T[] gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T factor = T.CreateChecked(lambda);
        T sum = T.Zero;
        foreach (TensorPlace place in network.Layout.Decaying)
        {
            ReadOnlySpan<T> weights = network.Parameters.AsSpan(place.Offset, place.Length);
            Span<T> slope = gradient.AsSpan(place.Offset, place.Length);
            sum += TensorPrimitives.SumOfSquares(weights);
            TensorPrimitives.MultiplyAdd(weights, factor, slope, slope);
        }
        return factor * sum / T.CreateChecked(2);
    }
}
