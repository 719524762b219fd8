namespace MiniDnn;

/// <summary>
/// The columns of a model with each category coded so that its columns sum to 0 over its levels: only then is leaving out the columns of a
/// main effect a question about the means of its levels. The whole model stays the same.
/// </summary>
/// <remarks>
/// The span of such columns does not depend on the coding: a column of any coding less its mean over the levels, each counted once, sums to
/// 0.
/// Interactions are products of those. Numbers are not moved.
/// </remarks>
internal sealed class TermCoding<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Operation = "Anova";
    private readonly FittedModel<T> _model;
    private readonly ModelTerm[] _terms;
    private readonly DoubledColumns _columns;
    private readonly int[] _counted;

    public TermCoding(FittedModel<T> model, ModelTerm[] terms)
    {
        (_model, _terms) = (model, terms);
        _columns = model.Columns(RegressionWeights.None);
        _counted = [.. Enumerable.Range(0, _columns.RowCount).Where(i => model.Solution.Weights[i] > 0)];
    }

    /// <summary>√W·[X y] with the new columns.</summary>
    public DoubledColumns Recode()
    {
        if (!_terms.Any(term => term.Factors.Any(factor => factor.IsCategory)))
        {
            return _model.Columns(_model.Solution.Weights);
        }
        DoubledColumns result = _columns.Copy();
        foreach (ModelTerm term in _terms)
        {
            DoubleDouble[][] products = term.Factors.Select(Center).Aggregate(Multiply);
            if (products.Length != term.Columns.Count)
            {
                Throw.Argument("terms", $"{Operation}: term \"{term.Name}\" has {term.Columns.Count} columns, but the products of the "
                    + $"columns of its terms are {products.Length}; of type III interactions must be such products.");
            }
            for (int j = 0; j < products.Length; j++)
            {
                for (int i = 0; i < result.RowCount; i++)
                {
                    result[i, term.Columns[j]] = products[j][i];
                }
            }
        }
        for (int i = 0; i < result.RowCount; i++)
        {
            result.ScaleRow(i, DoubleDouble.Sqrt(_model.Solution.Weights[i]));
        }
        RequireSameModel(result);
        return result;
    }

    /// <summary>The columns of a number, or those of a category less their means over its levels.</summary>
    private DoubleDouble[][] Center(ModelTerm factor)
    {
        int[] rows = [.. Enumerable.Range(0, _columns.RowCount)];
        DoubleDouble[][] columns = [.. factor.Columns.Select(j => rows.Select(i => _columns[i, j]).ToArray())];
        if (!factor.IsCategory)
        {
            return columns;
        }
        DoubleDouble[][] levels = [.. _counted.Select(i => columns.Select(column => column[i]).ToArray()).DistinctBy(
            values => string.Join(';', values.Select(v => BitConverter.DoubleToInt64Bits(v.High))))];
        if (levels.Length != columns.Length + 1 || !_model.Shape.HasIntercept)
        {
            Throw.Argument("terms", $"{Operation}: category \"{factor.Name}\" has {levels.Length} levels in {columns.Length} columns"
                + $"{(_model.Shape.HasIntercept ? "" : " and the model no intercept")}; of type III it must have one level more than "
                + "columns, beside an intercept.");
        }
        return [.. columns.Select((column, j) =>
        {
            DoubleDouble mean = AuxiliaryRegression.Sum(levels.Select(level => level[j]), v => v) / levels.Length;
            return column.Select(v => v - mean).ToArray();
        })];
    }

    /// <summary>All products of columns, the first factor's varying fastest.</summary>
    private static DoubleDouble[][] Multiply(DoubleDouble[][] left, DoubleDouble[][] right)
        => [.. right.SelectMany(b => left.Select(a => a.Select((v, i) => v * b[i]).ToArray()))];

    /// <summary>Refuses terms whose interactions are not what they say: the recoded columns must fit as the model's do.</summary>
    private void RequireSameModel(DoubledColumns recoded)
    {
        int p = _model.Solution.ParameterCount;
        DoubledQr qr = DoubledQr.Factor(recoded.Copy(), p, _model.Solution.Factor.Tolerance);
        DoubleDouble left = qr.SumOfSquaresLeft(0);
        DoubleDouble expected = _model.Solution.ResidualSumOfSquares;
        double rounding = 1e-9 * (expected.High + (1e-6 * _model.Solution.TargetSumOfSquares));
        if (qr.Rank < p || Math.Abs((left - expected).High) > rounding)
        {
            Throw.Argument("terms", $"{Operation}: the model is not that of its terms with recoded categories; of type III an "
                + "interaction's columns must be the products of the columns of its terms, and these must be in the model, too.");
        }
    }
}
