namespace MiniDnn.Tests;

/// <summary>Compares a fit with exact fractions, and notes what is wrong beyond the bounds of docs/accuracy.md.</summary>
internal sealed class RegressionCheck<T>(GeneratedRegression data, LinearModel<T> model, List<string> violations)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LinearModelSummary<T> _summary = model.Summary();

    /// <summary>Bounds of the tests that state them.</summary>
    private const double Digits = 2e-14, StatisticDigits = 2e-13;

    /// <summary>Of float, how many results were compared, and how many were not the float next to the exact one.</summary>
    public int Compared { get; private set; }

    public int NotNearest { get; private set; }

    public ExactRegression? Exact { get; private set; }

    private static bool IsSingle => typeof(T) == typeof(float);

    public void Run()
    {
        ExpectRemarks();
        ExactRegression exact = new(data.ColumnsForRidge, data.Y, data.Weights, data.Ridge, data.Intercept);
        if (exact.IsSingular)
        {
            Exact = null;
            ExpectDependence();
            return;
        }
        Exact = exact;
        if (model.Rank < model.Coefficients.Count)
        {
            ExpectRounding(exact);
            return;
        }
        CompareSummary(exact);
        if (exact.Freedom > 0 && Noise(exact) < 0.01)
        {
            ComparePoints(exact);
            CompareRows(exact);
        }
    }

    /// <summary>What is NaN is so with a remark.</summary>
    private void ExpectRemarks()
    {
        T[] statistics = [.. model.Coefficients, .. _summary.StandardErrors, .. _summary.TestStatistics, .. _summary.PValues, _summary.RSquared, _summary.AdjustedRSquared, _summary.FStatistic, _summary.FPValue, _summary.ResidualSumOfSquares, _summary.LogLikelihood];
        bool isNaN = statistics.Any(T.IsNaN);
        if (isNaN && !model.Remarks.Any(remark => remark.Contains("NaN", StringComparison.Ordinal)))
        {
            violations.Add($"{data.Kinds}: NaN without remark: {string.Join(", ", statistics)}");
        }
        if (model.Coefficients.Any(T.IsNaN))
        {
            violations.Add($"{data.Kinds}: a coefficient is NaN");
        }
    }

    /// <summary>Columns that depend on each other exactly: the fit is that of those which do not.</summary>
    private void ExpectDependence()
    {
        var kept = new List<double[]>();
        foreach (double[] column in data.Columns)
        {
            kept.Add(column);
            if (new ExactRegression([.. kept], data.Y, data.Weights, 0, data.Intercept).IsSingular)
            {
                kept.RemoveAt(kept.Count - 1);
            }
        }
        if (model.Rank > kept.Count)
        {
            violations.Add($"{data.Kinds}: rank {model.Rank}, right {kept.Count}");
        }
        if (kept.Count == 0 || model.Rank != kept.Count)
        {
            return;
        }
        ExactRegression exact = new([.. kept], data.Y, data.Weights, 0, data.Intercept);
        Exact = exact;
        CompareWhole(exact);
        double[] fitted = [.. Enumerable.Range(0, data.RowCount).Select(i => double.CreateTruncating(model.Residuals()[i]))];
        double largest = data.Y.Max(Math.Abs);
        for (int i = 0; i < fitted.Length && data.Weights is null; i++)
        {
            Expect($"residual {i}", fitted[i], exact.AtRow(i).Residual, 1e-12, 1e-14 * largest, isRounded: false);
        }
    }

    /// <summary>Where the rank is lower than that of the numbers, rounding of the data explains one column at least.</summary>
    private void ExpectRounding(ExactRegression exact)
    {
        double least = Enumerable.Range(0, model.Coefficients.Count).Min(exact.Share), limit = IsSingle ? 1.2e-7 / 2 : 2.23e-16 / 2;
        limit = data.Ridge > 0 ? Math.ScaleB(model.Coefficients.Count, -90) : limit;
        if (least > limit)
        {
            violations.Add($"{data.Kinds}: rank {model.Rank} of {model.Coefficients.Count}, though the least share of a column is {least:G3}");
        }
    }

    /// <summary>What doubled precision leaves of residuals, as a share of them.</summary>
    private double Noise(ExactRegression exact) => 1e-29 * (exact.Cancellation + (data.Ridge > 0 ? exact.Amplification : 0));

    private double ErrorDigits(ExactRegression exact) => (data.Ridge > 0 ? 1e-13 : Digits) + Noise(exact);

    private void CompareSummary(ExactRegression exact)
    {
        double digits = Digits;
        if (exact.Freedom > 0 && !(Noise(exact) < 0.01))
        {
            ExpectExactness(exact);
            return;
        }
        bool hasFreedom = exact.Freedom > 0 && (data.Ridge > 0 || data.RowCount > 0);
        CompareWhole(exact);
        for (int j = 0; j < model.Coefficients.Count; j++)
        {
            double error = !hasFreedom ? 0 : data.Ridge > 0 ? exact.Uncertainty(j) : exact.StandardError(j);
            Expect($"coefficient {j}", model.Coefficients[j], exact.Coefficient(j), digits, (digits * error) + (1e-28 * exact.Sensitivity(j)));
            if (hasFreedom)
            {
                Expect($"error {j}", _summary.StandardErrors[j], exact.StandardError(j), ErrorDigits(exact), data.Ridge > 0 ? 1e-16 * error : 0);
            }
            if (hasFreedom && !exact.IsExact && exact.StandardError(j) > 1e-3 * error)
            {
                Expect($"t {j}", _summary.TestStatistics[j], exact.T(j), ErrorDigits(exact), ErrorDigits(exact));
                Expect($"p {j}", _summary.PValues[j], StudentTDistribution.TwoSidedTail(exact.T(j), exact.Freedom), 10 * ErrorDigits(exact), 0);
            }
        }
    }

    /// <summary>Residuals of which doubled precision leaves nothing: the fit is exact and says so.</summary>
    private void ExpectExactness(ExactRegression exact)
    {
        if (data.Ridge > 0)
        {
            return;   // what alone decides some coefficient is less than the rounding of what it is added to
        }
        if (data.Weights is null && !model.Remarks.Any(remark => remark.Contains("exact", StringComparison.Ordinal)))
        {
            violations.Add($"{data.Kinds}: no remark that the fit is exact");
        }
        for (int j = 0; j < model.Coefficients.Count; j++)
        {
            Expect($"coefficient {j}", model.Coefficients[j], exact.Coefficient(j), Digits, 1e-28 * exact.Sensitivity(j));
        }
    }

    private void CompareWhole(ExactRegression exact)
    {
        double digits = (StatisticDigits) + (4 * Noise(exact));
        if (!(Noise(exact) < 0.01))
        {
            return;
        }
        Expect("RSS", _summary.ResidualSumOfSquares, exact.ResidualSumOfSquares, (Digits) + (2 * Noise(exact)), 0);
        Expect("TSS", _summary.TotalSumOfSquares, exact.TotalSumOfSquares, Digits, 0);
        Expect("R²", _summary.RSquared, exact.RSquared, digits, 1e-15 + (4 * Noise(exact)));
        if (exact.Freedom > 0)
        {
            Expect("freedom", T.CreateTruncating(_summary.ResidualDegreesOfFreedom), exact.Freedom, ErrorDigits(exact), 0);
            Expect("adjusted R²", _summary.AdjustedRSquared, exact.AdjustedRSquared, digits, digits);
        }
        if (exact.Freedom > 0 && data.Ridge == 0 && exact.ParameterCount > (data.Intercept ? 1 : 0))
        {
            Expect("F", _summary.FStatistic, exact.F, digits, (1e-15 + (4 * Noise(exact))) * exact.Freedom);
            int parameters = exact.ParameterCount - (data.Intercept ? 1 : 0);
            double p = FDistribution.UpperTail(exact.F, parameters, exact.Freedom);
            double further = FDistribution.UpperTail(exact.F + ((1e-15 + (4 * Noise(exact))) * exact.Freedom), parameters, exact.Freedom);   // √F far from F where F is all but 0
            Expect("p of F", _summary.FPValue, p, 10 * digits, 2 * (p - further));
        }
    }

    private void ComparePoints(ExactRegression exact)
    {
        double t = StudentTDistribution.TwoSidedQuantile(0.9, exact.Freedom), largest = data.Y.Max(Math.Abs);
        double[] far = [.. data.Point(0).Select((v, j) => double.CreateTruncating(T.CreateTruncating(v * (1.5 + j))))];
        double[] first = data.Intercept ? [1, .. data.Point(0)] : data.Point(0);
        foreach (double[] point in new[] { data.Point(0), data.Point(data.RowCount - 1), far, new double[far.Length] })
        {
            T[] at = [.. point.Select(T.CreateTruncating)];
            double[] row = data.Intercept ? [1, .. point] : point;
            (double mean, double error, double errorOfNew) = exact.At(row);
            Expect("prediction", model.Predict(at.AsSpan()), mean, 50 * Digits, (50 * Digits * largest) + (Digits * error) + (1e-15 * (exact.SizeAt(row) + exact.SizeAt(first))) + (data.Ridge > 0 ? Noise(exact) * largest : 0));
            foreach ((Interval<T> interval, double margin) in new[] { (model.ConfidenceInterval(at, 0.9), t * error), (model.PredictionInterval(at, 0.9), t * errorOfNew) })
            {
                double rounding = ErrorDigits(exact) * (Math.Abs(mean) + (margin * Math.Max(1, Math.Log(t))));
                Expect("lower end", interval.Lower, mean - margin, 0, rounding);
                Expect("upper end", interval.Upper, mean + margin, 0, rounding);
            }
        }
    }

    /// <summary>What coefficients that were set to 0, as no more than rounding, would have added to row i.</summary>
    private double Cleared(ExactRegression exact, int i)
        => Enumerable.Range(0, model.Coefficients.Count).Where(j => T.IsZero(model.Coefficients[j])).Sum(j => Math.Abs(exact.Coefficient(j) * data.Columns[j][i]));

    private void CompareRows(ExactRegression exact)
    {
        LinearModelDiagnostics<T> diagnostics = model.Diagnostics();
        T[] residuals = model.Residuals();
        double largest = data.Y.Max(Math.Abs), s = Math.Sqrt(exact.ResidualSumOfSquares / exact.Freedom);
        for (int i = 0; i < residuals.Length; i++)
        {
            (double residual, double taken, double left) = exact.AtRow(i);
            double digits = 1e-13 + Noise(exact), leftDigits = digits + (3e-26 / left);
            double weight = data.Weights?[i] ?? 1, noise = (1e-29 * exact.Size) + exact.RowNoise(i) + Cleared(exact, i) + (data.Ridge > 0 ? Noise(exact) * largest : 0);
            Expect($"residual {i}", residuals[i], residual, digits, (1e-15 * largest) + (Digits * exact.At([.. data.Columns.Select(c => c[i])]).Error) + noise);
            Expect($"leverage {i}", diagnostics.Leverages[i], taken, ErrorDigits(exact), 0);
            double noiseOfResidual = noise * Math.Sqrt(weight / left) / s;
            double standardized = residual * Math.Sqrt(weight / left) / s;
            if (!exact.IsExact && leftDigits < 1e-6 && noiseOfResidual < 1e-6 && exact.EffectiveParameters > 1e-290)
            {
                Expect($"standardized {i}", diagnostics.StandardizedResiduals[i], standardized, leftDigits, leftDigits + noiseOfResidual);
                double distance = standardized * standardized * taken / left / exact.EffectiveParameters;
                Expect($"distance {i}", diagnostics.CooksDistances[i], distance, 4 * leftDigits, leftDigits + (noiseOfResidual * (noiseOfResidual + Math.Abs(standardized)) * taken / left));
            }
        }
    }

    private void Expect(string name, double found, double expected, double relative, double absolute, bool isRounded) => Note(name, found, expected, (relative * Math.Abs(expected)) + absolute + (isRounded || IsSingle ? 1.2e-7 * Math.Abs(expected) : 0));

    /// <summary>Within the bound; float within half a unit of its last place more, and counted where it is not the nearest.</summary>
    private void Expect(string name, T found, double expected, double relative, double absolute)
    {
        double value = double.CreateTruncating(found), bound = (relative * Math.Abs(expected)) + absolute;
        if (IsSingle && !double.IsNaN(expected))
        {
            float nearest = (float)expected;
            Compared++;
            NotNearest += value == nearest || Math.Abs(value - expected) <= absolute ? 0 : 1;
            bound += Math.Max(MathF.BitIncrement(Math.Abs(nearest)) - Math.Abs(nearest), 0) * 0.75;
            expected = float.IsInfinity(nearest) ? nearest : expected;
        }
        Note(name, value, expected, bound);
    }

    private void Note(string name, double found, double expected, double bound)
    {
        bool isSame = found.Equals(expected) || Math.Abs(found - expected) <= bound || (double.IsNaN(expected) && double.IsNaN(found));
        if (!isSame)
        {
            violations.Add($"{name} is {found:R}, right {expected:R}, bound {bound:G2}; {data.Kinds}");
        }
    }
}
