using System.Globalization;
using System.Text;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>A robust linear model: its coefficients with errors, its scale, and what each point counted.</summary>
/// <example><code>
/// double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = [3.1, 4.9, 7.0, 9.1, 50, 13.0, 14.9, 17.1];
/// var model = RobustRegression.Fit(x, y);
/// Console.WriteLine($"{model.Weights[4]:F3}");       // → 0.0
/// Console.WriteLine(model.Message);                  // → Converged
/// Console.WriteLine(model);                          // → Estimate
/// </code></example>
public sealed class RobustModel : IFormattable
{
    private readonly LinearModel<double> _plain;
    private readonly LinearModel<double> _model;
    private readonly RobustState _state;

    internal RobustModel(LinearModel<double> plain, LinearModel<double> model, RobustState state, string message, bool hasConverged)
    {
        (_plain, _model, _state) = (plain, model, state);
        (Message, HasConverged) = (message, hasConverged);
        LinearModelSummary<double> summary = plain.Summary();
        double deviation = state.Scale > 0 ? state.Deviation(model.ParameterCount) : 0;
        double[] errors = [.. summary.StandardErrors];
        StandardErrors = [.. errors.Select(e => state.Scale > 0 ? e / summary.ResidualStandardError * deviation : 0)];
    }

    /// <summary>The coefficients: the intercept, then one for each predictor.</summary>
    public IReadOnlyList<double> Coefficients => _model.Coefficients;

    /// <summary>The names of the coefficients, in their order.</summary>
    public IReadOnlyList<string> ParameterNames => _model.ParameterNames;

    /// <summary>
    /// The standard errors of the coefficients, √ of the diagonal of (XᵀX)⁻¹ times Huber's estimate of the standard deviation (1981), as
    /// R's <c>summary.rlm</c> has them; 0 where the scale is.
    /// </summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>The scale of the residuals: median |residual|/0.6745; 0 where more than half of the points lie on the plane.</summary>
    public double Scale => _state.Scale;

    /// <summary>What each point counted in the last fit, from 0 to 1.</summary>
    public IReadOnlyList<double> Weights => _state.Weights;

    /// <summary>True where the iteration reached a fixed point.</summary>
    public bool HasConverged { get; }

    /// <summary>How the iteration ended, in a sentence.</summary>
    public string Message { get; }

    /// <summary>Computes yᵢ − ŷᵢ for each row.</summary>
    public double[] Residuals() => [.. _state.Residuals];

    /// <summary>Predicts ŷ for one point.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    public double Predict(params ReadOnlySpan<double> x) => _model.Predict(x);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public double Predict(params double[] x) => _model.Predict(x);

    /// <summary>Saves the model as JSON that people can read.</summary>
    /// <remarks>
    /// The file is written whole, or, where that fails, not at all, an old file of that name staying as it was.
    /// Weights and residuals of the rows are in it, the rows themselves are not.
    /// </remarks>
    /// <param name="path">The file, by custom with the ending <c>.json</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">A name is no valid text.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes the model, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A name is no valid text.</exception>
    public void Save(Stream stream) => ToSaved().Write(stream);

    /// <summary>Loads a model that was saved.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static RobustModel Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Loads a model from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are damaged, are something else, or were made by a newer version.</exception>
    public static RobustModel Load(Stream stream) => Restore(SavedRobustModel.Read(stream));

    /// <summary>The table of the fit, in the current culture.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The table of the fit: a line for each coefficient, then the scale, the points of little weight, and how it ended.</summary>
    /// <param name="format">A numeric format for estimates, standard errors and t values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        IFormatProvider provider = formatProvider ?? CultureInfo.CurrentCulture;
        double[] t = [.. Coefficients.Select((b, j) => b / StandardErrors[j])];
        double degreesOfFreedom = _state.Residuals.Length - Coefficients.Count;
        double[] p = [.. t.Select(v => StudentTDistribution.TwoSidedTail(v, degreesOfFreedom))];
        var text = new StringBuilder();
        CoefficientTable.Append(
            text, ParameterNames, [Coefficients, StandardErrors, t, p], string.IsNullOrEmpty(format) ? "G6" : format, provider);
        text.AppendLine();
        text.AppendLine(provider, $"{_state.Loss}, scale: {Scale:G6} on {degreesOfFreedom} degrees of freedom");
        text.AppendLine(provider, $"{Weights.Count(w => w < 0.5)} of {Weights.Count} points have a weight below 0.5");
        return text.Append(Message).ToString();
    }

    /// <summary>What a file holds of the model.</summary>
    internal SavedRobustModel ToSaved() => new()
    {
        Loss = _state.Loss.ToString(),
        Message = Message,
        HasConverged = HasConverged,
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
