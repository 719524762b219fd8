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
/// <param name="terms">The terms.</param>
/// <param name="columns">The columns, and maybe more behind them.</param>
/// <param name="counted">The rows that count.</param>
/// <param name="hasIntercept">Whether the first column is the intercept.</param>
internal sealed class TermCoding(ModelTerm[] terms, DoubledColumns columns, int[] counted, bool hasIntercept)
{
    private const string Operation = "Anova";

    /// <summary>Whether recoding changes anything.</summary>
    public static bool IsNeeded(ModelTerm[] terms) => terms.Any(term => term.Factors.Any(factor => factor.IsCategory));

    /// <summary>√W·[X y] of a linear model with the new columns.</summary>
    public static DoubledColumns Recode<T>(FittedModel<T> model, ModelTerm[] terms)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!IsNeeded(terms))
        {
            return model.Columns(model.Solution.Weights);
        }
        DoubledColumns columns = model.Columns(RegressionWeights.None);
        int[] counted = [.. Enumerable.Range(0, columns.RowCount).Where(i => model.Solution.Weights[i] > 0)];
        DoubledColumns result = new TermCoding(terms, columns, counted, model.Shape.HasIntercept).Recode();
        for (int i = 0; i < result.RowCount; i++)
        {
            result.ScaleRow(i, DoubleDouble.Sqrt(model.Solution.Weights[i]));
        }
        RequireSameModel(model, result);
        return result;
    }

    /// <summary>The columns with those of the terms anew.</summary>
    public DoubledColumns Recode()
    {
        DoubledColumns result = columns.Copy();
        foreach (ModelTerm term in terms)
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
        return result;
    }

    /// <summary>The columns of a number, or those of a category less their means over its levels.</summary>
    private DoubleDouble[][] Center(ModelTerm factor)
    {
        int[] rows = [.. Enumerable.Range(0, columns.RowCount)];
        DoubleDouble[][] own = [.. factor.Columns.Select(j => rows.Select(i => columns[i, j]).ToArray())];
        if (!factor.IsCategory)
        {
            return own;
        }
        DoubleDouble[][] levels = [.. counted.Select(i => own.Select(column => column[i]).ToArray()).DistinctBy(
            values => string.Join(';', values.Select(v => BitConverter.DoubleToInt64Bits(v.High))))];
        if (levels.Length != own.Length + 1 || !hasIntercept)
        {
            Throw.Argument("terms", $"{Operation}: category \"{factor.Name}\" has {levels.Length} levels in {own.Length} columns"
                + $"{(hasIntercept ? "" : " and the model no intercept")}; of type III it must have one level more than "
                + "columns, beside an intercept.");
        }
        return [.. own.Select((column, j) =>
        {
            DoubleDouble mean = AuxiliaryRegression.Sum(levels.Select(level => level[j]), v => v) / levels.Length;
            return column.Select(v => v - mean).ToArray();
        })];
    }

    /// <summary>All products of columns, the first factor's varying fastest.</summary>
    private static DoubleDouble[][] Multiply(DoubleDouble[][] left, DoubleDouble[][] right)
        => [.. right.SelectMany(b => left.Select(a => a.Select((v, i) => v * b[i]).ToArray()))];

    /// <summary>Refuses terms whose interactions are not what they say: the recoded columns must fit as the model's do.</summary>
    private static void RequireSameModel<T>(FittedModel<T> model, DoubledColumns recoded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int p = model.Solution.ParameterCount;
        DoubledQr qr = DoubledQr.Factor(recoded.Copy(), p, model.Solution.Factor.Tolerance);
        DoubleDouble left = qr.SumOfSquaresLeft(0);
        DoubleDouble expected = model.Solution.ResidualSumOfSquares;
        // recoding rounds in the 30th digit; other columns differ in the first ones
        double rounding = 1e-9 * (expected.High + (1e-6 * model.Solution.TargetSumOfSquares));
        if (qr.Rank < p || Math.Abs((left - expected).High) > rounding)
        {
            RefuseOtherModel();
        }
    }

    /// <summary>Refuses terms that are not what they say.</summary>
    public static void RefuseOtherModel()
        => Throw.Argument("terms", $"{Operation}: the model is not that of its terms with recoded categories; of type III an "
            + "interaction's columns must be the products of the columns of its terms, and these must be in the model, too.");
}
