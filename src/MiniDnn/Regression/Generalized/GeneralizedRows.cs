namespace MiniDnn;

/// <summary>What is given for each row of a fit of maximum likelihood, checked.</summary>
internal static class GeneralizedRows
{
    private const string Operation = "Fit";

    /// <summary>Rows are checked and transposed so many at a time: in the second cache that takes two thirds of the time.</summary>
    private const int BlockRows = 1000;

    /// <summary>Values that were given for all rows, checked; one value for all where none were.</summary>
    public static double[] Copy(
        IReadOnlyList<double>? given, string name, int length, double missing, string expected, Predicate<double> isRight)
    {
        if (given is null)
        {
            double[] all = new double[length];
            Array.Fill(all, missing);
            return all;
        }
        Throw.IfLengthIsNot(Operation, name, given.Count, length, "one for each row of x");
        double[] values = [.. given];
        int bad = Array.FindIndex(values, v => !isRight(v));
        if (bad >= 0)
        {
            Throw.Argument("options", $"{Operation}: {name}[{bad}] is {values[bad]}; every value must be {expected}.");
        }
        return values;
    }

    /// <summary>The rows that count, checked: a row for each parameter.</summary>
    public static Matrix<double> Design(Matrix<double> x, bool hasIntercept, int[] counted)
    {
        int first = hasIntercept ? 1 : 0;
        Matrix<double> columns = Matrix<double>.CreateUninitialized(x.ColumnCount + first, counted.Length);
        MatrixSpan<double> predictors = columns.Rows(first..);
        Matrix<double> rows = counted.Length == x.RowCount ? x : x.SelectRows(counted);
        for (int start = 0; start < counted.Length; start += BlockRows)
        {
            Range block = start..Math.Min(start + BlockRows, counted.Length);
            CheckFinite(rows, block, counted);
            rows.Rows(block).Transpose(predictors.Columns(block));
        }
        if (hasIntercept)
        {
            columns.Row(0).Fill(1);
        }
        return columns;
    }

    /// <summary>The predictors of all rows as they were given; zeros where a row does not count.</summary>
    public static Matrix<double> Predictors(Matrix<double> columns, ModelShape shape, int[] counted, int rowCount)
    {
        int first = shape.HasIntercept ? 1 : 0;
        var result = new Matrix<double>(rowCount, shape.PredictorCount);
        for (int k = 0; k < counted.Length; k++)
        {
            for (int j = 0; j < result.ColumnCount; j++)
            {
                result[counted[k], j] = columns[j + first, k];
            }
        }
        return result;
    }

    private static void CheckFinite(Matrix<double> rows, Range block, int[] counted)
    {
        int width = rows.ColumnCount;
        int bad = Throw.IndexOfNotFinite<double>(rows.AsSpan()[(block.Start.Value * width)..(block.End.Value * width)]);
        if (bad >= 0)
        {
            int i = block.Start.Value + (bad / width), j = bad % width;
            Throw.Argument(
                "x", $"{Operation}: x[{counted[i]}, {j}] is {rows[i, j]}; every value must be finite, or its row have weight 0.");
        }
    }
}
