namespace MiniDnn.Tests;

/// <summary>Separation among many rows: certificates come from a search in double, whose end alone is exact.</summary>
internal sealed class SeparationCertificateTests
{
    [TestCase(400, 3)]
    [TestCase(2000, 8)]
    public void Rows_that_a_plane_parts_are_separated_and_one_beyond_it_is_enough_to_overlap(int rows, int columns)
    {
        Matrix<double> x = TestMatrices.Random<double>(rows, columns, 91);
        double[] side = [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Sum(j => (j + 1) * x[i, j]))];
        double[] y = [.. side.Select(s => s > 0 ? 1.0 : 0)];
        var separated = GeneralizedLinearModel.Fit(x, y, Family.Binomial, new() { Intercept = false });

        Assert.That(separated.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(separated.Coefficients[columns - 1], Is.EqualTo(double.PositiveInfinity));
        y[Array.IndexOf(side, side.Max())] = 0;
        Assert.That(GeneralizedLinearModel.Fit(x, y, Family.Binomial, new() { Intercept = false }).Outcome, Is.EqualTo(FitOutcome.Converged));
    }

    [Test]
    public void Whole_numbers_with_many_ties_are_decided_as_small_sets_are([Values(1, 2, 3, 4, 5)] int seed)
    {
        // every row twice in another order: what separates the half separates the whole, by the same signs
        var random = new Random(seed);
        int[] half = [.. Enumerable.Range(0, 30)];
        Matrix<double> x = Matrix.Create<double>(30, 3, (_, _) => random.Next(3));
        double[] y = [.. half.Select(i => x[i, 0] + x[i, 1] > 2 ? 1.0 : x[i, 0] + x[i, 1] < 2 ? 0 : random.Next(2))];
        int[] twice = [.. half.Reverse(), .. half];
        var once = GeneralizedLinearModel.Fit(x, y, Family.Binomial);
        var both = GeneralizedLinearModel.Fit(x.SelectRows(twice), [.. twice.Select(i => y[i])], Family.Binomial);

        Assert.That(both.Outcome, Is.EqualTo(once.Outcome));
        for (int j = 0; j < once.Coefficients.Count; j++)
        {
            double right = once.Coefficients[j];
            Assert.That(both.Coefficients[j], double.IsFinite(right) ? Is.EqualTo(right).Within(1e-9) : Is.EqualTo(right));
        }
    }

    [Test]
    public void Offsets_of_any_size_leave_a_maximum_that_is_found(
        [Values(Family.Binomial, Family.Poisson)] Family family, [Values(1, 30, 1000)] double size, [Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        double[] x = [.. Enumerable.Range(0, 20).Select(_ => random.NextDouble())], y = [.. x.Select(_ => (double)random.Next(2))];
        double[] offset = [.. x.Select(_ => size * ((2 * random.NextDouble()) - 1))];
        var model = GeneralizedLinearModel.Fit(x, y, family, new() { Offset = offset });

        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(model.Summary().Deviance, Is.LessThanOrEqualTo(model.Summary().NullDeviance * (1 + 1e-12)));
    }
}
