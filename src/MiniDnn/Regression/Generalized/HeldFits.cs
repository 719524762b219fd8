namespace MiniDnn;

/// <summary>Fits with one coefficient held at one value after the other, each search started from one nearby.</summary>
/// <remarks>
/// The others follow the one that is held: far from 0 a slope that moves takes the intercept with it, and without that the search would
/// begin where every row is as good as certain, and Newton's steps find no way back.
/// </remarks>
internal sealed class HeldFits
{
    /// <summary>After so many steps towards a value it counts as not reachable.</summary>
    private const int MaxSteps = 40;

    private readonly LikelihoodData _data;
    private readonly int _index;

    private readonly LikelihoodFit? _first;
    private readonly double _best;

    private (LikelihoodFit? Fit, double Value) _from, _latest;

    /// <param name="data">The data, of independent columns.</param>
    /// <param name="fit">The fit with nothing held.</param>
    /// <param name="parameters">The coefficients of the columns.</param>
    /// <param name="index">The column whose coefficient is held.</param>
    public HeldFits(LikelihoodData data, LikelihoodFit fit, int[] parameters, int index)
    {
        (_data, _index, _best) = (data, index, fit.Coefficients[parameters[index]].High);
        DoubleDouble[] others = [.. parameters.Where((_, k) => k != index).Select(j => fit.Coefficients[j])];
        if (fit.Separation is null && LikelihoodFit.Run(data.Fix(index, _best), others) is { Outcome: FitOutcome.Converged } held)
        {
            _first = held;
        }
        GoBack();
    }

    /// <summary>Goes back to the estimate, whence another way leads.</summary>
    public void GoBack() => _from = (_first, _best);

    /// <summary>Starts from the latest fit from now on.</summary>
    public void GoOn() => _from = _latest.Fit?.Outcome == FitOutcome.Converged ? _latest : _from;

    /// <summary>The fit with the coefficient held at a value; null where none was found.</summary>
    public LikelihoodFit? At(double value)
    {
        LikelihoodFit fit = Run(value, Start(_from, value));
        if (fit.Outcome == FitOutcome.NotConverged && _from.Fit is not null)
        {
            fit = Run(value, Start(Approach(value), value));
        }
        fit = fit.Outcome == FitOutcome.NotConverged ? Run(value, null) : fit;
        _latest = (fit, value);
        return IsLost(fit) ? null : fit;
    }

    /// <summary>Whether a search ended inside the domain without a maximum; outside, there is none.</summary>
    private static bool IsLost(LikelihoodFit fit) => fit.Outcome == FitOutcome.NotConverged && IsInside(fit);

    private static bool IsInside(LikelihoodFit fit)
        => double.IsFinite(fit.Deviance) && fit.Rows.Eta.All(fit.Data.Likelihood.IsDefined);

    private LikelihoodFit Run(double value, DoubleDouble[]? start) => LikelihoodFit.Run(_data.Fix(_index, value), start);

    /// <summary>Goes towards a value in steps that succeed, until the next would reach it or none does.</summary>
    private (LikelihoodFit? Fit, double Value) Approach(double value)
    {
        (LikelihoodFit? Fit, double Value) at = _from;
        double step = (value - at.Value) / 2;
        for (int i = 0; i < MaxSteps && Math.Abs(value - at.Value) > Math.Abs(step); i++)
        {
            double next = at.Value + step;
            LikelihoodFit fit = Run(next, Start(at, next));
            bool isFound = fit.Outcome == FitOutcome.Converged;
            at = isFound ? (fit, next) : at;
            step *= isFound ? 2 : 0.5;
        }
        return at;
    }

    /// <summary>The coefficients of a fit, moved along the tangent: −(ZᵀWZ)⁻¹·ZᵀW·x for each unit of the one that is held.</summary>
    private DoubleDouble[]? Start((LikelihoodFit? Fit, double Value) from, double value)
    {
        if (from.Fit is not { } fit)
        {
            return null;
        }
        StandardColumns columns = fit.Problem.Columns;
        if (fit.ExpectedInformation() is not { } information)
        {
            return [.. columns.Parameters.Select(j => fit.Coefficients[j])];
        }
        double[] weighted = [.. fit.Rows.Information.Select((w, i) => w * _data.Columns[_index, i])], none = new double[weighted.Length];
        var products = new DoubleDouble[columns.Count];
        for (int k = 0; k < products.Length; k++)
        {
            products[k] = DoubledVectors.Dot(weighted, none, columns.High.Row(k), columns.Low is null ? none : columns.Low.Row(k));
        }
        DoubleDouble[] tangent = information.Solve(products);
        double distance = value - from.Value;
        return columns.ToUnits([.. fit.Scoring.Point.Theta.Select((t, k) => t - (tangent[k] * distance))], _data.ParameterCount - 1);
    }
}
