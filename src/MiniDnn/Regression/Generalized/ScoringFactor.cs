namespace MiniDnn;

/// <summary>The factor of the information by which a search takes its steps, as exact as the columns need it.</summary>
internal sealed class ScoringFactor(ScoringProblem problem)
{
    /// <summary>Normal equations in float lose the square of the condition number: four digits are left to a step.</summary>
    private const double SmallestShareInSingle = 1e-3;

    private bool _isSingle = true, _needsMore;

    /// <summary>Null where the information is singular.</summary>
    public Information? Current { get; private set; }

    /// <summary>The relative error that the products leave in a step.</summary>
    public double Rounding { get; private set; }

    /// <summary>What takes the products during a pass; null where they would not do.</summary>
    public BlockProducts? NewProducts() => problem.IsLarge && !_needsMore ? new(problem.Columns.Count, _isSingle) : null;

    /// <summary>Makes the factor at a point.</summary>
    public void Renew(ScoringPoint point)
    {
        if (point.Products is { } products)
        {
            point.Products = null;
            Current = Information.OfProducts(products, problem.Penalties, _isSingle ? SmallestShareInSingle : Information.SmallestShare);
            if (Current is { } factor)
            {
                double condition = factor.ConditionEstimate();
                Rounding = (_isSingle ? 1e-7 : 1e-16) * condition * condition;
                return;
            }
            (_isSingle, _needsMore) = (false, !_isSingle);
        }
        ScoringRows rows = point.Rows ?? problem.EvaluateRows(point.Theta);
        Current = Information.Create(problem.Columns, rows.Curvature, problem.Penalties)
            ?? Information.CreateByQr(problem.Columns, rows.Information, problem.Penalties);
        Rounding = 1e-6;   // what the smallest share that double is trusted with leaves of 16 digits, with a wide margin
    }
}
