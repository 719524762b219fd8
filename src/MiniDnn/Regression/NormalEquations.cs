namespace MiniDnn;

/// <summary>(XᵀX + Λ)·b = Xᵀy in doubled precision.</summary>
internal sealed class NormalEquations
{
    private const int MaxSteps = 8;

    /// <summary>XᵀX + Λ, and Xᵀy as its last column.</summary>
    private readonly DoubledColumns _columns;

    /// <param name="products">The cross-products of [X y].</param>
    /// <param name="shifts">Column j of the products is 2^shifts[j] times that of X.</param>
    /// <param name="penalties">Λ; may be empty.</param>
    public NormalEquations(CrossProducts products, int[] shifts, double[] penalties)
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

    /// <summary>XᵀX + Λ rounded to double.</summary>
    public Matrix<double> ToMatrix() => Matrix.Create(_columns.RowCount, _columns.RowCount, (i, j) => _columns[i, j].High);

    /// <summary>b, refined until the next correction would be below 2⁻⁹⁰ of it.</summary>
    /// <param name="inverse">B, the inverse of the Cholesky factor in double: B·Bᵀ inverts the matrix but for rounding.</param>
    public DoubleDouble[] Solve(Matrix<double> inverse)
    {
        int p = _columns.RowCount;
        var solution = new DoubledColumns(p, 1);
        double first = 0, previous = 0;
        for (int step = 0; step < MaxSteps; step++)
        {
            double[] z = inverse.TransposeMultiply(Residual(solution));
            double size = System.Numerics.Tensors.TensorPrimitives.Norm<double>(z);
            double[] change = inverse.Multiply(z);
            for (int j = 0; j < p; j++)
            {
                solution[j, 0] += change[j];
            }
            first = step == 0 ? size : first;
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
