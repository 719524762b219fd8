namespace MiniDnn.Tests;

/// <summary>The outputs of a network as a step of training has them, which the public interface gives no look at.</summary>
internal static class TrainingPass
{
    public static Matrix<T> Outputs<T>(FeedForwardNetwork<T> network, Matrix<T> x, SeededRandom? random = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LentNumbers<T> lent = network.Core.Lend(new T[network.Parameters.Length], random: random ?? new SeededRandom(1));
        var workspace = new Workspace<T>(network.Core.Layout, x.RowCount, lent, PassKind.Step, Loss.MeanSquaredError);
        Propagation.Forward(network.Core, x, workspace);
        return workspace.Predictions(x.RowCount).ToMatrix();
    }

    /// <summary>All that a training may change, to compare.</summary>
    public static T[] Numbers<T>(FeedForwardNetwork<T> network)
        where T : unmanaged, IFloatingPointIeee754<T>
        => [.. network.Parameters, .. network.Core.State];
}
