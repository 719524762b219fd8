using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>What a generalised linear model maximises: the likelihood of rows as a function of coefficients of standard columns.</summary>
internal sealed class ScoringProblem(StandardColumns columns, Observation[] rows, double[] offset, double[] offsetLow, Likelihood likelihood)
{
    /// <summary>Memory of a point that is no longer needed: that of large problems is dear to clear.</summary>
    private ScoringPoint? _spare;

    public StandardColumns Columns { get; } = columns;

    public Observation[] Rows { get; } = rows;

    public Likelihood Likelihood { get; } = likelihood;

    /// <summary>λ for each column, in its units.</summary>
    public double[] Penalties { get; init; } = new double[columns.Count];

    /// <summary>τ of a barrier τ·Σ ln η over rows of 0, which keeps η inside its domain.</summary>
    public double Barrier { get; init; }

    /// <summary>Computes everything at coefficients.</summary>
    /// <param name="theta">The coefficients.</param>
    /// <param name="withProducts">
    /// Whether large problems get ZᵀWZ of the curvature on the way: half the time of a pass of its own.
    /// </param>
    public ScoringPoint Evaluate(DoubleDouble[] theta, bool withProducts = false)
    {
        ScoringPoint point = _spare?.At(theta) ?? new ScoringPoint(theta, Rows.Length, Columns.Low is not null);
        _spare = null;
        if (Columns.Low is null)
        {
            EvaluateBlocks(point, withProducts ? new WeightedProducts(theta.Length) : null);
        }
        else
        {
            EvaluateDoubled(point);
        }
        for (int j = 0; j < theta.Length; j++)
        {
            point.Gradient[j] -= theta[j] * Penalties[j];
            point.Objective += Penalties[j] * theta[j].High * theta[j].High;
        }
        return point;
    }

    /// <summary>Takes the memory of a point back.</summary>
    public void Recycle(ScoringPoint point) => _spare = point;

    /// <summary>Z·δ, in double.</summary>
    public double[] Multiply(ReadOnlySpan<DoubleDouble> delta, double[]? destination = null)
    {
        double[] result = destination ?? new double[Rows.Length];
        result.AsSpan().Clear();
        for (int start = 0; start < result.Length; start += WeightedProducts.BlockRows)
        {
            Span<double> block = result.AsSpan(start, Math.Min(WeightedProducts.BlockRows, result.Length - start));
            AddScaled(Columns.High.Columns(start..(start + block.Length)), delta, block);
        }
        return result;
    }

    /// <summary>Adds Σⱼ factorsⱼ·zⱼ, four columns at a time, which reads and writes the sums a quarter as often.</summary>
    private static void AddScaled(ReadOnlyMatrixSpan<double> z, ReadOnlySpan<DoubleDouble> factors, Span<double> sums)
    {
        const int Width = ReflectorKernels.Width;
        bool isEven = factors.Length >= Width && sums.Length % ReflectorKernels.Lanes<double>() == 0;
        Span<double> four = stackalloc double[Width];
        for (int j = 0; j < factors.Length && isEven; j += Width)
        {
            int first = Math.Min(j, factors.Length - Width);   // the last four begin among those before them, which count no more
            for (int k = 0; k < Width; k++)
            {
                four[k] = first + k < j ? 0 : -factors[first + k].High;
            }
            ReflectorKernels.Subtract4x1(ref Unsafe.AsRef(in z.Row(first)[0]), z.RowStride, ref sums[0], sums.Length, four);
        }
        for (int j = 0; j < factors.Length && !isEven; j++)
        {
            TensorPrimitives.MultiplyAdd(z.Row(j), factors[j].High, sums, sums);
        }
    }

    /// <summary>Adds zⱼ·values to each sum, four columns at a time, all by the same loop: equal columns have equal sums.</summary>
    private static void AddDots(ReadOnlyMatrixSpan<double> z, Span<double> values, Span<DoubleDouble> sums)
    {
        const int Width = ReflectorKernels.Width;
        bool isEven = sums.Length >= Width && values.Length % ReflectorKernels.Lanes<double>() == 0;
        Span<double> four = stackalloc double[Width];
        for (int j = 0; j < sums.Length && isEven; j += Width)
        {
            int first = Math.Min(j, sums.Length - Width);
            ReflectorKernels.Dot4x1(ref Unsafe.AsRef(in z.Row(first)[0]), z.RowStride, ref values[0], values.Length, four);
            for (int k = j - first; k < Width; k++)
            {
                sums[first + k] += four[k];
            }
        }
        for (int j = 0; j < sums.Length && !isEven; j++)
        {
            sums[j] += TensorPrimitives.Dot<double>(values, z.Row(j));
        }
    }

    private void EvaluateDoubled(ScoringPoint point)
    {
        offset.CopyTo(point.Eta, 0);
        offsetLow.CopyTo(point.EtaLow!, 0);
        for (int j = 0; j < point.Theta.Length; j++)
        {
            DoubledVectors.AddScaled(point.Theta[j], Columns.High.Row(j), Columns.Low!.Row(j), point.Eta, point.EtaLow);
        }
        point.Deviance = point.Objective = Likelihood.Evaluate(point.Eta, point.EtaLow, Rows, point.Spans);
        AddBarrier(point);
        double[] none = new double[Rows.Length];
        for (int j = 0; j < point.Theta.Length; j++)
        {
            point.Gradient[j] = DoubledVectors.Dot(point.Score, none, Columns.High.Row(j), Columns.Low!.Row(j));
        }
    }

    private void EvaluateBlocks(ScoringPoint point, WeightedProducts? products)
    {
        for (int start = 0; start < Rows.Length; start += WeightedProducts.BlockRows)
        {
            int count = Math.Min(WeightedProducts.BlockRows, Rows.Length - start);
            ReadOnlyMatrixSpan<double> z = Columns.High.Columns(start..(start + count));
            Span<double> eta = point.Eta.AsSpan(start, count);
            offset.AsSpan(start, count).CopyTo(eta);
            AddScaled(z, point.Theta, eta);
            RowSpans spans = point.Spans.Slice(start, count);
            point.Deviance += Likelihood.Evaluate(eta, default, Rows.AsSpan(start, count), spans);
            AddDots(z, spans.Score, point.Gradient);
            products?.Add(z, spans.Curvature);
        }
        point.Objective = point.Deviance;
        point.Products = products?.Sums;
    }

    private void AddBarrier(ScoringPoint point)
    {
        for (int i = 0; i < Rows.Length && Barrier > 0; i++)
        {
            if (Rows[i].Value == 0)
            {
                double eta = point.Eta[i];
                point.Score[i] += Barrier / eta;
                point.Information[i] += Barrier / (eta * eta);
                point.Curvature[i] += Barrier / (eta * eta);
                point.Objective -= 2 * Barrier * Math.Log(eta);
            }
        }
    }
}
