namespace MiniDnn.Tests;

/// <summary>What the data do not determine has no error, no p and no interval; what they determine keeps its figures.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class EstimabilityTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double Digits = typeof(T) == typeof(float) ? 1e-6 : 1e-12;

    private static T Number(double value) => T.CreateTruncating(value);

    private static T[] Numbers(params IEnumerable<double> values) => [.. values.Select(T.CreateTruncating)];

    private static bool IsNaN(Interval<T> interval) => T.IsNaN(interval.Lower) && T.IsNaN(interval.Upper);

    [Test]
    public void A_predictor_that_does_not_vary_determines_the_mean_alone([Values(7, 2020, 1_700_000_000)] double at)
    {
        LinearModel<T> model = LeastSquares.Fit(Numbers(at, at, at), Numbers(1, 2, 3));
        Assert.That(model.Summary().StandardErrors.Concat(model.Summary().TestStatistics).Concat(model.Summary().PValues), Is.All.NaN);
        Assert.That(model.CoefficientIntervals().All(IsNaN));
        T beside = typeof(T) == typeof(float) ? Number(1.001 * at) : Number(at + 1);
        Assert.That(IsNaN(model.PredictionInterval(beside)) && IsNaN(model.ConfidenceInterval(beside)));
        Interval<T> mean = model.ConfidenceInterval(Number(at));
        double margin = 4.3026527297494638523 / Math.Sqrt(3);   // Student's t with 2 degrees of freedom, s = 1
        Assert.That(double.CreateChecked(mean.Upper), Is.EqualTo(2 + margin).Within(1e-6));
        Assert.That(double.CreateChecked(mean.Lower), Is.EqualTo(2 - margin).Within(1e-6));
        InversePrediction<T> inverse = model.PredictInverse(Number(2));
        Assert.That(T.IsNaN(inverse.Estimate) && IsNaN(inverse.Interval) && !inverse.IsBounded);
        Assert.That(model.Remarks, Has.Some.Contains("do not determine the coefficients of (Intercept), x:"));
        Assert.That(model.ToString(), Does.Not.Contain("  *").And.Contain("NaN"));
    }

    [Test]
    public void Groups_with_an_intercept_determine_their_means()
    {
        int[] group = [0, 0, 0, 1, 1, 1, 2, 2];
        T[] y = Numbers(4.1, 5.2, 4.4, 5.0, 6.1, 5.3, 7.7, 7.1);
        Matrix<T> oneHot = Matrix.Create(8, 3, (i, j) => group[i] == j ? T.One : T.Zero);
        LinearModel<T> all = LeastSquares.Fit(oneHot, y), alone = LeastSquares.Fit(oneHot, y, new() { Intercept = false });
        Assert.That(all.Summary().PValues, Is.All.NaN);
        Assert.That(all.Summary().Covariance().AsSpan().ToArray(), Is.All.NaN);
        Assert.That(all.Diagnostics().RobustSummary(CovarianceKind.HC0).StandardErrors, Is.All.NaN);
        for (int j = 0; j < 3; j++)
        {
            Interval<T> expected = alone.ConfidenceInterval(oneHot.Row(3 * j)), found = all.ConfidenceInterval(oneHot.Row(3 * j));
            Assert.That(double.CreateChecked(found.Lower), Is.EqualTo(double.CreateChecked(expected.Lower)).Within(Digits));
            Assert.That(double.CreateChecked(found.Upper), Is.EqualTo(double.CreateChecked(expected.Upper)).Within(Digits));
        }
        Assert.That(IsNaN(all.ConfidenceInterval(Numbers(1, 1, 0))));
    }

    /// <summary>Columns that depend on others; the others' model without them is the truth wherever a point is a sum of rows.</summary>
    [Test]
    public void Sums_of_rows_are_estimable_and_what_leaves_their_span_is_not([Values(20, 3000)] int rows)
    {
        var random = new SeededRandom(12);
        for (int run = 0; run < 40; run++)
        {
            int independent = 1 + random.NextInt32(3);
            double offset = Math.Pow(10, random.NextInt32(typeof(T) == typeof(float) ? 2 : 6));
            Matrix<T> x = Matrix.Create(rows, independent + 1, (_, _) => Number(Math.Round(offset + (8 * random.NextNormal()))));
            T factor = Number(1 + random.NextInt32(3));
            for (int i = 0; i < rows; i++)
            {
                x[i, independent] = factor * x[i, 0];
            }
            T[] y = [.. Enumerable.Range(0, rows).Select(_ => Number(random.NextNormal()))];
            LinearModel<T> model = LeastSquares.Fit(x, y), smaller = LeastSquares.Fit(x.Columns(..independent), y);
            Assert.That(model.Rank, Is.EqualTo(independent + 1));
            bool[] isKnown = [true, .. Enumerable.Range(0, independent + 1).Select(j => j != 0 && j != independent)];
            Assert.That(model.Summary().StandardErrors.Select(T.IsFinite), Is.EqualTo(isKnown), $"run {run}");
            for (int j = 0; j < isKnown.Length; j++)
            {
                double expected = isKnown[j] ? double.CreateChecked(smaller.Summary().StandardErrors[j]) : double.NaN;
                Assert.That(double.CreateChecked(model.Summary().StandardErrors[j]), Is.EqualTo(expected).Within(1e-4).Percent, $"run {run}");
            }
            T[] row = x.Row(random.NextInt32(rows)).ToArray();
            Interval<T> found = model.PredictionInterval(row), truth = smaller.PredictionInterval(row.AsSpan(..independent));
            Assert.That(double.CreateChecked(found.Upper), Is.EqualTo(double.CreateChecked(truth.Upper)).Within(1e-5), $"run {run}");
            row[independent] += Number(offset / 16);
            Assert.That(IsNaN(model.PredictionInterval(row)), $"run {run}");
        }
    }
}
