namespace MiniDnn;

/// <summary>A robust linear model: its coefficients with errors, its scale, and what each point counted.</summary>
/// <remarks>A file holds weights and residuals of the rows, but not the rows themselves.</remarks>
/// <example><code>
/// double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = [3.1, 4.9, 7.0, 9.1, 50, 13.0, 14.9, 17.1];
/// var model = RobustRegression.Fit(x, y);
/// Console.WriteLine($"{model.Weights[4]:F3}");       // → 0.0
/// Console.WriteLine(model.Outcome);                  // → Converged
/// Console.WriteLine(model);                          // → Estimate
/// </code></example>
public sealed class RobustModel : RegressionModel<double>
{
    private readonly LinearModel<double> _plain;
    private readonly LinearModel<double> _model;
    private readonly RobustState _state;
    private readonly string _message;
    private readonly Lazy<RobustSummary> _summary;

    internal RobustModel(LinearModel<double> plain, LinearModel<double> model, RobustState state, string message, bool hasConverged)
    {
        (_plain, _model, _state, _message) = (plain, model, state, message);
        Outcome = hasConverged ? FitOutcome.Converged : FitOutcome.NotConverged;
        Remarks = hasConverged && state.Scale > 0 ? [] : [message];
        _summary = new(() => RobustSummary.Of(this, plain.Summary(), state, Remarks.Count == 0 ? message : $"{Outcome}"));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Coefficients => _model.Coefficients;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ParameterNames => _model.ParameterNames;

    /// <inheritdoc/>
    public override long RowCount => _state.Weights.Length;

    /// <inheritdoc/>
    public override FitOutcome Outcome { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks { get; }

    /// <summary>The scale of the residuals: median |residual|/0.6745; 0 where more than half of the points lie on the plane.</summary>
    public double Scale => _state.Scale;

    /// <summary>What each point counted in the last fit, from 0 to 1.</summary>
    public IReadOnlyList<double> Weights => _state.Weights;

    /// <summary>
    /// Gives the errors of the coefficients: Huber's estimate of the standard deviation (1981) takes the place of s in those of least
    /// squares, as in R's <c>summary.rlm</c>; they are 0 where the scale is. There is no likelihood: NaN.
    /// </summary>
    public override RegressionSummary<double> Summary() => _summary.Value;

    /// <summary>Computes yᵢ − ŷᵢ for each row.</summary>
    public override double[] Residuals() => [.. _state.Residuals];

    /// <summary>Predicts ŷ for one point.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    public double Predict(params ReadOnlySpan<double> x) => _model.Predict(x);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public double Predict(params double[] x) => _model.Predict(x);

    /// <inheritdoc cref="LinearModel{T}.Load(string)"/>
    public static RobustModel Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <inheritdoc cref="LinearModel{T}.Load(Stream)"/>
    public static RobustModel Load(Stream stream) => Restore(SavedRobustModel.Read(stream));

    private protected override void Write(Stream stream) => ToSaved().Write(stream);

    /// <summary>What a file holds of the model.</summary>
    internal SavedRobustModel ToSaved() => new()
    {
        Loss = _state.Loss.ToString(),
        Message = _message,
        HasConverged = Outcome == FitOutcome.Converged,
        Scale = Scale,
        Weighted = _model.ToSaved(),
        Unweighted = _plain.ToSaved(),
        Weights = _state.Weights,
        Residuals = _state.Residuals,
    };

    /// <summary>The model that a file holds.</summary>
    internal static RobustModel Restore(SavedRobustModel saved)
    {
        LinearModel<double> plain = LinearModel<double>.Restore(saved.Unweighted), model = LinearModel<double>.Restore(saved.Weighted);
        return new(plain, model, saved.ToState(plain, model), saved.Message, saved.HasConverged);
    }
}
