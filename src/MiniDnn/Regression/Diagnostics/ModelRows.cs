namespace MiniDnn;

/// <summary>
/// The rows of a fit that count, in doubled precision: zᵢ = √wᵢ·Bᵀ·xᵢ, which are the rows of an orthonormal basis of the columns of √W·X,
/// and √wᵢ·eᵢ.
/// </summary>
internal sealed class ModelRows
{
    private ModelRows(int count, int rank, FittedShape shape)
    {
        Basis = new(count, rank);
        Residuals = new DoubleDouble[count];
        Fitted = new DoubleDouble[count];
        Indices = new int[count];
        HasIntercept = shape.HasIntercept;
        WeightsAreEqual = shape.WeightsAreEqual;
    }

    /// <summary>Z; with ridge its columns are not orthonormal.</summary>
    public DoubledColumns Basis { get; }

    /// <summary>√w·e, in scaled units.</summary>
    public DoubleDouble[] Residuals { get; }

    /// <summary>ŷ, in scaled units.</summary>
    public DoubleDouble[] Fitted { get; }

    /// <summary>The places of the rows in the data.</summary>
    public int[] Indices { get; }

    public bool HasIntercept { get; }

    public bool WeightsAreEqual { get; }

    public int Count => Indices.Length;

    public int Rank => Basis.ColumnCount;

    public static ModelRows Create<T>(FittedModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LeastSquaresSolution solution = model.Solution;
        int[] counted = [.. Enumerable.Range(0, model.Predictors!.RowCount).Where(i => solution.Weights[i] > 0)];
        bool areEqual = counted.All(i => solution.Weights[i] == solution.Weights[counted[0]]);
        var rows = new ModelRows(counted.Length, solution.Factor.Rank, new(model.Shape.HasIntercept, areEqual));
        Design<T> design = model.Design();
        bool isExact = solution.ResidualSumOfSquares.High == 0;
        for (int k = 0; k < counted.Length; k++)
        {
            int i = counted[k];
            rows.Indices[k] = i;
            DoubleDouble[] x = design.Row(i);
            DoubleDouble root = DoubleDouble.Sqrt(solution.Weights[i]);
            DoubleDouble residual = isExact ? DoubleDouble.Zero : Residual(x, solution, i);
            rows.Fitted[k] = solution.Target![i] - residual;
            rows.Residuals[k] = residual * root;
            DoubleDouble[] z = solution.Factor.ApplyTransposed(x);
            for (int j = 0; j < z.Length; j++)
            {
                rows.Basis[k, j] = z[j] * root;
            }
        }
        return rows;
    }

    /// <summary>Refuses rows of different weights, for which the order and the spread of the residuals mean something else.</summary>
    public void RequireEqualWeights(string operation)
    {
        if (!WeightsAreEqual)
        {
            throw new InvalidOperationException($"{operation}: the model has weights that differ; the test is defined for equal weights.");
        }
    }

    /// <summary>y − xᵀb with all the digits of the coefficients.</summary>
    private static DoubleDouble Residual(DoubleDouble[] x, LeastSquaresSolution solution, int row)
    {
        DoubleDouble residual = solution.Target![row];
        for (int j = 0; j < x.Length; j++)
        {
            residual -= x[j] * solution.Coefficients[j];
        }
        return residual;
    }

    private readonly record struct FittedShape(bool HasIntercept, bool WeightsAreEqual);
}
