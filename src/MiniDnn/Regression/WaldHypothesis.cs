using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>Hypotheses R·b = r about the coefficients.</summary>
internal static class WaldHypothesis
{
    private const string Name = "Wald test of R·b = r, F";

    /// <summary>F of the hypothesis that all coefficients but the constant are 0, where the ordinary F is defined.</summary>
    public static double OfAllSlopes(LeastSquaresSolution solution, Inference inference, ModelShape shape, double ordinary)
    {
        int p = solution.ParameterCount, first = shape.HasIntercept ? 1 : 0;
        if (double.IsNaN(ordinary) || solution.Factor.Rank < p)
        {
            return double.NaN;
        }
        int[] slopes = [.. Enumerable.Range(first, p - first)];
        DoubleDouble[][] rows = [.. slopes.Select(j => Enumerable.Range(0, p).Select(k => (DoubleDouble)(k == j ? 1.0 : 0.0)).ToArray())];
        return inference.WaldF(rows, [.. slopes.Select(j => solution.Coefficients[j])]);
    }

    public static HypothesisTest Test<T>(
        ReadOnlyMatrixSpan<T> restrictions, ReadOnlySpan<T> values, LeastSquaresSolution solution, Inference inference)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int q = restrictions.RowCount;
        Check(restrictions, values, solution.ParameterCount);
        var rows = new DoubleDouble[q][];
        var distances = new DoubleDouble[q];
        for (int i = 0; i < q; i++)
        {
            (rows[i], distances[i]) = Scale(restrictions.Row(i), values.IsEmpty ? T.Zero : values[i], solution);
        }
        RequireIndependent(rows);
        bool isDetermined = rows.All(row => solution.Factor.Determines(row)) && inference.TestDegreesOfFreedom > 0;
        double f = isDetermined ? inference.WaldF(rows, distances) : double.NaN;
        return HypothesisTest.OfF(Name, f, q, inference.TestDegreesOfFreedom);
    }

    public static void Check<T>(ReadOnlyMatrixSpan<T> restrictions, ReadOnlySpan<T> values, int parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (restrictions.RowCount == 0 || restrictions.ColumnCount != parameters)
        {
            string shape = Throw.Shape(restrictions.RowCount, restrictions.ColumnCount);
            Throw.Argument(nameof(restrictions), $"WaldTest: restrictions is {shape}; it must have a row for each restriction, at least "
                + $"one, and {parameters} columns, one for each coefficient.");
        }
        restrictions.CheckFinite("WaldTest", nameof(restrictions));
        if (!values.IsEmpty)
        {
            Throw.IfLengthIsNot("WaldTest", nameof(values), values.Length, restrictions.RowCount, "one for each row of restrictions");
            Throw.IfNotFinite("WaldTest", values, nameof(values));
        }
    }

    /// <summary>One restriction in scaled units, its largest element near 1, and R·b − r.</summary>
    private static (DoubleDouble[] Row, DoubleDouble Distance) Scale<T>(ReadOnlySpan<T> row, T value, LeastSquaresSolution solution)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scaled = new DoubleDouble[row.Length];
        int unit = int.MinValue;
        for (int j = 0; j < row.Length; j++)
        {
            double element = double.CreateTruncating(row[j]);
            unit = element == 0 ? unit : Math.Max(unit, SafeRange.ExponentAbove(element) - solution.ColumnExponents[j]);
        }
        unit = unit == int.MinValue ? 0 : unit;
        DoubleDouble distance = -Math.ScaleB(double.CreateTruncating(value), -unit - solution.TargetExponent);
        for (int j = 0; j < row.Length; j++)
        {
            scaled[j] = Math.ScaleB(double.CreateTruncating(row[j]), -unit - solution.ColumnExponents[j]);
            distance += scaled[j] * solution.Coefficients[j];
        }
        return (scaled, distance);
    }

    /// <summary>Refuses rows of which one is a combination of the others, by 10 digits.</summary>
    public static void RequireIndependent(DoubleDouble[][] rows)
    {
        var columns = new DoubledColumns(rows[0].Length, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows[i].Length; j++)
            {
                columns[j, i] = rows[i][j];
            }
        }
        // restrictions that people write are whole numbers or a few digits: closer ones are the same
        if (DoubledQr.Factor(columns, rows.Length, 1e-10).Rank < rows.Length)
        {
            Throw.Argument("restrictions", $"WaldTest: the {rows.Length} rows of restrictions depend on each other; leave some out.");
        }
    }
}
