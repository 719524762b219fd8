namespace MiniDnn.Tests;

/// <summary>What docs/accuracy.md promises of accumulated rows: by the condition number of their columns, about their means beside a constant.</summary>
internal sealed class AccumulatorBound
{
    /// <summary>One digit more than the condition number costs.</summary>
    public const double Allowed = 10 * 2.2204460492503131e-16;

    public AccumulatorBound(double[][] predictors, double[] y, double[]? weights, bool intercept)
    {
        double[] w = weights ?? [.. y.Select(_ => 1.0)];
        double[][] columns = [.. predictors.Append(y).Select(values =>
        {
            double first = values[0];
            double mean = intercept ? values.Select((v, i) => w[i] * (v - first)).Sum() / w.Sum() : -first;
            return values.Select((v, i) => Math.Sqrt(w[i]) * (v - first - mean)).ToArray();
        })];
        double[] lengths = [.. columns.Select(column => Math.Sqrt(column.Sum(v => v * v)))];
        (Lengths, TargetLength) = (lengths[..^1], lengths[^1]);
        Condition = Matrix.Create(y.Length, predictors.Length, (i, j) => lengths[j] == 0 ? 0 : columns[j][i] / lengths[j]).ConditionNumber();
    }

    /// <summary>l of each column.</summary>
    public double[] Lengths { get; }

    /// <summary>The target's.</summary>
    public double TargetLength { get; }

    /// <summary>κ, in units of the lengths.</summary>
    public double Condition { get; }

    /// <summary>Whether κ leaves two digits.</summary>
    public bool CanBeTold => Condition * Allowed < 0.01;

    /// <summary>s of coefficients, without a constant's.</summary>
    public double Size(IEnumerable<double> coefficients) => TargetLength + coefficients.Zip(Lengths, (b, length) => Math.Abs(b) * length).Sum();

    /// <summary>The error of the coefficient of a column, q being √RSS.</summary>
    public double OfCoefficient(int column, double size, double residual)
        => Allowed * ((Condition * size) + (Condition * Condition * residual)) / Lengths[column];

    /// <summary>The error of √RSS.</summary>
    public double OfResidual(double size) => Allowed * Condition * size;
}
