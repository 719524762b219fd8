using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Says in words what is unusual about a fit.</summary>
internal sealed class ModelRemarks<T>(LeastSquaresSolution solution, ModelShape shape)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<string> _remarks = [];

    private int ConstantCount => shape.HasIntercept ? 1 : 0;

    private bool HasRidge => solution.Penalties.Length > 0;

    private bool TargetIsConstant => solution.TotalSumOfSquares.High == 0;

    /// <summary>With ridge every direction but the intercept leaves some.</summary>
    private bool HasDegreesOfFreedom => solution.EffectiveRowCount > (HasRidge ? ConstantCount : solution.Factor.Rank);

    public string[] Find(ReadOnlySpan<T> coefficients)
    {
        AddDependencies();
        AddRange(coefficients);
        if (HasRidge)
        {
            _remarks.Add("Ridge shrinks the coefficients: standard errors and intervals leave the bias out, the degrees of "
                + "freedom are effective ones, and F is not defined (NaN).");
        }
        if (shape.ClearedColumns.Length > 0)
        {
            string names = string.Join(", ", shape.ClearedColumns.Select(j => shape.PredictorNames[j]));
            _remarks.Add($"Constant beside the intercept: {names}. Ridge leaves such coefficients 0.");
        }
        if (TargetIsConstant)
        {
            _remarks.Add($"The target is {(shape.HasIntercept ? "constant" : "0 everywhere")}, so R² and F are not defined (NaN).");
        }
        AddResiduals();
        if (shape.ConstantColumn is { } constant)
        {
            _remarks.Add($"Column {shape.ParameterNames[constant]} is constant, but there is no intercept: R², adjusted R² and "
                + "F are about 0, not about the mean. Fit with Intercept in its place for those.");
        }
        if (solution.Factor.Rank == ConstantCount && !TargetIsConstant)
        {
            _remarks.Add("There is nothing beside the constant, so F is not defined (NaN).");
        }
        return [.. _remarks];
    }

    private void AddDependencies()
    {
        int rank = solution.Factor.Rank;
        _remarks.AddRange(solution.Factor.Dependencies.Select(Describe));
        if (rank == solution.ParameterCount)
        {
            return;
        }
        string choice = solution.Factor.IsBasic
            ? "those in which dependent columns have 0 are given"
            : "those of least norm are given";
        _remarks.Add($"The design has rank {rank}, but {solution.ParameterCount} columns; of all coefficients that fit equally "
            + $"well, {choice}.");
        bool[] isEstimable = solution.Factor.DeterminesCoefficients();
        string names = string.Join(", ", shape.ParameterNames.Where((_, j) => !isEstimable[j]));
        if (names.Length == 0)
        {
            return;
        }
        _remarks.Add($"The data do not determine the coefficients of {names}: their errors, t, p and intervals are not defined "
            + "(NaN), nor are those of points that lie outside what the rows span.");
    }

    private void AddRange(ReadOnlySpan<T> coefficients)
    {
        List<string> names = [];
        for (int j = 0; j < coefficients.Length; j++)
        {
            if (!T.IsNormal(coefficients[j]) && solution.Coefficients[j].High != 0)
            {
                names.Add(shape.ParameterNames[j]);
            }
        }
        if (names.Count > 0)
        {
            _remarks.Add($"The coefficients of {string.Join(", ", names)} lie beyond the range in which {typeof(T).Name} keeps "
                + "its digits, and show as infinite, 0 or rounded; predictions do not suffer from it.");
        }
    }

    private void AddResiduals()
    {
        if (!HasDegreesOfFreedom)
        {
            string rows = solution.EffectiveRowCount < solution.RowCount
                ? $"{solution.RowCount} rows, of which {solution.EffectiveRowCount:G3} are not forgotten,"
                : $"{solution.RowCount} rows";
            _remarks.Add($"{rows} leave no degrees of freedom beside a rank of {solution.Factor.Rank}: "
                + "standard errors, t, p, F, intervals and the residual standard error are not defined (NaN).");
        }
        else if (solution.ResidualSumOfSquares.High == 0)
        {
            _remarks.Add("The fit is exact: the residual standard error is 0, t values are infinite (NaN for a coefficient of "
                + "0), and so is the log-likelihood; standardised residuals and Cook's distances are not defined (NaN).");
        }
        else if (!HasRidge && IsAllButExact())
        {
            _remarks.Add("The fit is all but exact: its residuals are as small as the rounding of the data, so errors, t, p and "
                + "intervals say little.");
        }
    }

    /// <summary>The limit by which R warns of an essentially perfect fit, 10⁻¹⁵ in double, in the number type of the data.</summary>
    private bool IsAllButExact()
    {
        double limit = 4.5 * double.CreateTruncating(FloatingPoint<T>.Epsilon);
        double variance = solution.ResidualSumOfSquares.High / (solution.EffectiveRowCount - solution.Factor.Rank);
        return variance < limit * limit * solution.TargetSumOfSquares / solution.EffectiveRowCount;
    }

    private string Describe((int Column, int[] Others) dependency)
    {
        string name = shape.ParameterNames[dependency.Column];
        return dependency.Others.Length == 0
            ? $"Column {name} is 0 in every row that counts."
            : $"Column {name} depends linearly on {string.Join(", ", dependency.Others.Select(j => shape.ParameterNames[j]))}.";
    }
}
