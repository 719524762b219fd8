using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>A triangular factor of ZᵀWZ + Λ for the columns Z of a design, in doubled precision: RᵀR in an order of its own.</summary>
internal sealed class Information
{
    /// <summary>Below this share of what a pivot was, doubled precision has nothing left of it.</summary>
    private const double Exhausted = 1e-27;

    /// <summary>Normal equations in double lose the square of the condition number: errors of 11 digits can spare three.</summary>
    private const double SmallestShare = 1e-3;

    private readonly DoubleDouble[,] _triangle;
    private readonly int[] _order;

    private Information(DoubleDouble[,] triangle, int[] order) => (_triangle, _order) = (triangle, order);

    private int Count => _order.Length;

    /// <summary>The factor for weights of any sign by Cholesky's method; null where they make no positive definite matrix.</summary>
    /// <param name="z">The columns.</param>
    /// <param name="weights">A weight for each row.</param>
    /// <param name="penalties">λ for each column.</param>
    public static Information? Create(StandardColumns z, ReadOnlySpan<double> weights, ReadOnlySpan<double> penalties)
    {
        Information? inDouble = z.Low is not null ? null : OfProducts(WeightedProducts.InDouble(z, weights), penalties, SmallestShare);

        // of nearly dependent columns doubled precision has room for the square of their condition number
        return inDouble ?? OfProducts(WeightedProducts.Doubled(z, weights), penalties, Exhausted);
    }

    /// <summary>The factor for products that are known.</summary>
    /// <param name="products">The lower half of ZᵀWZ; it is changed.</param>
    /// <param name="penalties">λ for each column.</param>
    /// <param name="smallest">Null where a pivot is no more than this share of what it was.</param>
    public static Information? OfProducts(DoubleDouble[,] products, ReadOnlySpan<double> penalties, double smallest)
    {
        for (int j = 0; j < penalties.Length; j++)
        {
            products[j, j] += penalties[j];
        }
        return Factor(products, smallest);
    }

    /// <summary>The same for weights that are not negative, by QR, which does not square the condition number.</summary>
    public static Information? CreateByQr(StandardColumns z, ReadOnlySpan<double> weights, ReadOnlySpan<double> penalties)
    {
        if (z.Low is null || z.Count == 0)
        {
            return Create(z, weights, penalties);
        }
        int n = z.RowCount, extra = penalties.IndexOfAnyExcept(0.0) < 0 ? 0 : z.Count;
        if (n + extra < z.Count)
        {
            return null;
        }
        var rows = new DoubledColumns(n + extra, z.Count);
        double largest = Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude(weights)), double.Epsilon);
        int exponent = Math.ILogB(largest) / 2;
        for (int i = 0; i < n; i++)
        {
            // in units in which the largest weight is about 1: a square of more may be beyond the range
            DoubleDouble root = DoubleDouble.Sqrt(Math.ScaleB(weights[i], -2 * exponent));
            for (int j = 0; j < z.Count; j++)
            {
                rows[i, j] = z[i, j] * root;
            }
        }
        for (int j = 0; j < extra; j++)
        {
            // in the same units
            rows[n + j, j] = DoubleDouble.Sqrt(Math.ScaleB(penalties[j], -2 * exponent));
        }
        // six of 32 digits left to the columns' own rounding
        DoubledQr qr = DoubledQr.Factor(rows, z.Count, 1e-26);
        if (qr.Rank < z.Count)
        {
            return null;
        }
        var triangle = new DoubleDouble[z.Count, z.Count];
        for (int i = 0; i < z.Count; i++)
        {
            for (int k = i; k < z.Count; k++)
            {
                triangle[i, k] = DoubleDouble.ScaleB(qr.R(i, k), exponent);
            }
        }
        return new(triangle, qr.Permutation);
    }

    /// <summary>Solves (ZᵀWZ + Λ)·δ = g.</summary>
    public DoubleDouble[] Solve(ReadOnlySpan<DoubleDouble> g)
    {
        DoubleDouble[] values = SolveTransposed(g);
        return SolveTriangle(values);
    }

    /// <summary>R⁻ᵀ·g, whose squared length is gᵀ·(ZᵀWZ + Λ)⁻¹·g.</summary>
    public DoubleDouble[] SolveTransposed(ReadOnlySpan<DoubleDouble> g)
    {
        var result = new DoubleDouble[Count];
        for (int k = 0; k < Count; k++)
        {
            DoubleDouble sum = g[_order[k]];
            for (int i = 0; i < k; i++)
            {
                sum -= _triangle[i, k] * result[i];
            }
            result[k] = sum / _triangle[k, k];
        }
        return result;
    }

    /// <summary>gᵀ·(ZᵀWZ + Λ)⁻¹·g.</summary>
    public DoubleDouble Square(ReadOnlySpan<DoubleDouble> g)
    {
        DoubleDouble[] half = SolveTransposed(g);
        return DoubleDouble.Dot(half, half);
    }

    /// <summary>An estimate of the condition number of √W·Z with columns of the same length, from what R leaves of each.</summary>
    public double ConditionEstimate()
    {
        double largest = 1;
        for (int k = 0; k < Count; k++)
        {
            double length = 0;
            for (int i = 0; i <= k; i++)
            {
                length = double.Hypot(length, _triangle[i, k].High);
            }
            largest = Math.Max(largest, length / Math.Abs(_triangle[k, k].High));
        }
        return largest;
    }

    /// <summary>R⁻¹·h, in the order of the columns.</summary>
    public DoubleDouble[] SolveTriangle(ReadOnlySpan<DoubleDouble> values)
    {
        var result = new DoubleDouble[Count];
        for (int k = Count - 1; k >= 0; k--)
        {
            DoubleDouble sum = values[k];
            for (int i = k + 1; i < Count; i++)
            {
                sum -= _triangle[k, i] * result[_order[i]];
            }
            result[_order[k]] = sum / _triangle[k, k];
        }
        return result;
    }

    /// <summary>
    /// The factor R with RᵀR = a matrix whose lower half is given; null where a pivot is no more than a share of what it was.
    /// </summary>
    public static Information? Factor(DoubleDouble[,] products, double smallest)
    {
        int count = products.GetLength(0);
        var triangle = new DoubleDouble[count, count];
        for (int k = 0; k < count; k++)
        {
            for (int j = k; j < count; j++)
            {
                DoubleDouble sum = products[j, k];
                for (int i = 0; i < k; i++)
                {
                    sum -= triangle[i, k] * triangle[i, j];
                }
                if (j == k && !(sum.High > smallest * Math.Abs(products[k, k].High) && double.IsFinite(sum.High)))
                {
                    return null;
                }
                triangle[k, j] = j == k ? DoubleDouble.Sqrt(sum) : sum / triangle[k, k];
            }
        }
        return new(triangle, [.. Enumerable.Range(0, count)]);
    }
}
