using MiniDnn.Kernels;

namespace MiniDnn;

public sealed partial class LinearModel<T>
{
    private string[] FindRemarks()
    {
        List<string> remarks = [.. _solution.Factor.Dependencies.Select(DescribeDependency)];
        if (Rank < ParameterCount)
        {
            string choice = _solution.Factor.IsBasic
                ? "those in which dependent columns have 0 are given"
                : "those of least norm are given";
            remarks.Add($"The design has rank {Rank}, but {ParameterCount} columns; of all coefficients that fit equally well, {choice}.");
            string names = string.Join(", ", ParameterNames.Where((_, j) => !_isEstimable[j]));
            remarks.Add($"The data do not determine the coefficients of {names}: their errors, t, p and intervals are not defined (NaN), nor are those of points that lie outside what the rows span.");
        }
        if (!_keepsDigits)
        {
            IEnumerable<string> names = Enumerable.Range(0, ParameterCount).Where(j => !T.IsNormal(_coefficients[j]) && _solution.Coefficients[j].High != 0).Select(j => ParameterNames[j]);
            remarks.Add($"The coefficients of {string.Join(", ", names)} lie beyond the range in which {typeof(T).Name} keeps its digits, and show as infinite, 0 or rounded; predictions do not suffer from it.");
        }
        if (HasRidge)
        {
            remarks.Add("Ridge shrinks the coefficients: standard errors and intervals leave the bias out, the degrees of freedom are effective ones, and F is not defined (NaN).");
        }
        if (TargetIsConstant)
        {
            remarks.Add(HasIntercept ? "The target is constant, so R² and F are not defined (NaN)." : "The target is 0 everywhere, so R² and F are not defined (NaN).");
        }
        if (!(DegreesOfFreedom > 0))
        {
            remarks.Add($"{RowCount} rows leave no degrees of freedom beside a rank of {Rank}: standard errors, t, p, F, intervals and the residual standard deviation are not defined (NaN).");
        }
        else if (_solution.ResidualSumOfSquares.High == 0)
        {
            remarks.Add("The fit is exact: the residual standard deviation is 0, t values are infinite (NaN for a coefficient of 0), and so is the log-likelihood; standardised residuals and Cook's distances are not defined (NaN).");
        }
        else if (IsAllButExact())
        {
            remarks.Add("The fit is all but exact: its residuals are as small as the rounding of the data, so errors, t, p and intervals say little.");
        }
        if (_shape.ConstantColumn is { } constant)
        {
            remarks.Add($"Column {ParameterNames[constant]} is constant, but there is no intercept: R², adjusted R² and F are about 0, not about the mean. Fit with Intercept in its place for those.");
        }
        if (ExplainedDegreesOfFreedom == 0 && !TargetIsConstant)
        {
            remarks.Add("There is nothing beside the constant, so F is not defined (NaN).");
        }
        return [.. remarks];
    }

    /// <summary>The limit by which R warns of an essentially perfect fit, 10⁻¹⁵ in double, in the number type of the data.</summary>
    private bool IsAllButExact()
    {
        double limit = 4.5 * double.CreateTruncating(FloatingPoint<T>.Epsilon);
        return ScaledVariance < limit * limit * _solution.TargetSumOfSquares / RowCount;
    }

    private string DescribeDependency((int Column, int[] Others) dependency)
    {
        string name = _shape.ParameterNames[dependency.Column];
        return dependency.Others.Length == 0
            ? $"Column {name} is 0 in every row that counts."
            : $"Column {name} depends linearly on {string.Join(", ", dependency.Others.Select(j => _shape.ParameterNames[j]))}.";
    }
}
