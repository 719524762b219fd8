using Complex = System.Numerics.Complex;

namespace MiniDnn;

/// <summary>The Durbin–Watson statistic and its exact distribution for normal errors and this design.</summary>
/// <remarks>
/// P(d′ &lt; d) = P(uᵀ·M·(A − d)·M·u &lt; 0) with A the matrix of first differences and M the projection off the columns of X. The
/// moment-generating function is det(1 − 2s·(A − d)) on that space, to the power −½; by Jacobi's identity it is the determinant of the
/// tridiagonal W = 1 − 2s·(A − d) times that of Zᵀ·W⁻¹·Z: no eigenvalue is needed, whatever the number of rows. The tail is an integral
/// along a line through the saddle point (S. Rice, 1980), so it keeps its digits however small it is; J. Imhof's (1961), along the axis,
/// loses them.
/// </remarks>
internal sealed class DurbinWatson
{
    /// <summary>The rule of equal steps errs by e^(−π²/step) here, for singularities lie at ±iπ/2 of its variable: 10⁻⁴².</summary>
    private const double Step = 0.1;

    /// <summary>So near to where W becomes singular no step is of use.</summary>
    private const double Edge = 0.999;

    private readonly int _count;
    private readonly double[][] _basis;

    public DurbinWatson(ModelRows rows)
    {
        rows.RequireEqualWeights("DurbinWatson");
        _count = rows.Count;
        _basis = [.. Enumerable.Range(0, rows.Rank).Select(j => rows.Basis.HighPart(j).ToArray())];
        DoubleDouble differences = DoubleDouble.Zero, squares = DoubleDouble.Zero;
        for (int i = 0; i < rows.Count; i++)
        {
            squares += rows.Residuals[i] * rows.Residuals[i];
            DoubleDouble step = i == 0 ? DoubleDouble.Zero : rows.Residuals[i] - rows.Residuals[i - 1];
            differences += step * step;
        }
        bool isDefined = squares.High > 0 && rows.Count > rows.Rank;
        Statistic = isDefined ? (differences / squares).High : double.NaN;
    }

    public double Statistic { get; }

    /// <summary>P(d′ &lt; d), or P(d′ &gt; d).</summary>
    public double Tail(bool isUpper)
    {
        if (double.IsNaN(Statistic))
        {
            return double.NaN;
        }
        double own = TailOn(isUpper ? 1 : -1);
        if (own <= 0.5)
        {
            return own;
        }
        double other = TailOn(isUpper ? -1 : 1);
        return Math.Clamp(1 - other, 0, 1);
    }

    /// <summary>The upper tail (1) or the lower one (−1).</summary>
    private double TailOn(int side)
    {
        double edge = Edge / (2 * (side < 0 ? Statistic : 4 - Statistic));
        if (!(edge > 0) || double.IsInfinity(edge))
        {
            return 0;   // a statistic at the end of its range
        }
        double saddle = side * FindSaddle(side, edge);
        double unit = Math.Min(Math.Abs(saddle), (edge / Edge) - Math.Abs(saddle));
        double peak = Height(saddle);
        double sum = Integrand(new(saddle, 0)) / 2;
        for (int k = 1; ; k++)
        {
            double y = unit * Math.Sinh(k * Step), term = Integrand(new(saddle, y)) * Math.Cosh(k * Step);
            sum += term;
            // terms fall twice exponentially from here: what is left is far below the last place
            if (!(Math.Abs(term) > 1e-18 * Math.Abs(sum)) && y > unit)
            {
                break;
            }
        }
        return Math.Clamp(Math.Exp(peak) * sum * unit * Step / Math.PI, 0, 1);

        double Integrand(Complex s) => Complex.Exp((-0.5 * LogDeterminant(s)) - Complex.Log(side * s) - peak).Real;
    }

    /// <summary>
    /// The place between 0 and the edge where the integrand is least on the axis: by golden sections, for its logarithm is convex.
    /// </summary>
    private double FindSaddle(int side, double edge)
    {
        const double Golden = 0.6180339887498949;
        // at 0 itself the integrand has a pole
        double low = 1e-9 * edge, high = edge;
        double left = high - (Golden * (high - low)), right = low + (Golden * (high - low));
        double atLeft = Height(side * left), atRight = Height(side * right);
        // any place near the saddle serves: only the number of terms depends on it
        while (high - low > 1e-3 * high)
        {
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = Height(side * left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = Height(side * right);
            }
        }
        return (low + high) / 2;
    }

    private double Height(double s) => (-0.5 * LogDeterminant(new(s, 0)).Real) - Math.Log(Math.Abs(s));

    /// <summary>
    /// ln det W + ln det(Zᵀ·W⁻¹·Z). The real part of W is positive definite, so that of every pivot is positive, and the sum of their
    /// logarithms is on the right branch.
    /// </summary>
    private Complex LogDeterminant(Complex s)
    {
        Complex beside = 2 * s;
        var pivots = new Complex[_count];
        Complex sum = Complex.Zero;
        for (int i = 0; i < _count; i++)
        {
            double differences = (i > 0 ? 1 : 0) + (i < _count - 1 ? 1 : 0);
            pivots[i] = 1 - (beside * (differences - Statistic)) - (i > 0 ? beside * beside / pivots[i - 1] : 0);
            sum += Complex.Log(pivots[i]);
        }
        return sum + LogOfProjection(pivots, beside);
    }

    private Complex LogOfProjection(Complex[] pivots, Complex beside)
    {
        int k = _basis.Length;
        var projected = new Complex[k, k];
        for (int j = 0; j < k; j++)
        {
            Complex[] solved = Solve(pivots, beside, _basis[j]);
            for (int i = 0; i < k; i++)
            {
                for (int row = 0; row < _count; row++)
                {
                    projected[i, j] += _basis[i][row] * solved[row];
                }
            }
        }
        Complex sum = Complex.Zero;
        for (int i = 0; i < k; i++)
        {
            sum += Complex.Log(projected[i, i]);
            Eliminate(projected, i);
        }
        return sum;
    }

    private static void Eliminate(Complex[,] matrix, int pivot)
    {
        int k = matrix.GetLength(0);
        for (int i = pivot + 1; i < k; i++)
        {
            Complex factor = matrix[i, pivot] / matrix[pivot, pivot];
            for (int j = pivot; j < k; j++)
            {
                matrix[i, j] -= factor * matrix[pivot, j];
            }
        }
    }

    /// <summary>W⁻¹·z with the pivots of W, whose elements beside the diagonal are all 2s.</summary>
    private static Complex[] Solve(Complex[] pivots, Complex beside, double[] z)
    {
        var x = new Complex[z.Length];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = z[i] - (i > 0 ? beside / pivots[i - 1] * x[i - 1] : 0);
        }
        for (int i = x.Length - 1; i >= 0; i--)
        {
            x[i] = (x[i] - (i < x.Length - 1 ? beside * x[i + 1] : 0)) / pivots[i];
        }
        return x;
    }
}
