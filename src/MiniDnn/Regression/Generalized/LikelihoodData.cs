namespace MiniDnn;

/// <summary>A design with observations and offsets, on which likelihoods are maximised: the rows that count.</summary>
/// <param name="Columns">A row for each parameter, a column for each row of the data.</param>
/// <param name="HasIntercept">Whether the first parameter is an intercept.</param>
/// <param name="Rows">What was observed.</param>
/// <param name="Offset">Added to η.</param>
/// <param name="OffsetLow">Its low parts.</param>
/// <param name="Likelihood">The family and its link.</param>
/// <param name="Ridge">λ of the penalty ½·λ·Σ b².</param>
internal sealed record LikelihoodData(
    Matrix<double> Columns, bool HasIntercept, Observations Rows, double[] Offset, double[] OffsetLow, Likelihood Likelihood, double Ridge)
{
    public int ParameterCount => Columns.RowCount;

    public bool HasOffset => Offset.AsSpan().IndexOfAnyExcept(0.0) >= 0;

    /// <summary>Some of the rows.</summary>
    public LikelihoodData Select(int[] rows) => this with
    {
        Columns = Matrix.Create(ParameterCount, rows.Length, (j, i) => Columns[j, rows[i]]),
        Rows = Rows.Select(all => [.. rows.Select(i => all[i])]),
        Offset = [.. rows.Select(i => Offset[i])],
        OffsetLow = [.. rows.Select(i => OffsetLow[i])],
    };

    /// <summary>The same with one parameter fixed at a value.</summary>
    public LikelihoodData Fix(int parameter, double value)
    {
        var (high, low) = ((double[])Offset.Clone(), (double[])OffsetLow.Clone());
        for (int i = 0; i < high.Length; i++)
        {
            (high[i], low[i]) = new DoubleDouble(high[i], low[i]) + DoubleDouble.ExactProduct(Columns[parameter, i], value);
        }
        int[] kept = [.. Enumerable.Range(0, ParameterCount).Where(j => j != parameter)];
        return this with
        {
            Columns = Columns.SelectRows(kept),
            HasIntercept = HasIntercept && parameter != 0,
            Offset = high,
            OffsetLow = low,
        };
    }
}
