namespace MiniDnn;

/// <summary>Tests whether a model is right: one variance, no correlation of neighbours, the right form, normal errors.</summary>
/// <remarks>
/// The hypothesis is that all is well; a small p value says that it is not. Rows are taken in the order given, those of weight 0 left out.
/// The auxiliary regressions run in doubled precision. A test that is not defined for the data is NaN.
/// </remarks>
/// <example><code>
/// var model = LeastSquares.Fit([1.0, 2, 3, 4, 5, 6, 7, 8], [1.2, 3.9, 9.1, 16.2, 24.8, 36.1, 49.0, 63.9]);
/// var diagnostics = model.Diagnostics();
/// Console.WriteLine($"{diagnostics.Reset().PValue:G2}");             // → 5.4E-07
/// Console.WriteLine($"{diagnostics.DurbinWatson().Statistic:F2}");  // → 0.67
/// </code></example>
public static class ResidualTests
{
    /// <summary>
    /// Tests whether the errors have one variance, by n·R² of the squared residuals on the predictors (T. Breusch and A. Pagan, 1979; R.
    /// Koenker, 1981).
    /// </summary>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <param name="studentized">
    /// True (the default) for n·R², which does not ask for normal errors; false for the original, explained sum of squares/(2·σ⁴).
    /// </param>
    /// <param name="onFittedValues">True to regress on the fitted values instead: one degree of freedom.</param>
    /// <returns>χ²; NaN on the predictors of a model without intercept.</returns>
    /// <exception cref="InvalidOperationException">The model has weights that differ.</exception>
    public static HypothesisTest BreuschPagan<T>(
        this LinearModelDiagnostics<T> diagnostics, bool studentized = true, bool onFittedValues = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return SpreadTests.BreuschPagan(diagnostics.Rows, studentized, onFittedValues);
    }

    /// <summary>
    /// Tests whether the errors have one variance, by n·R² of the squared residuals on the columns, their squares and their products (H.
    /// White, 1980).
    /// </summary>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <param name="onFittedValues">True to regress on the fitted values and their squares instead: two degrees of freedom.</param>
    /// <returns>χ²; NaN where there are no more rows than such columns, and of a model without intercept.</returns>
    /// <exception cref="InvalidOperationException">The model has weights that differ.</exception>
    public static HypothesisTest White<T>(this LinearModelDiagnostics<T> diagnostics, bool onFittedValues = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return SpreadTests.White(diagnostics.Rows, Predictors(diagnostics), Regression<T>.RoundingShare, onFittedValues);
    }

    /// <summary>
    /// Tests whether neighbouring errors are correlated, by Σ (eᵢ − eᵢ₋₁)²/Σ eᵢ², which is about 2 where they are not (J. Durbin and G.
    /// Watson, 1950).
    /// </summary>
    /// <remarks>
    /// The p value is exact for this design and normal errors, whatever the number of rows; the two-sided one is twice the smaller one.
    /// </remarks>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <param name="negative">False (the default) for the p value against positive correlation, true against negative.</param>
    /// <exception cref="InvalidOperationException">The model has weights that differ, or was fitted with ridge.</exception>
    public static HypothesisTest DurbinWatson<T>(this LinearModelDiagnostics<T> diagnostics, bool negative = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        diagnostics.Model.RequireNoRidge(nameof(DurbinWatson));
        var test = new DurbinWatson(diagnostics.Rows);
        string name = $"Durbin–Watson test against {(negative ? "negative" : "positive")} correlation, d";
        return new(name, test.Statistic, double.NaN, double.NaN, test.Tail(isUpper: negative));
    }

    /// <summary>
    /// Tests whether errors are correlated with those of rows before, by a regression of the residuals on the columns and lagged residuals
    /// (T.
    /// Breusch, 1978; L. Godfrey, 1978).
    /// </summary>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <param name="order">How many rows before, 1 or more.</param>
    /// <param name="f">True for F, false (the default) for χ² = n·R².</param>
    /// <returns>The test; NaN where the regression is exact or has no degrees of freedom.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="order"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The model has weights that differ, or was fitted with ridge.</exception>
    public static HypothesisTest BreuschGodfrey<T>(this LinearModelDiagnostics<T> diagnostics, int order = 1, bool f = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        diagnostics.Model.RequireNoRidge(nameof(BreuschGodfrey));
        return SerialTests.BreuschGodfrey(diagnostics.Rows, order, f);
    }

    /// <summary>Tests whether the form of the model is right, by F of powers of the fitted values added to it (J. Ramsey, 1969).</summary>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <param name="powers">Different powers, each 2 or more; 2 and 3 if none.</param>
    /// <returns>F; NaN where the powers depend on the columns, as with nothing but categories.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A power is less than 2, or comes twice.</exception>
    /// <exception cref="InvalidOperationException">The model has weights that differ, or was fitted with ridge.</exception>
    public static HypothesisTest Reset<T>(this LinearModelDiagnostics<T> diagnostics, params int[] powers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        ArgumentNullException.ThrowIfNull(powers);
        diagnostics.Model.RequireNoRidge(nameof(Reset));
        if (powers.Any(power => power < 2) || powers.Distinct().Count() < powers.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(powers), $"Reset: powers are {string.Join(", ", powers)}; each must be 2 or more, and none come twice.");
        }
        return SerialTests.Reset(diagnostics.Rows, powers.Length == 0 ? [2, 3] : powers);
    }

    /// <summary>Tests whether the errors are normal, by the residuals' skewness and kurtosis (C. Jarque and A. Bera, 1980).</summary>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <exception cref="InvalidOperationException">The model has weights that differ.</exception>
    public static HypothesisTest JarqueBera<T>(this LinearModelDiagnostics<T> diagnostics)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return SerialTests.JarqueBera(diagnostics.Rows);
    }

    /// <summary>The columns beside the constant, in the rows that count.</summary>
    private static DoubledColumns Predictors<T>(LinearModelDiagnostics<T> diagnostics)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (FittedModel<T> model, ModelRows rows) = (diagnostics.Model, diagnostics.Rows);
        DoubledColumns columns = model.Columns(RegressionWeights.None);
        int first = model.Shape.HasIntercept ? 1 : 0;
        var result = new DoubledColumns(rows.Count, model.Solution.ParameterCount - first);
        for (int j = 0; j < result.ColumnCount; j++)
        {
            for (int k = 0; k < rows.Count; k++)
            {
                result[k, j] = columns[rows.Indices[k], first + j];
            }
        }
        return result;
    }
}
