using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// K with K·Kᵀ·s² the covariance of the coefficients, in scaled units: B of the factor, or B·L where ridge shrinks, L·Lᵀ = 1 − Bᵀ·Λ·B.
/// </summary>
/// <remarks>
/// In doubled precision, for what is measured at one point x is ‖xᵀ·K‖, where K's rows cancel if X is ill-conditioned or far from 0.
/// </remarks>
internal sealed class CovarianceRoot
{
    private readonly int _rank;
    private readonly DoubleDouble[] _values;
    private readonly double[] _high;

    public CovarianceRoot(LeastSquaresSolution solution)
    {
        _rank = solution.Factor.Rank;
        _values = solution.Factor.Inverse;
        if (solution.Penalties.Length > 0)
        {
            DoubledColumns penalised = Penalised(solution);
            Shrinkage = Enumerable.Range(0, _rank).Sum(k => penalised.Dot(k, k, 0).High);
            _values = TimesTriangle(solution.Factor, Complement(penalised));
        }
        _high = [.. _values.Select(v => v.High)];
    }

    /// <summary>By how much ridge lowers the trace of the hat matrix: ‖√Λ·B‖² in Frobenius' norm.</summary>
    public double Shrinkage { get; }

    /// <summary>Row j of K.</summary>
    public ReadOnlySpan<DoubleDouble> Row(int j) => _values.AsSpan(j * _rank, _rank);

    /// <summary>Element (i, j) of K·Kᵀ.</summary>
    public double InnerProduct(int i, int j) => TensorPrimitives.Dot<double>(_high.AsSpan(i * _rank, _rank), _high.AsSpan(j * _rank, _rank));

    /// <summary>‖xᵀ·K‖² for a point in scaled units.</summary>
    public double QuadraticForm(ReadOnlySpan<DoubleDouble> x)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int k = 0; k < _rank; k++)
        {
            DoubleDouble dot = DoubleDouble.Zero;
            for (int j = 0; j < x.Length; j++)
            {
                dot += x[j] * _values[(j * _rank) + k];
            }
            sum += dot * dot;
        }
        return sum.High;
    }

    /// <summary>√Λ·B.</summary>
    private static DoubledColumns Penalised(LeastSquaresSolution solution)
    {
        int rank = solution.Factor.Rank;
        var result = new DoubledColumns(solution.ParameterCount, rank);
        for (int j = 0; j < solution.ParameterCount; j++)
        {
            DoubleDouble root = DoubleDouble.Sqrt(solution.Penalties[j]);
            for (int k = 0; k < rank; k++)
            {
                result[j, k] = root * solution.Factor.Inverse[(j * rank) + k];
            }
        }
        return result;
    }

    /// <summary>
    /// L with L·Lᵀ = 1 − PᵀP, Cholesky's factor: lower triangular, row after row. What is left of 1 may be little, so it is formed in
    /// doubled precision.
    /// </summary>
    private static double[,] Complement(DoubledColumns penalised)
    {
        int r = penalised.ColumnCount;
        var l = new double[r, r];
        for (int i = 0; i < r; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                double sum = ((i == k ? DoubleDouble.One : DoubleDouble.Zero) - penalised.Dot(i, k, 0)).High;
                for (int m = 0; m < k; m++)
                {
                    sum -= l[i, m] * l[k, m];
                }
                l[i, k] = i == k ? Math.Sqrt(Math.Max(sum, 0)) : l[k, k] == 0 ? 0 : sum / l[k, k];
            }
        }
        return l;
    }

    /// <summary>B·L.</summary>
    private static DoubleDouble[] TimesTriangle(LeastSquaresFactor factor, double[,] l)
    {
        int r = factor.Rank;
        var result = new DoubleDouble[factor.Inverse.Length];
        for (int j = 0; j < factor.ParameterCount; j++)
        {
            for (int k = 0; k < r; k++)
            {
                DoubleDouble sum = DoubleDouble.Zero;
                for (int i = k; i < r; i++)
                {
                    sum += factor.Inverse[(j * r) + i] * l[i, k];
                }
                result[(j * r) + k] = sum;
            }
        }
        return result;
    }
}
