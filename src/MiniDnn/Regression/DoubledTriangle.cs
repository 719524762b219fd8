using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>The triangle R of streamed rows [X y] as what is solved in doubled precision.</summary>
internal static class DoubledTriangle
{
    /// <summary>
    /// Folds round a column by ½ ε of its length or so each, at random: after k of them sums of columns differ from their sum by some
    /// 0.6·√k·ε (measured: 2 to 60 columns, to 10⁵ folds). Ten times that is no rounding.
    /// </summary>
    private const double NoiseOfFold = 8;

    /// <summary>The length that rounding may have left of a column that depends on others.</summary>
    public static double Noise(RowAccumulator<double> rows, int column)
    {
        double length = Householder.Norm<double>(rows.R.Columns.Column(column));
        return NoiseOfFold * Math.Sqrt(rows.FoldCount + rows.ColumnCount) * FloatingPoint<double>.Epsilon * length;
    }

    /// <summary>R, given back what was taken off its columns: the first row is that of ones.</summary>
    public static DoubledColumns Create(UpperTriangle<double> r, ReadOnlySpan<double> origins)
    {
        var columns = new DoubledColumns(r.ColumnCount, r.ColumnCount);
        for (int j = 0; j < r.ColumnCount; j++)
        {
            r.Columns.Column(j).CopyTo(columns.HighPart(j));
        }
        for (int j = 0; j < origins.Length; j++)
        {
            columns[0, j] += DoubleDouble.ExactProduct(origins[j], r.Diagonal(0));
        }
        return columns;
    }

    /// <summary>‖R·(−b, 1)‖²: the squared residuals of coefficients b of the columns before the last.</summary>
    public static DoubleDouble SquaredResidual(DoubledColumns r, ReadOnlySpan<DoubleDouble> coefficients)
    {
        DoubleDouble squares = DoubleDouble.Zero;
        for (int i = 0; i < r.RowCount; i++)
        {
            DoubleDouble residual = r[i, coefficients.Length];
            for (int j = i; j < coefficients.Length; j++)
            {
                residual -= r[i, j] * coefficients[j];
            }
            squares += residual * residual;
        }
        return squares;
    }
}
