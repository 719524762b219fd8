namespace MiniDnn;

/// <summary>Measures how near the columns of a model are to depending on each other, and how much each of them says.</summary>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1, 1.1], [2, 2.0], [3, 2.9], [4, 4.2], [5, 4.9], [6, 6.1]];
/// var diagnostics = LeastSquares.Fit(x, [1, 3, 2, 5, 4, 6]).Diagnostics();
/// Console.WriteLine($"{diagnostics.VarianceInflation()[0]:F0}");        // → 240
/// Console.WriteLine($"{diagnostics.ConditionIndices()[2]:F0}");         // → 85
/// </code></example>
public static class CollinearityMeasures
{
    /// <summary>
    /// Computes variance inflation factors: by how much the variance of each coefficient, or the squared volume of a term's joint
    /// confidence ellipsoid, is larger than if its columns were uncorrelated with the others.
    /// </summary>
    /// <remarks>
    /// That of a term with k columns is the generalised factor of J. Fox and G. Monette (1992); its 2k-th root compares with the square
    /// root of one column's. Without intercept columns are not taken about their means, as they are not in the model.
    /// </remarks>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <param name="terms">The terms; null for each coefficient but the intercept by itself.</param>
    /// <returns>A factor for each term; NaN where the data do not determine its coefficients.</returns>
    /// <exception cref="ArgumentException">A term has a column that the model does not have.</exception>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public static T[] VarianceInflation<T>(this LinearModelDiagnostics<T> diagnostics, IReadOnlyList<ModelTerm>? terms = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        Collinearity collinearity = Create(diagnostics, nameof(VarianceInflation));
        ModelTerm[] all = ModelTerms.Complete(nameof(VarianceInflation), terms, diagnostics.Model.Shape);
        return [.. all.Select(term => T.CreateTruncating(collinearity.Inflation([.. term.Columns])))];
    }

    /// <summary>
    /// Computes condition indices: the largest singular value of the columns, all of length 1 and the intercept's among them, divided by
    /// each.
    /// </summary>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <returns>The indices, 1 first; beyond 30 a dependency is strong. Infinite where the columns depend on each other.</returns>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public static T[] ConditionIndices<T>(this LinearModelDiagnostics<T> diagnostics)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        double[] values = Create(diagnostics, nameof(ConditionIndices)).Decompose().Values;
        int rank = diagnostics.Model.Solution.Factor.Rank;
        return [.. values.Select((sigma, k) => k < rank ? T.CreateTruncating(values[0] / sigma) : T.PositiveInfinity)];
    }

    /// <summary>
    /// Computes which part of each coefficient's variance belongs to each of the <see cref="ConditionIndices"/>: two large parts beside a
    /// large index are columns that all but depend on each other.
    /// </summary>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <returns>A new matrix, coefficients × indices; the sum of a row is 1.</returns>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public static Matrix<T> VarianceProportions<T>(this LinearModelDiagnostics<T> diagnostics)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return LinearModelDiagnostics<T>.ToMatrix(Create(diagnostics, nameof(VarianceProportions)).Proportions());
    }

    /// <summary>
    /// Computes bⱼ·sd(xⱼ)/sd(y) for each coefficient: by how many of its standard deviations y changes with one of xⱼ. Every column counts
    /// by itself, those of categories and products, too.
    /// </summary>
    /// <param name="diagnostics">The diagnostics of a model.</param>
    /// <returns>The coefficients; NaN for the intercept, and where y does not vary.</returns>
    public static T[] StandardizedCoefficients<T>(this LinearModelDiagnostics<T> diagnostics)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        LeastSquaresSolution solution = diagnostics.Model.Solution;
        Design<T> design = diagnostics.Model.Design();
        double total = solution.Weights.TotalSumOfSquares(solution.Target, aboutMean: true).High;
        var result = new T[solution.ParameterCount];
        for (int j = 0; j < result.Length; j++)
        {
            double spread = solution.Weights.TotalSumOfSquares(design.Column(j), aboutMean: true).High;
            bool isConstant = j == 0 && diagnostics.Model.Shape.HasIntercept;
            result[j] = isConstant ? T.NaN : T.CreateTruncating(solution.Coefficients[j].High * Math.Sqrt(spread / total));
        }
        return result;
    }

    private static Collinearity Create<T>(LinearModelDiagnostics<T> diagnostics, string operation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        FittedModel<T> model = diagnostics.Model;
        model.RequireNoRidge(operation);
        DoubledColumns columns = model.Columns(model.Solution.Weights);
        DoubledColumns triangle = DoubledQr.Factor(columns, model.Solution.ParameterCount, tolerance: 0).Triangle(targets: 0);
        return new(triangle, model.Inference, model.Shape.HasIntercept);
    }
}
