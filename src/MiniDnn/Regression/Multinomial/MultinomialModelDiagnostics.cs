namespace MiniDnn;

/// <summary>What a multinomial model says of its own rows: probabilities, classes, residuals.</summary>
/// <remarks>Rows of weight 0 have none: NaN, and class −1.</remarks>
/// <example><code>
/// Matrix&lt;double&gt; income = [[1], [2], [3], [4], [5], [6], [7], [8], [9]];
/// var diagnostics = MultinomialModel.Fit(income, [0, 0, 1, 0, 2, 1, 2, 1, 2]).Diagnostics();
/// Console.WriteLine(diagnostics.FittedClasses[8]);                          // → 2
/// Console.WriteLine($"{diagnostics.FittedProbabilities[8, 2]:F2}");         // → 0.73
/// Console.WriteLine($"{diagnostics.ResponseResiduals[8, 2]:F2}");           // → 0.27
/// </code></example>
public sealed class MultinomialModelDiagnostics
{
    internal MultinomialModelDiagnostics(MultinomialFit fit)
    {
        MultinomialData data = fit.Data;
        int rows = data.AllLabels.Length;
        var (probabilities, residuals) = (Empty(rows, data.ClassCount), Empty(rows, data.ClassCount));
        int[] classes = new int[rows];
        Array.Fill(classes, -1);
        for (int i = 0; i < data.Counted.Length; i++)
        {
            int row = data.Counted[i];
            classes[row] = 0;
            for (int k = 0; k < data.ClassCount; k++)
            {
                double p = fit.Scoring.Point.Probabilities[k, i];
                probabilities[row, k] = p;
                residuals[row, k] = k == data.Labels[i] ? fit.Scoring.Point.Rest(k, i) : -p;
                classes[row] = p > probabilities[row, classes[row]] ? k : classes[row];
            }
        }
        (FittedProbabilities, FittedClasses, ResponseResiduals) = (probabilities, classes, residuals);
    }

    /// <summary>The probability of each class in each row, rows × classes; in their limit where classes are separated.</summary>
    public Matrix<double> FittedProbabilities { get; }

    /// <summary>The most likely class of each row, the first of several that are as likely.</summary>
    public IReadOnlyList<int> FittedClasses { get; }

    /// <summary>1 − probability for the class that a row has, −probability for the others; rows × classes.</summary>
    public Matrix<double> ResponseResiduals { get; }

    private static Matrix<double> Empty(int rows, int classes) => Matrix.Create(rows, classes, (_, _) => double.NaN);
}
