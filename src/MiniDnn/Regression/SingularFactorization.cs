using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Least squares by the pseudo-inverse: X = U·Σ·Vᵀ in the number type of the data, coefficients V·Σ⁺·Uᵀ·y.</summary>
internal static class SingularFactorization
{
    public static RegressionResult Solve<T>(Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int largest = problem.ColumnExponents.Max();
        Matrix<T> x = Rows(design, problem.Weights, problem.Penalties, problem.ColumnExponents, largest);
        SingularValueDecomposition<T> svd = SingularValueDecomposition<T>.Create(x);
        T? threshold = problem.Tolerance is { } share && svd.SingularValues.Length > 0 ? T.CreateTruncating(share) * svd.SingularValues[0] : null;
        int rank = svd.Rank(threshold);
        var result = new RegressionResult(Factor(svd, rank, problem.ColumnExponents, largest), problem.Targets.Length);
        var pass = ResidualPass.Of(design);
        for (int t = 0; t < problem.Targets.Length; t++)
        {
            T[] y = [.. problem.Targets[t].Select((v, i) => T.CreateTruncating(v * Math.Sqrt(problem.Weights[i]))), .. new T[problem.Penalties.Length]];
            T[] rotated = svd.U.TransposeMultiply(y);
            result.Coefficients[t] = result.Factor.Apply([.. rotated.Take(rank).Select(v => (DoubleDouble)double.CreateTruncating(v))]);
            result.MeasureResiduals(t, pass, design, problem);
        }
        return result;
    }

    /// <summary>√W·X in the user's units, but for one power of 2.</summary>
    private static Matrix<T> Rows<T>(Design<T> design, RegressionWeights weights, double[] penalties, int[] exponents, int largest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = design.RowCount;
        int p = design.ColumnCount;
        var high = new double[n * p];
        design.Fill(0, n, high, new double[n * p], n);
        var x = new Matrix<T>(n + penalties.Length, p);
        for (int j = 0; j < p; j++)
        {
            for (int i = 0; i < n; i++)
            {
                x[i, j] = T.CreateTruncating(Math.ScaleB(high[(j * n) + i], exponents[j] - largest) * Math.Sqrt(weights[i]));
            }
            if (penalties.Length > 0)
            {
                x[n + j, j] = T.CreateTruncating(Math.ScaleB(Math.Sqrt(penalties[j]), exponents[j] - largest));
            }
        }
        return x;
    }

    private static LeastSquaresFactor Factor<T>(SingularValueDecomposition<T> svd, int rank, int[] exponents, int largest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int p = exponents.Length;
        var triangle = new double[rank * p];
        var inverse = new DoubleDouble[p * rank];
        for (int k = 0; k < rank; k++)
        {
            double sigma = double.CreateTruncating(svd.SingularValues[k]);
            for (int j = 0; j < p; j++)
            {
                double v = double.CreateTruncating(svd.V[j, k]);
                triangle[(k * p) + j] = Math.ScaleB(sigma * v, largest - exponents[j]);
                inverse[(j * rank) + k] = Math.ScaleB(v / sigma, exponents[j] - largest);
            }
        }
        return new() { ParameterCount = p, Rank = rank, Tolerance = 32 * p * double.CreateTruncating(FloatingPoint<T>.Epsilon), Triangle = triangle, Inverse = inverse, Dependencies = rank == p ? [] : Dependencies(svd.V, rank) };
    }

    /// <summary>
    /// The columns that take part in a vector which X maps to 0: those whose unit vector is not spanned by the first right singular
    /// vectors.
    /// </summary>
    private static (int Column, int[] Others)[] Dependencies<T>(Matrix<T> v, int rank)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double noise = Math.Max(1e-6, 1000 * double.CreateTruncating(FloatingPoint<T>.Epsilon));
        int[] involved = [.. Enumerable.Range(0, v.RowCount).Where(j => 1 - Enumerable.Range(0, rank).Sum(k => Square(v[j, k])) > noise)];
        return [.. involved.Select(j => (j, involved.Where(other => other != j).ToArray()))];
    }

    private static double Square<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double v = double.CreateTruncating(value);
        return v * v;
    }
}
