using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>What a fit found, in the scaled units of the design: x′ⱼ = xⱼ·2^−eⱼ, y′ = y·2^−e, w′ = w·2^−f.</summary>
internal sealed class LeastSquaresSolution
{
    private readonly double? _effectiveRowCount;

    /// <summary>The number of rows whose weight is not 0.</summary>
    public required long RowCount { get; init; }

    /// <summary>
    /// What degrees of freedom and the likelihood count for n: the rows, each by the share of its weight that an accumulator has not
    /// forgotten.
    /// </summary>
    public double EffectiveRowCount { get => _effectiveRowCount ?? RowCount; init => _effectiveRowCount = value; }

    public required int ParameterCount { get; init; }

    public required LeastSquaresFactor Factor { get; init; }

    public required DoubleDouble[] Coefficients { get; init; }

    /// <summary>eⱼ.</summary>
    public required int[] ColumnExponents { get; init; }

    /// <summary>e.</summary>
    public required int TargetExponent { get; init; }

    /// <summary>f, an even number.</summary>
    public required int WeightExponent { get; init; }

    /// <summary>Σ w′ᵢ·(y′ᵢ − ŷ′ᵢ)².</summary>
    public required DoubleDouble ResidualSumOfSquares { get; init; }

    /// <summary>Σ w′ᵢ·(y′ᵢ − ȳ′)², or Σ w′ᵢ·y′ᵢ² without intercept.</summary>
    public required DoubleDouble TotalSumOfSquares { get; init; }

    /// <summary>Σ w′ᵢ·y′ᵢ²; NaN where it is not known.</summary>
    public double TargetSumOfSquares { get; init; } = double.NaN;

    /// <summary>Σ ln w′ᵢ.</summary>
    public required double SumOfLogWeights { get; init; }

    /// <summary>w′.</summary>
    public RegressionWeights Weights { get; init; } = RegressionWeights.None;

    /// <summary>y′ᵢ − ŷ′ᵢ; null where an accumulator has kept no rows.</summary>
    public double[]? Residuals { get; init; }

    /// <summary>y′; null where an accumulator has kept no rows.</summary>
    public double[]? Target { get; init; }

    /// <summary>R₀ with R₀ᵀ·R₀ = X′ᵀ·W′·X′, without what ridge adds; null without ridge.</summary>
    public DoubledColumns? DataTriangle { get; init; }

    /// <summary>λ′ⱼ of each column in scaled units; empty without ridge.</summary>
    public required double[] Penalties { get; init; }

    /// <summary>The exponent that takes weighted squares of the target from scaled units to the user's.</summary>
    public int SquaresExponent => (2 * TargetExponent) + WeightExponent;

    /// <summary>The exponent that takes coefficient j from scaled units to the user's.</summary>
    public int CoefficientExponent(int column) => TargetExponent - ColumnExponents[column];

    /// <summary>The same for the covariance of two coefficients.</summary>
    public int CovarianceExponent(int left, int right) => CoefficientExponent(left) + CoefficientExponent(right);
}

/// <summary>What is kept of X′ = Q·C: C, and B with C·B = 1, so that B·Bᵀ inverts X′ᵀX′ (generalised where the rank is not full).</summary>
internal sealed class LeastSquaresFactor
{
    public required int ParameterCount { get; init; }

    public required int Rank { get; init; }

    /// <summary>C, rank × parameters, row after row.</summary>
    public required double[] Triangle { get; init; }

    /// <summary>B, parameters × rank, row after row.</summary>
    public required DoubleDouble[] Inverse { get; init; }

    /// <summary>The share of a column's length below which it counted as dependent.</summary>
    public double Tolerance { get; init; }

    /// <summary>
    /// True where the rank is not full and dependent columns have 0: the columns' scales are too far apart for 32 digits to tell which
    /// coefficients have the least norm, or what rounding has made of dependent columns would spoil the fit.
    /// </summary>
    public bool IsBasic { get; init; }

    /// <summary>For each column that depends on others: it, and those.</summary>
    public required (int Column, int[] Others)[] Dependencies { get; init; }

    /// <summary>B·z.</summary>
    public DoubleDouble[] Apply(ReadOnlySpan<DoubleDouble> z)
    {
        var result = new DoubleDouble[ParameterCount];
        for (int j = 0; j < result.Length; j++)
        {
            for (int k = 0; k < Rank; k++)
            {
                result[j] += Inverse[(j * Rank) + k] * z[k];
            }
        }
        return result;
    }

    /// <summary>The length of row j of B.</summary>
    public double RowLength(int j)
    {
        double sum = 0;
        for (int k = 0; k < Rank; k++)
        {
            double value = Inverse[(j * Rank) + k].High;
            sum += value * value;
        }
        return Math.Sqrt(sum);
    }

    /// <summary>
    /// The coefficients that fit best of those in which some are 0: b − B·d with the shortest d, since B·z misses by ‖z − z₀‖ more.
    /// </summary>
    /// <param name="coefficients">b.</param>
    /// <param name="zeros">Those that are to be 0.</param>
    public DoubleDouble[] WithZeros(ReadOnlySpan<DoubleDouble> coefficients, int[] zeros)
    {
        List<DoubleDouble[]> basis = [];
        var d = new DoubleDouble[Rank];
        foreach (int j in zeros)
        {
            DoubleDouble[] row = Inverse.AsSpan(j * Rank, Rank).ToArray();
            DoubleDouble missing = coefficients[j] - DoubleDouble.Dot(row, d);
            foreach (DoubleDouble[] before in basis)
            {
                DoubleDouble.AddScaled(before, -DoubleDouble.Dot(row, before), row);
            }
            DoubleDouble length = DoubleDouble.Sqrt(DoubleDouble.Dot(row, row));
            if (length.High > 0)
            {
                DoubleDouble[] unit = [.. row.Select(v => v / length)];
                DoubleDouble.AddScaled(unit, missing / length, d);
                basis.Add(unit);
            }
        }
        DoubleDouble[] moved = Apply(d);
        var result = new DoubleDouble[ParameterCount];
        for (int j = 0; j < result.Length; j++)
        {
            result[j] = zeros.Contains(j) ? DoubleDouble.Zero : coefficients[j] - moved[j];
        }
        return result;
    }

    /// <summary>Element (i, j) of B·Bᵀ.</summary>
    public double InnerProduct(int i, int j)
    {
        double sum = 0;
        for (int k = 0; k < Rank; k++)
        {
            sum += Inverse[(i * Rank) + k].High * Inverse[(j * Rank) + k].High;
        }
        return sum;
    }

    /// <summary>The length of column j of C.</summary>
    public double ColumnLength(int j)
    {
        double sum = 0;
        for (int k = 0; k < Rank; k++)
        {
            double value = Triangle[(k * ParameterCount) + j];
            sum += value * value;
        }
        return Math.Sqrt(sum);
    }

    /// <summary>Bᵀ·x.</summary>
    public DoubleDouble[] ApplyTransposed(ReadOnlySpan<DoubleDouble> x)
    {
        var result = new DoubleDouble[Rank];
        for (int k = 0; k < result.Length; k++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                result[k] += x[j] * Inverse[(j * Rank) + k];
            }
        }
        return result;
    }

    /// <summary>
    /// ‖C·D⁻¹‖·‖D·B‖ in Frobenius' norm, with D the lengths of C's columns: the condition number, but for a factor of p, in units that make
    /// the columns equally long.
    /// </summary>
    public double Condition()
    {
        int p = ParameterCount;
        double sum = 0;
        for (int j = 0; j < p; j++)
        {
            double length = 0;
            double row = 0;
            for (int k = 0; k < Rank; k++)
            {
                length += Triangle[(k * p) + j] * Triangle[(k * p) + j];
                row += Inverse[(j * Rank) + k].High * Inverse[(j * Rank) + k].High;
            }
            sum += length * row;
        }
        return Math.Max(1, Math.Sqrt(p * sum));
    }

    /// <summary>
    /// κ₂ of the design in its own units: the largest singular value of X times the largest of its inverse, each of which is accurate
    /// however ill-conditioned X is.
    /// </summary>
    public double ConditionNumber(int[] exponents)
    {
        if (Rank < ParameterCount)
        {
            return double.PositiveInfinity;
        }
        int largest = exponents.Max();
        int smallest = exponents.Min();
        var triangle = new Matrix<double>(Rank, Rank);
        var inverse = new Matrix<double>(Rank, Rank);
        for (int j = 0; j < Rank; j++)
        {
            for (int k = 0; k < Rank; k++)
            {
                triangle[k, j] = Math.ScaleB(Triangle[(k * Rank) + j], exponents[j] - largest);
                inverse[j, k] = Math.ScaleB(Inverse[(j * Rank) + k].High, smallest - exponents[j]);
            }
        }
        return Math.ScaleB(triangle.SpectralNorm() * inverse.SpectralNorm(), largest - smallest);
    }

    /// <summary>Whether the data determine each coefficient.</summary>
    public bool[] DeterminesCoefficients()
    {
        var result = new bool[ParameterCount];
        var unit = new DoubleDouble[result.Length];
        for (int j = 0; j < result.Length; j++)
        {
            unit[j] = DoubleDouble.One;
            result[j] = Determines(unit);
            unit[j] = DoubleDouble.Zero;
        }
        return result;
    }

    /// <summary>
    /// Whether xᵀb has one value for all coefficients b that fit equally well: where a point x in scaled units, of any length, lies in the
    /// row space of X′, xᵀ(I − A⁺A) = 0.
    /// </summary>
    /// <remarks>
    /// B·C maps to the row space along what X′ maps to 0, so x − Cᵀ·(Bᵀ·x) is what of x the data say nothing about. What rounding and the
    /// tolerance of the rank leave of it counts as nothing.
    /// </remarks>
    public bool Determines(ReadOnlySpan<DoubleDouble> x)
    {
        if (Rank == ParameterCount)
        {
            return true;
        }
        double[] z = [.. ApplyTransposed(x).Select(v => v.High)];
        double length = TensorPrimitives.Norm<double>(z);
        for (int j = 0; j < x.Length; j++)
        {
            double left = x[j].High;
            double size = 0;
            double squares = 0;
            for (int k = 0; k < z.Length; k++)
            {
                double element = Triangle[(k * ParameterCount) + j];
                left -= element * z[k];
                size += Math.Abs(element * z[k]);
                squares += element * element;
            }
            double rounding = Math.ScaleB(x.Length * (size + Math.Abs(x[j].High)), -50);   // 8·ε for each term of the sum
            double dropped = 2 * Tolerance * Math.Sqrt(squares) * length;
            if (!(Math.Abs(left) <= rounding + dropped) || (squares == 0 && x[j].High != 0))
            {
                return false;
            }
        }
        return true;
    }
}
