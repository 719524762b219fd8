using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>What a generalised linear model maximises: the likelihood of rows as a function of coefficients of standard columns.</summary>
internal sealed class ScoringProblem(StandardColumns columns, Observation[] rows, double[] offset, double[] offsetLow, Likelihood likelihood)
{
    /// <summary>Large problems are read in blocks that stay in the second cache.</summary>
    private const int BlockRows = 2048;

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
    public ScoringPoint Evaluate(DoubleDouble[] theta)
    {
        ScoringPoint point = _spare?.At(theta) ?? new ScoringPoint(theta, Rows.Length, Columns.Low is not null);
        _spare = null;
        if (Columns.Low is null)
        {
            EvaluateBlocks(point);
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
        for (int start = 0; start < result.Length; start += BlockRows)
        {
            Span<double> block = result.AsSpan(start, Math.Min(BlockRows, result.Length - start));
            for (int j = 0; j < delta.Length; j++)
            {
                TensorPrimitives.MultiplyAdd(Columns.High.Row(j).Slice(start, block.Length), delta[j].High, block, block);
            }
        }
        return result;
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

    private void EvaluateBlocks(ScoringPoint point)
    {
        for (int start = 0; start < Rows.Length; start += BlockRows)
        {
            int count = Math.Min(BlockRows, Rows.Length - start);
            Span<double> eta = point.Eta.AsSpan(start, count);
            offset.AsSpan(start, count).CopyTo(eta);
            for (int j = 0; j < point.Theta.Length; j++)
            {
                TensorPrimitives.MultiplyAdd(Columns.High.Row(j).Slice(start, count), point.Theta[j].High, eta, eta);
            }
            RowSpans spans = point.Spans.Slice(start, count);
            point.Deviance += Likelihood.Evaluate(eta, default, Rows.AsSpan(start, count), spans);
            for (int j = 0; j < point.Theta.Length; j++)
            {
                point.Gradient[j] += TensorPrimitives.Dot<double>(spans.Score, Columns.High.Row(j).Slice(start, count));
            }
        }
        point.Objective = point.Deviance;
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
