using System.Text;

namespace MiniDnn;

/// <summary>The summary of a robust model: the covariance of least squares with another standard deviation.</summary>
internal sealed class RobustSummary : RegressionSummary<double>
{
    private readonly LinearModelSummary<double> _plain;
    private readonly string _message;
    private readonly RobustState _state;
    private readonly double _deviation;

    private RobustSummary(
        Estimates<double> estimates, LinearModelSummary<double> plain, RobustState state, double deviation, string message)
        : base(estimates, double.NaN, double.NaN, state.Residuals.Length)
        => (_plain, _state, _deviation, _message) = (plain, state, deviation, message);

    public static RobustSummary Of(RegressionModel<double> model, LinearModelSummary<double> plain, RobustState state, string message)
    {
        double deviation = state.Scale > 0 ? state.Deviation(model.Coefficients.Count) : 0;
        double freedom = state.Residuals.Length - model.Coefficients.Count, ofExact = freedom > 0 ? 0 : double.NaN;
        double[] errors = [.. plain.StandardErrors.Select(e => state.Scale > 0 ? e / plain.ResidualStandardError * deviation : ofExact)];
        return new(model.Estimate(errors, freedom, freedom), plain, state, deviation, message);
    }

    public override Matrix<double> Covariance()
    {
        double share = _deviation / _plain.ResidualStandardError;
        double ofExact = ResidualDegreesOfFreedom > 0 ? 0 : double.NaN;
        return _plain.Covariance().Map(v => _state.Scale > 0 ? v * share * share : ofExact);
    }

    private protected override void AppendWhole(StringBuilder text, IFormatProvider provider)
    {
        text.AppendLine(provider, $"{_state.Loss}, scale: {_state.Scale:G6} on {ResidualDegreesOfFreedom} degrees of freedom");
        text.AppendLine(provider, $"{_state.Weights.Count(w => w < 0.5)} of {_state.Weights.Length} points have a weight below 0.5");
        text.Append(_message);
    }
}
