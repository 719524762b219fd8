namespace MiniDnn;

/// <summary>A regression of residuals, or of their squares, on columns that a test chooses, in doubled precision.</summary>
internal sealed class AuxiliaryRegression
{
    private AuxiliaryRegression(DoubleDouble total, DoubleDouble unexplained, int rank)
        => (Total, Unexplained, Rank) = (total, unexplained, rank);

    /// <summary>The sum of the squared targets, less what a constant explains where one is asked for.</summary>
    public DoubleDouble Total { get; }

    /// <summary>The sum of the squared residuals.</summary>
    public DoubleDouble Unexplained { get; }

    /// <summary>The number of independent columns.</summary>
    public int Rank { get; }

    public DoubleDouble Explained => Total - Unexplained;

    /// <summary>n·R², the statistic of Lagrange multipliers; NaN where there is nothing to explain.</summary>
    public double Statistic(int rowCount) => Total.High > 0 ? (Explained / Total * rowCount).High : double.NaN;

    /// <param name="columns">The columns; overwritten.</param>
    /// <param name="target">The target.</param>
    /// <param name="noise">For each column a length that rounding may have left of it.</param>
    /// <param name="aboutMean">Whether the total is taken about the mean.</param>
    public static AuxiliaryRegression Fit(DoubledColumns columns, DoubleDouble[] target, double[] noise, bool aboutMean)
    {
        int n = target.Length, k = columns.ColumnCount;
        var all = new DoubledColumns(n, k + 1);
        columns.High.CopyTo(all.High, 0);
        columns.Low.CopyTo(all.Low, 0);
        DoubleDouble mean = aboutMean ? Sum(target, v => v) / n : DoubleDouble.Zero;
        DoubleDouble total = Sum(target, v => (v - mean) * (v - mean));
        for (int i = 0; i < n; i++)
        {
            all[i, k] = target[i] - mean;
        }
        DoubledQr qr = DoubledQr.Factor(all, k, LeastShare, noise);
        return new(total, qr.SumOfSquaresLeft(0), qr.Rank);
    }

    /// <summary>Columns beside each other.</summary>
    public static DoubledColumns Join(DoubledColumns left, params DoubleDouble[][] columns)
    {
        var result = new DoubledColumns(left.RowCount, left.ColumnCount + columns.Length);
        left.High.CopyTo(result.High, 0);
        left.Low.CopyTo(result.Low, 0);
        for (int j = 0; j < columns.Length; j++)
        {
            for (int i = 0; i < left.RowCount; i++)
            {
                result[i, left.ColumnCount + j] = columns[j][i];
            }
        }
        return result;
    }

    /// <summary>A constant column.</summary>
    public static DoubledColumns Constant(int rowCount)
    {
        var result = new DoubledColumns(rowCount, 1);
        result.HighPart(0).Fill(1);
        return result;
    }

    /// <summary>About the mean, if asked for, and divided by the largest: what keeps powers in range and apart.</summary>
    public static DoubleDouble[] Standardize(DoubleDouble[] values, bool aboutMean)
    {
        DoubleDouble mean = aboutMean ? Sum(values, v => v) / values.Length : DoubleDouble.Zero;
        double largest = values.Max(v => Math.Abs((v - mean).High)), size = values.Max(v => Math.Abs(v.High));
        bool isConstant = largest <= Math.ScaleB(size, -80);   // what the rounding of the mean may leave
        return [.. values.Select(v => isConstant ? DoubleDouble.Zero : (v - mean) / largest)];
    }

    public static DoubleDouble Sum(IEnumerable<DoubleDouble> values, Func<DoubleDouble, DoubleDouble> selector)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        foreach (DoubleDouble value in values)
        {
            sum += selector(value);
        }
        return sum;
    }

    /// <summary>Of a column that is exact in doubled precision less than this share is rounding, with 10 digits to spare.</summary>
    private const double LeastShare = 1e-20;
}
