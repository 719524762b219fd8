using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>What a generalised linear model maximises: the likelihood of rows as a function of coefficients of standard columns.</summary>
internal sealed class ScoringProblem(StandardColumns columns, Observations rows, double[] offset, double[] offsetLow, Likelihood likelihood)
{
    private ScoringRows? _spare, _block;

    public StandardColumns Columns { get; } = columns;

    public Observations Rows { get; } = rows;

    public Likelihood Likelihood { get; } = likelihood;

    /// <summary>λ for each column, in its units.</summary>
    public double[] Penalties { get; init; } = new double[columns.Count];

    /// <summary>τ of a barrier τ·Σ ln η over rows of 0, which keeps η inside its domain.</summary>
    public double Barrier { get; init; }

    public bool IsLarge => Columns.Low is null;

    /// <summary>
    /// Whether points keep what each row has to do with them. Large problems need it only where η has an end: memory of their length,
    /// written and read in each pass, takes as long as the pass.
    /// </summary>
    public bool KeepsRows { get; init; } = columns.Low is not null || likelihood.IsBounded;

    /// <summary>Computes everything at coefficients.</summary>
    /// <param name="theta">The coefficients.</param>
    /// <param name="products">Takes ZᵀWZ of the curvature on the way, in large problems: half the time of a pass of its own.</param>
    public ScoringPoint Evaluate(DoubleDouble[] theta, BlockProducts? products = null)
    {
        ScoringRows? kept = KeepsRows ? _spare ?? new ScoringRows(Rows.Length, !IsLarge) : null;
        _spare = null;
        return Evaluate(theta, kept, products);
    }

    /// <summary>Computes what each row has to do with coefficients.</summary>
    public ScoringRows EvaluateRows(DoubleDouble[] theta) => Evaluate(theta, new ScoringRows(Rows.Length, !IsLarge), null).Rows!;

    /// <summary>Takes the memory of a point back: that of large problems is dear to clear.</summary>
    public void Recycle(ScoringPoint point) => _spare = point.Rows;

    /// <summary>
    /// The point at the end of a step that maximises all but third derivatives, without a look at the rows: the objective falls by gᵀδ.
    /// </summary>
    public ScoringPoint Move(ScoringPoint point, DoubleDouble[] theta, double decrement)
    {
        var moved = new ScoringPoint(theta, null, point.Extremes) { Objective = point.Objective - (decrement * decrement) };
        moved.Deviance = moved.Objective - Penalty(theta);
        return moved;
    }

    /// <summary>Z·δ, in double.</summary>
    public double[] Multiply(ReadOnlySpan<DoubleDouble> delta, double[]? destination = null)
    {
        double[] result = destination ?? new double[Rows.Length];
        result.AsSpan().Clear();
        for (int start = 0; start < result.Length; start += BlockProducts.BlockRows)
        {
            Span<double> block = result.AsSpan(start, Math.Min(BlockProducts.BlockRows, result.Length - start));
            BlockColumns.AddScaled(Columns.High.Columns(start..(start + block.Length)), delta, block);
        }
        return result;
    }

    private ScoringPoint Evaluate(DoubleDouble[] theta, ScoringRows? kept, BlockProducts? products)
    {
        var point = new ScoringPoint(theta, kept, new RowExtremes(Rows.LargestWeight));
        if (IsLarge)
        {
            EvaluateBlocks(point, products);
        }
        else
        {
            EvaluateDoubled(point, kept!);
        }
        for (int j = 0; j < theta.Length; j++)
        {
            point.Gradient[j] -= theta[j] * Penalties[j];
        }
        point.Objective += Penalty(theta);
        return point;
    }

    private double Penalty(DoubleDouble[] theta)
    {
        double sum = 0;
        for (int j = 0; j < theta.Length; j++)
        {
            sum += Penalties[j] * theta[j].High * theta[j].High;
        }
        return sum;
    }

    private void EvaluateDoubled(ScoringPoint point, ScoringRows terms)
    {
        offset.CopyTo(terms.Eta, 0);
        offsetLow.CopyTo(terms.EtaLow!, 0);
        for (int j = 0; j < point.Theta.Length; j++)
        {
            DoubledVectors.AddScaled(point.Theta[j], Columns.High.Row(j), Columns.Low!.Row(j), terms.Eta, terms.EtaLow);
        }
        point.Deviance = point.Objective = Likelihood.Evaluate(terms.Eta, terms.EtaLow, Rows, terms.Spans);
        point.Extremes.Add(terms.Eta, terms.Spans, Rows, Likelihood);
        AddBarrier(point, terms);
        double[] none = new double[Rows.Length];
        for (int j = 0; j < point.Theta.Length; j++)
        {
            point.Gradient[j] = DoubledVectors.Dot(terms.Score, none, Columns.High.Row(j), Columns.Low!.Row(j));
        }
    }

    private void EvaluateBlocks(ScoringPoint point, BlockProducts? products)
    {
        ScoringRows memory = point.Rows ?? (_block ??= new(Math.Min(BlockProducts.BlockRows, Rows.Length), false));
        for (int start = 0; start < Rows.Length; start += BlockProducts.BlockRows)
        {
            int count = Math.Min(BlockProducts.BlockRows, Rows.Length - start), first = point.Rows is null ? 0 : start;
            ReadOnlyMatrixSpan<double> z = Columns.High.Columns(start..(start + count));
            Observations observed = Rows.Slice(start, count);
            Span<double> eta = memory.Eta.AsSpan(first, count);
            RowSpans spans = memory.Spans.Slice(first, count);
            offset.AsSpan(start, count).CopyTo(eta);
            BlockColumns.AddScaled(z, point.Theta, eta);
            point.Deviance += Likelihood.Evaluate(eta, default, observed, spans);
            PrefetchBlock(start + count);
            BlockColumns.AddDots(z, spans.Score, point.Gradient);
            products?.Add(z, spans.Curvature);
            point.Extremes.Add(eta, spans, observed, Likelihood);
        }
        point.Objective = point.Deviance;
        point.Products = products?.Take();
    }

    /// <summary>
    /// Asks for the next block while this one is in the second cache: the columns lie so far apart that processors do not do so themselves,
    /// and a pass waits for them a quarter of its time.
    /// </summary>
    private void PrefetchBlock(int start)
    {
        int end = Math.Min(start + BlockProducts.BlockRows, Rows.Length);
        for (int j = 0; j < Columns.Count && start < end; j++)
        {
            Prefetch.Run<double>(Columns.High.Row(j)[start..end]);
        }
    }

    private void AddBarrier(ScoringPoint point, ScoringRows terms)
    {
        for (int i = 0; i < Rows.Length && Barrier > 0; i++)
        {
            if (Rows[i].Value == 0)
            {
                double eta = terms.Eta[i];
                terms.Score[i] += Barrier / eta;
                terms.Information[i] += Barrier / (eta * eta);
                terms.Curvature[i] += Barrier / (eta * eta);
                point.Objective -= 2 * Barrier * Math.Log(eta);
            }
        }
    }
}
