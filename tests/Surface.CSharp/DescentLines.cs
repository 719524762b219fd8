namespace MiniDnn.Surface;

/// <summary>Descents: to the lowest point of a function, and to the coefficients of a fit.</summary>
internal static class DescentLines
{
    private static readonly LinearDescentOptions Quick = new() { LearningRate = 0.3, Epochs = 200, Standardize = true };

    public static void Run(Says says)
    {
        Minima(says);
        Fits(says);
        Models(says);
    }

    private static void Minima(Says says)
    {
        double[] start = [0];
        Objective<double> bowl = (p, gradient) =>
        {
            gradient[0] = 2 * (p[0] - 3);
            return (p[0] - 3) * (p[0] - 3);
        };

        says.That(GradientDescent.Minimize(bowl, [0], new() { LearningRate = 0.1 }).Parameters[0], 3);
        says.That(GradientDescent.Minimize(bowl, [0.0], new() { LearningRate = 0.1 }).Parameters[0], 3);
        says.That(GradientDescent.Minimize(bowl, start, new() { LearningRate = 0.1 }).Parameters[0], 3);
        says.That(GradientDescent.Minimize(bowl, start).Parameters[0], 3, 1e-6);
        says.That(GradientDescent.Minimize((p, g) => { g[0] = 2 * p[0]; return p[0] * p[0]; }, [1], new() { LearningRate = 0.1 }).Parameters[0], 0);
        says.That(GradientDescent.Minimize((p, g) => { g[0] = 2 * p[0]; return p[0] * p[0]; }, [1f], new() { LearningRate = 0.1 }).Parameters[0], 0, 1e-6);
        says.That(GradientDescent.Minimize(bowl, [0], new() { Optimizer = new Sgd { LearningRate = 0.1, Momentum = 0.5 } }).Parameters[0], 3);
    }

    private static void Fits(Says says)
    {
        double[] x = [1, 2, 3, 4];
        double[] y = [3, 5, 7, 9];
        float[] floats = [1, 2, 3, 4];
        List<double> list = [1, 2, 3, 4];
        Matrix<double> matrix = [[1], [2], [3], [4]];
        double[][] jagged = [[1], [2], [3], [4]];

        says.That(GradientDescent.Fit([1, 2, 3, 4], [3, 5, 7, 9], Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit([1.0, 2, 3, 4], [3.0, 5, 7, 9], Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(x, y, Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(x, [3, 5, 7, 9], Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit([.. list], y, Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(floats, [3, 5, 7, 9], Quick).Coefficients.Select(b => (double)b), [1, 2], 1e-5);
        says.That(GradientDescent.Fit(x.AsSpan(1..), y.AsSpan(1..), Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(matrix, y, Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(matrix, [3, 5, 7, 9], Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit([[1], [2], [3], [4]], [3, 5, 7, 9], Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(jagged, y, Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(jagged, [3, 5, 7, 9], Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(matrix.Rows(1..), y[1..], Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit(matrix.AsReadOnly(), y, Quick).Coefficients, [1, 2]);
        says.That(GradientDescent.Fit([1, 2, 3], [2, 4, 6], new() { Intercept = false, LearningRate = 0.05 }).Coefficients, [2]);
    }

    private static void Models(Says says)
    {
        LinearDescentResult<double> line = GradientDescent.Fit([1, 2, 3, 4], [3, 5, 7, 9], Quick);
        LinearModel<double> exact = LeastSquares.Fit([1, 2, 3, 4], [3, 5, 7, 9]);
        Matrix<double> x = [[5], [6]];

        says.That(line.Coefficients, [.. exact.Coefficients]);
        says.That(line.Intercept, line.Coefficients[0]);
        says.That(line.Predict(5), 11);
        says.That(line.Predict([5]), 11);
        says.That(line.Predict(x), [11, 13]);
        says.That(line.Predict(x.Rows(1..)), [13]);
        says.That(line.Outcome != DescentOutcome.Diverged);
    }
}
