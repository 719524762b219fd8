namespace MiniDnn.Workloads;

/// <summary>Predictors in (−1, 1) and a target that depends on them, with noise.</summary>
internal sealed class RegressionRows
{
    public RegressionRows(int rows, int columns)
    {
        X = PlacedMatrix.Random<double>(rows, columns, 1);
        Y = RandomNumbers.Vector<double>(rows, 2);
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<double> row = X.Row(i);
            double target = 1 + (0.1 * Y[i]);
            for (int j = 0; j < columns; j++)
            {
                target += (j + 1) * row[j];
            }
            Y[i] = target;
        }
    }

    public Matrix<double> X { get; }

    public double[] Y { get; }
}
