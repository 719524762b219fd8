using System.Numerics.Tensors;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>(XᵀX + Λ)·b = Xᵀy in doubled precision: for columns that are well-conditioned in units that make them equally long.</summary>
/// <remarks>
/// One multiplication is all they cost. Standard errors, which come from Cholesky's factor, keep at least 10 digits.
/// </remarks>
internal sealed class NormalEquations
{
    /// <summary>Up to here cross-products lose six of their 32 digits at most.</summary>
    public const double LargestCondition = 1000;

    /// <summary>Each step gains some nine digits at that condition, so four suffice.</summary>
    private const int MaxSteps = 8;

    /// <summary>XᵀX + Λ, and Xᵀy as its last column.</summary>
    private readonly DoubledColumns _columns;

    /// <param name="products">The cross-products of [X y].</param>
    /// <param name="shifts">Column j of the products is 2^shifts[j] times that of X.</param>
    /// <param name="penalties">Λ; may be empty.</param>
    private NormalEquations(CrossProducts products, int[] shifts, double[] penalties)
    {
        int p = shifts.Length;
        _columns = new(p, p + 1);
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                _columns[i, j] = DoubleDouble.ScaleB(products[i, j], -shifts[i] - shifts[j]);
            }
            _columns[i, i] += penalties.Length > 0 ? penalties[i] : 0;
            _columns[i, p] = DoubleDouble.ScaleB(products[i, p], -shifts[i]);
        }
    }

    /// <summary>The factor and the coefficients from cross-products; null where these are not good enough.</summary>
    /// <param name="products">The cross-products of √W·[X y].</param>
    /// <param name="shifts">Column j of the products is 2^shifts[j] times that of the scaled design.</param>
    /// <param name="penalties">What ridge adds to the diagonal.</param>
    /// <param name="tolerance">
    /// The share of a column below which it counts as dependent; no column has less than the condition's inverse.
    /// </param>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients)? Solve(
        CrossProducts products, int[] shifts, double[] penalties, double tolerance)
    {
        int p = shifts.Length;
        var equations = new NormalEquations(products, shifts, penalties);
        if (CholeskyDecomposition<double>.TryFactor(equations.ToMatrix()) is not { } r)
        {
            return null;
        }
        ColumnMatrix<double> rows = r.InvertTransposed();
        Matrix<double> inverse = Matrix.Create(p, p, (j, k) => rows.Column(j)[k]);
        var factor = new LeastSquaresFactor
        {
            ParameterCount = p,
            Rank = p,
            Triangle = r.ToMatrix(1).AsSpan().ToArray(),
            Inverse = [.. inverse.AsSpan().ToArray().Select(v => (DoubleDouble)v)],
            Dependencies = [],
        };
        return factor.Condition() <= Math.Min(LargestCondition, 1 / tolerance) ? (factor, equations.Solve(inverse)) : null;
    }

    /// <summary>XᵀX + Λ rounded to double.</summary>
    private Matrix<double> ToMatrix() => Matrix.Create(_columns.RowCount, _columns.RowCount, (i, j) => _columns[i, j].High);

    /// <summary>b, refined until the next correction would be below 2⁻⁹⁰ of it.</summary>
    /// <param name="inverse">B, the inverse of the Cholesky factor in double: B·Bᵀ inverts the matrix but for rounding.</param>
    private DoubleDouble[] Solve(Matrix<double> inverse)
    {
        int p = _columns.RowCount;
        var solution = new DoubledColumns(p, 1);
        double first = 0, previous = 0;
        for (int step = 0; step < MaxSteps; step++)
        {
            double[] z = inverse.TransposeMultiply(Residual(solution));
            double size = TensorPrimitives.Norm<double>(z);
            double[] change = inverse.Multiply(z);
            for (int j = 0; j < p; j++)
            {
                solution[j, 0] += change[j];
            }
            first = step == 0 ? size : first;
            // the next correction, smaller by as much as this one, would be below 2⁻⁹⁰ of the first
            if (step > 0 && size * (size / previous) <= Math.ScaleB(first, -90))
            {
                break;
            }
            previous = size;
        }
        return [.. Enumerable.Range(0, p).Select(j => solution[j, 0])];
    }

    /// <summary>Xᵀy − (XᵀX + Λ)·b.</summary>
    private double[] Residual(DoubledColumns solution)
    {
        int p = _columns.RowCount;
        var result = new double[p];
        for (int j = 0; j < p; j++)
        {
            DoubleDouble product = DoubledVectors.Dot(_columns.HighPart(j), _columns.LowPart(j), solution.High, solution.Low);
            result[j] = (_columns[j, p] - product).High;
        }
        return result;
    }
}
