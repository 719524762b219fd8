using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// The columns of √W·X about their means, where there is an intercept, and brought to length 1: xⱼ = dⱼ·zⱼ + mⱼ·1. Ridge adds rows.
/// </summary>
internal sealed class StandardizedColumns
{
    private readonly bool _hasIntercept;
    private readonly double[] _means, _lengths;

    private StandardizedColumns(Matrix<double> values, bool hasIntercept, double tolerance, int columnCount)
    {
        Values = values;
        _hasIntercept = hasIntercept;
        Tolerance = tolerance;
        _means = new double[columnCount];
        _lengths = new double[columnCount];
        Noise = new double[columnCount];
    }

    /// <summary>Z, with rows of zeros behind it where there are fewer rows than columns.</summary>
    public Matrix<double> Values { get; }

    /// <summary>What rounding of each column may be in units of its length.</summary>
    public double[] Noise { get; }

    /// <summary>The share of a column's length that counts as rounding.</summary>
    public double Tolerance { get; }

    public int ColumnCount => Noise.Length;

    public static StandardizedColumns Create<T>(Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = design.RowCount, p = design.ColumnCount;
        var high = new double[n * p];
        var low = new double[n * p];
        design.Fill(0, n, high, low, n);
        double[] roots = [.. Enumerable.Range(0, n).Select(i => Math.Sqrt(problem.Weights[i]))];
        var result = new StandardizedColumns(new(Math.Max(n + problem.Penalties.Length, p), p), design.HasIntercept, problem.Tolerance, p);
        for (int j = 0; j < p; j++)
        {
            double penalty = problem.Penalties.Length > 0 ? Math.Sqrt(problem.Penalties[j]) : 0;
            ReadOnlySpan<double> column = high.AsSpan(j * n, n);
            double length = Math.Sqrt(problem.Weights.SumOfSquares(column));
            result._means[j] = design.HasIntercept && j > 0 ? Mean(column, problem.Weights) : 0;
            result.SetColumn(j, column, low.AsSpan(j * n, n), roots);
            result.Normalize(j, n, penalty, problem.Tolerance * length);
        }
        return result;
    }

    /// <summary>The coefficients of X from those of Z: bⱼ = cⱼ/dⱼ, and the intercept's less Σ mⱼ·bⱼ.</summary>
    public DoubleDouble[] Coefficients(ReadOnlySpan<double> c)
    {
        var result = new DoubleDouble[ColumnCount];
        for (int j = ColumnCount - 1; j >= 0; j--)
        {
            result[j] += (DoubleDouble)c[j] / _lengths[j];
            result[0] -= result[j] * _means[j];
        }
        return result;
    }

    /// <summary>Column j of X in terms of the right singular vector k of Z: dⱼ·vⱼ + mⱼ·d₀·v₀.</summary>
    public double Product(Matrix<double> v, int k, int j) => (_lengths[j] * v[j, k]) + (_means[j] * _lengths[0] * v[0, k]);

    /// <summary>From vectors that X maps to 0, each dependent column with those that it is a sum of.</summary>
    public (int Column, int[] Others)[] Dependencies(DoubleDouble[][] nullSpace)
    {
        double noise = DoubledFactorization.NoPartOfCombination(Tolerance);
        double[][] vectors = [.. nullSpace.Select(vector => vector.Select(v => v.High).ToArray())];
        int[] columns = [.. vectors.Select((_, i) => Eliminate(vectors, i))];
        var result = new (int, int[])[vectors.Length];
        for (int i = 0; i < result.Length; i++)
        {
            double[] vector = vectors[i];
            int[] others = [.. Enumerable.Range(0, ColumnCount).Where(j => j != columns[i] && Math.Abs(vector[j]) > noise)];
            result[i] = (columns[i], others);
        }
        return [.. result.OrderBy(dependency => dependency.Item1)];
    }

    /// <summary>Makes one column's coefficient 1 in a vector and 0 in the others (C. F. Gauss).</summary>
    /// <returns>The column: not the intercept, of which people don't think as dependent, unless it stands alone.</returns>
    private int Eliminate(double[][] vectors, int index)
    {
        double[] pivot = vectors[index];
        int column = TensorPrimitives.IndexOfMaxMagnitude<double>(pivot);
        if (column == 0 && _hasIntercept && ColumnCount > 1)
        {
            int other = 1 + TensorPrimitives.IndexOfMaxMagnitude<double>(pivot.AsSpan(1));

            // less of another column is rounding of the singular vector
            column = Math.Abs(pivot[other]) > 1e-9 * Math.Abs(pivot[0]) ? other : column;
        }
        TensorPrimitives.Divide(pivot, pivot[column], pivot);
        foreach (double[] vector in vectors.Where(vector => vector != pivot))
        {
            TensorPrimitives.MultiplyAdd<double>(pivot, -vector[column], vector, vector);
            vector[column] = 0;
        }
        return column;
    }

    private void SetColumn(int j, ReadOnlySpan<double> high, ReadOnlySpan<double> low, double[] roots)
    {
        for (int i = 0; i < high.Length; i++)
        {
            Values[i, j] = (high[i] - _means[j] + low[i]) * roots[i];
        }
    }

    /// <param name="j">The column.</param>
    /// <param name="row">The row of the first column's penalty.</param>
    /// <param name="penalty">√λ.</param>
    /// <param name="rounding">The length of what rounding may have done to the column.</param>
    private void Normalize(int j, int row, double penalty, double rounding)
    {
        if (penalty > 0)
        {
            Values[row + j, j] = penalty;
        }
        double[] column = Values.Column(j);
        double length = TensorPrimitives.Norm<double>(column);
        bool isNoise = length <= rounding;
        _lengths[j] = isNoise ? 1 : length;
        Noise[j] = isNoise ? 0 : rounding / length;
        for (int i = 0; i < Values.RowCount; i++)
        {
            Values[i, j] = isNoise ? 0 : Values[i, j] / length;
        }
    }

    /// <summary>From the first number on, so that a mean far from 0 costs no digits.</summary>
    private static double Mean(ReadOnlySpan<double> x, RegressionWeights weights)
    {
        double sum = 0, weight = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += weights[i] * (x[i] - x[0]);
            weight += weights[i];
        }
        return x[0] + (sum / weight);
    }
}
