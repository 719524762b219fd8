namespace MiniDnn.Walkthrough;

/// <summary>The network of sections 4 and 7: 2 → 3 → 2 → 2, sigmoid, sigmoid, identity.</summary>
internal static class ThreeLayers
{
    public static readonly Matrix<double> Input = [[1.0, 0.5]];

    public static FeedForwardNetwork<double> Create() => FeedForwardNetwork<double>.FromWeights(
        weights: [[[.1, .2], [.3, .4], [.5, .6]], [[.1, .2, .3], [.5, .7, .9]], [[.1, .2], [.3, .4]]],
        biases: [[.1, .2, .3], [.1, .2], [.1, .2]],
        activations: [Activation.Sigmoid, Activation.Sigmoid, Activation.Identity]);
}
