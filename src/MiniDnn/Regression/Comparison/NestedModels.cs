namespace MiniDnn;

/// <summary>Two models of which one has all that the other has, fitted to the same data.</summary>
internal sealed class NestedModels
{
    private readonly LeastSquaresSolution _full;
    private readonly DoubleDouble _difference;

    private NestedModels(LeastSquaresSolution full, LeastSquaresSolution reduced)
    {
        _full = full;
        DoubleDouble difference = reduced.ResidualSumOfSquares - full.ResidualSumOfSquares;
        _difference = difference.High > 0 ? difference : DoubleDouble.Zero;
        DegreesOfFreedom = full.Factor.Rank - reduced.Factor.Rank;
        ResidualDegreesOfFreedom = full.EffectiveRowCount - full.Factor.Rank;
    }

    /// <summary>By how many independent columns the models differ.</summary>
    public int DegreesOfFreedom { get; }

    public double ResidualDegreesOfFreedom { get; }

    /// <summary>((RSS₀ − RSS)/q)/(RSS/(n − p)).</summary>
    public double F => ResidualDegreesOfFreedom > 0
        ? (_difference / _full.ResidualSumOfSquares * ResidualDegreesOfFreedom / DegreesOfFreedom).High : double.NaN;

    /// <summary>n·ln(RSS₀/RSS).</summary>
    public double LikelihoodRatio
    {
        get
        {
            DoubleDouble ratio = _difference / _full.ResidualSumOfSquares;
            double small = ratio.High;
            // ln(1 + r) for small r by its atanh, for ln of a number near 1 has few digits
            double y = small / (2 + small), log = Math.Abs(small) < 1e-2 ? 2 * Math.Atanh(y) : Math.Log(1 + small);
            return _full.EffectiveRowCount * log;
        }
    }

    public static NestedModels Create<T>(string operation, FittedModel<T> full, FittedModel<T> reduced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        full.RequireNoRidge(operation);
        reduced.RequireNoRidge(operation);
        (LeastSquaresSolution larger, LeastSquaresSolution smaller) = (full.Solution, reduced.Solution);
        if (larger.RowCount != smaller.RowCount || !HaveSameTarget(larger, smaller))
        {
            Throw.Argument(nameof(reduced), $"{operation}: the models were fitted to different targets, rows or weights ({larger.RowCount} "
                + $"and {smaller.RowCount} rows); they must have all of these in common.");
        }
        if (larger.Factor.Rank <= smaller.Factor.Rank)
        {
            Throw.Argument(nameof(reduced), $"{operation}: the reduced model has rank {smaller.Factor.Rank}, the full one "
                + $"{larger.Factor.Rank}; the reduced one must have less.");
        }
        if (!IsNested(larger, smaller))
        {
            Throw.Argument(nameof(reduced), $"{operation}: the reduced model is not part of the full one: it has columns that are no "
                + "combination of the full one's.");
        }
        return new(larger, smaller);
    }

    private static bool HaveSameTarget(LeastSquaresSolution full, LeastSquaresSolution reduced)
    {
        bool haveSameUnits = full.TargetExponent == reduced.TargetExponent && full.WeightExponent == reduced.WeightExponent
            && full.SumOfLogWeights == reduced.SumOfLogWeights;
        return haveSameUnits && (full.Target is null || reduced.Target is null || full.Target.SequenceEqual(reduced.Target));
    }

    /// <summary>
    /// What the full model's fit has beyond the reduced one's lies in its space, so it is orthogonal to its residuals; otherwise only by an
    /// accident of the data. Models of which one has kept no rows are taken for nested.
    /// </summary>
    private static bool IsNested(LeastSquaresSolution full, LeastSquaresSolution reduced)
    {
        if (full.Residuals is null || reduced.Residuals is null)
        {
            return true;
        }
        double dot = 0, own = 0, beyond = 0;
        for (int i = 0; i < full.Residuals.Length; i++)
        {
            double weight = full.Weights[i], e = full.Residuals[i], d = reduced.Residuals[i] - e;
            if (weight > 0)
            {
                (dot, own, beyond) = (dot + (weight * e * d), own + (weight * e * e), beyond + (weight * d * d));
            }
        }
        return Math.Abs(dot) <= 1e-8 * Math.Sqrt(own) * Math.Sqrt(beyond);   // of 16 digits half may be lost to levels far from 0
    }
}
