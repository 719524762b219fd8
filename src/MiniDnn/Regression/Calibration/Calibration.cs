namespace MiniDnn;

/// <summary>
/// What a calibration is asked besides an unknown's x: from which amount on it sees anything, what a sample holds, whether it is straight.
/// </summary>
/// <example><code>
/// double[] standard = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
/// var line = LeastSquares.Fit(standard, [3060, 3522, 3707, 4280, 5058, 5510, 5703, 6205, 7156, 7178]);
/// var limits = Calibration.DetectionLimits(line, new() { Alpha = 0.01 });
/// Console.WriteLine($"{limits.DecisionLimit:F4}");                      // → 0.0698
/// Console.WriteLine($"{limits.QuantificationLimit:F3}");                // → 0.212
/// Console.WriteLine($"{line.PredictInverse(5000).Interval:F3}");        // → [0.212, 0.309]
/// </code></example>
public static class Calibration
{
    /// <summary>Computes the x at which readings of an unknown were made, from a logistic curve.</summary>
    /// <remarks>
    /// x₀ = c·(((a − d)/(y₀ − d))^(1/g) − 1)^(1/b), with g = 1 for four parameters, and x₀ = c − ln(a/y₀ − 1)/k for three. The interval is
    /// the piece about it of all x for which |y₀ − f(x)| ≤ t·√(s²/(m·w) + Var f(x)); near an asymptote it may reach to 0 or ∞.
    /// </remarks>
    /// <param name="model">A fit of <see cref="Curve.Logistic3"/>, <see cref="Curve.Logistic4"/> or <see cref="Curve.Logistic5"/>.</param>
    /// <param name="readings">The readings, one or more.</param>
    /// <param name="options">Level, weights and which variance; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The model is another curve.</exception>
    /// <exception cref="ArgumentException">There are no readings, one is not finite, or a weight is missing or given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1, or a weight is not positive.</exception>
    public static InversePrediction<double> PredictInverse(
        this NonlinearModel<double> model, ReadOnlySpan<double> readings, InversePredictionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        InverseLogistic curve = InverseLogistic.Of(model) ?? throw new InvalidOperationException("PredictInverse: the model has the "
            + $"parameters {string.Join(", ", model.ParameterNames)}; it must be a fit of Curve.Logistic3, Logistic4 or Logistic5.");
        Readings given = Readings.Of(readings, options ?? new());
        given.Options.Check(model.HasWeights);
        return curve.Solve(given);
    }

    /// <inheritdoc cref="PredictInverse(NonlinearModel{double}, ReadOnlySpan{double}, InversePredictionOptions?)"/>
    public static InversePrediction<double> PredictInverse(this NonlinearModel<double> model, double reading, InversePredictionOptions? options = null)
        => model.PredictInverse([reading], options);

    /// <summary>Computes limits of detection and quantification from a calibration line (DIN 32645, 2008).</summary>
    /// <remarks>
    /// x_NG = s/b₁·t(1 − α)·√(1/m + 1/n + x̄²/Q) with Q = Σ(x − x̄)²; the detection limit is the root of x = x_NG + s/b₁·t(1 − β)·√(1/m +
    /// 1/n + (x − x̄)²/Q), the quantification limit that of x = k·s/b₁·t(1 − α/2)·√(1/m + 1/n + (x − x̄)²/Q), t of n − 2 degrees of
    /// freedom.
    /// </remarks>
    /// <param name="line">A line of standards with an intercept, fitted without weights: all have the same standard deviation.</param>
    /// <param name="options">Error probabilities, repeats; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="line"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="line"/> is no straight line in one predictor with an intercept, or had weights.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static DetectionLimits DetectionLimits(LinearModel<double> line, DetectionLimitOptions? options = null)
        => new LimitsOfLine(CheckedLine(line, nameof(DetectionLimits), refusesWeights: true), Checked(options)).FromLine();

    /// <summary>Computes limits of detection and quantification from readings of blanks (DIN 32645's direct method).</summary>
    /// <remarks>x_NG = s_blank/b₁·t(1 − α)·√(1/m + 1/n), t of n − 1 degrees of freedom, n the number of blanks.</remarks>
    /// <param name="line">A line of standards, for its slope.</param>
    /// <param name="blanks">The readings of blanks, two or more.</param>
    /// <param name="options">Error probabilities, repeats; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="line"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="line"/> is no straight line in one predictor with an intercept, there are fewer than two blanks, or one is not
    /// finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static DetectionLimits DetectionLimits(LinearModel<double> line, ReadOnlySpan<double> blanks, DetectionLimitOptions? options = null)
    {
        LinearModel<double> checkedLine = CheckedLine(line, nameof(DetectionLimits), refusesWeights: false);
        Throw.IfNotFinite(nameof(DetectionLimits), blanks);
        if (blanks.Length < 2)
        {
            Throw.Argument(nameof(blanks), $"DetectionLimits: there are {blanks.Length} blanks; there must be at least two.");
        }
        return new LimitsOfLine(checkedLine, Checked(options)).FromBlanks(blanks);
    }

    /// <summary>
    /// Computes what a sample holds from additions to it: where the line of readings over additions meets 0, without its sign.
    /// </summary>
    /// <remarks>c = b₀/b₁ with standard error √Var f(−c)/|b₁|: the line alone is uncertain, nothing is read besides.</remarks>
    /// <param name="line">The line of readings over what was added.</param>
    /// <param name="level">The probability of covering c, between 0 and 1; 0.95 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="line"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="line"/> is no straight line in one predictor with an intercept.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public static InversePrediction<double> StandardAddition(LinearModel<double> line, double level = 0.95)
        => CheckedLine(line, nameof(StandardAddition), refusesWeights: false)
            .PredictInverse([0.0], new() { Level = level, IsMeanResponse = true }).Mirrored();

    /// <summary>Tests whether readings of standards lie on a straight line, against a parabola (J. Mandel, 1964).</summary>
    /// <remarks>F = (RSS of the line − RSS of the parabola)/(RSS of the parabola/(n − 3)), of 1 and n − 3 degrees of freedom.</remarks>
    /// <param name="x">The standards.</param>
    /// <param name="y">A reading for each.</param>
    /// <returns>The test; NaN with fewer than 4 standards or 3 levels.</returns>
    /// <exception cref="ArgumentException">The lengths differ, there are no standards, or a value is not finite.</exception>
    public static HypothesisTest MandelTest(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => LinearityTests.AgainstParabola(x, y);

    /// <summary>Tests whether readings of standards lie on a straight line, against repeated readings.</summary>
    /// <remarks>
    /// F = Σ k·(the mean of a level's k residuals)²/(levels − 2) beside Σ (reading − mean of its level)²/(n − levels).
    /// </remarks>
    /// <returns>The test; NaN where no level is repeated, or there are only two.</returns>
    /// <inheritdoc cref="MandelTest"/>
    public static HypothesisTest LackOfFitTest(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => LinearityTests.AgainstMeans(x, y);

    private static DetectionLimitOptions Checked(DetectionLimitOptions? options)
    {
        options ??= new();
        options.Check();
        return options;
    }

    private static LinearModel<double> CheckedLine(LinearModel<double> line, string operation, bool refusesWeights)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.PredictorCount != 1 || line.Degree != 1 || !line.HasIntercept)
        {
            string constant = line.HasIntercept ? "an intercept" : "no intercept";
            Throw.Argument(nameof(line), $"{operation}: the model has {line.PredictorCount} predictors, degree {line.Degree} and {constant}; "
                + "it must be a straight line in one predictor, with an intercept.");
        }
        if (refusesWeights && line.HasWeights)
        {
            Throw.Argument(nameof(line), $"{operation}: the line was fitted with weights; these limits take one standard deviation for all.");
        }
        return line;
    }
}
