namespace MiniDnn;

/// <summary>The factor of the information by which a search takes its steps, as exact as the columns need it.</summary>
internal sealed class ScoringFactor(ScoringProblem problem)
{
    /// <summary>Normal equations lose the square of the condition number: four of 7 or eleven of 16 digits are left to a step.</summary>
    private const double SmallestShareInSingle = 1e-3, SmallestShareInDouble = 1e-5;

    private bool _isSingle = true, _needsMore;
    private BlockProducts? _products;

    /// <summary>Null where the information is singular.</summary>
    public Information? Current { get; private set; }

    /// <summary>The relative error that the products leave in a step.</summary>
    public double Rounding { get; private set; }

    /// <summary>What takes the products during a pass, always in the same memory; null where they would not do.</summary>
    public BlockProducts? Products => problem.IsLarge && !_needsMore ? _products ??= new(problem.Columns.Count, _isSingle) : null;

    /// <summary>Makes the factor at a point.</summary>
    public void Renew(ScoringPoint point)
    {
        DoubleDouble[,]? products = point.Products;
        point.Products = null;
        if (products is not null && TryProducts(products))
        {
            return;
        }
        ScoringRows rows = point.Rows ?? problem.EvaluateRows(point.Theta);
        if (products is not null && _isSingle)
        {
            (_isSingle, _products) = (false, null);
            if (TryProducts(WeightedProducts.InDouble(problem.Columns, rows.Curvature)))
            {
                return;
            }
        }
        Current = Information.Create(problem.Columns, rows.Curvature, problem.Penalties);
        _needsMore = Current is not null;   // else the curvature is not positive here, and may be so at the next point
        Current ??= Information.CreateByQr(problem.Columns, rows.Information, problem.Penalties);
        Rounding = 1e-12;
    }

    private bool TryProducts(DoubleDouble[,] products)
    {
        Current = Information.OfProducts(products, problem.Penalties, _isSingle ? SmallestShareInSingle : SmallestShareInDouble);
        if (Current is null)
        {
            return false;
        }
        double condition = Current.ConditionEstimate();
        // the products are right to ε of float or of double, of which the condition number takes its square
        Rounding = (_isSingle ? 1e-7 : 1e-16) * condition * condition;
        return true;
    }
}
