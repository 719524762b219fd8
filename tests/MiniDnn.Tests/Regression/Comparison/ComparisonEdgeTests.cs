namespace MiniDnn.Tests;

/// <summary>What comparisons refuse, and where they are not defined.</summary>
internal sealed class ComparisonEdgeTests
{
    private static readonly Matrix<double> X = [[1, 0, 1], [2, 1, 0], [3, 0, 2], [4, 1, 1], [5, 0, 5], [6, 1, 3], [7, 0, 4], [8, 1, 8], [9, 0, 2]];

    private static readonly double[] Y = [1.1, 2.3, 2.9, 4.4, 4.8, 6.2, 7.1, 8.4, 8.9];

    [Test]
    public void Models_must_be_nested_in_the_same_data()
    {
        LinearModel<double> full = LeastSquares.Fit(X, Y), reduced = LeastSquares.Fit(X.Columns(..1), Y);
        Assert.That(() => reduced.FTest(full), Throws.ArgumentException.With.Message.Contains("the reduced one must have less"));
        Assert.That(() => full.FTest(LeastSquares.Fit(X.Rows(..8).Columns(..1), Y.AsSpan(..8))), Throws.ArgumentException.With.Message.Contains("(9 and 8 rows)"));
        double[] other = [.. Y];
        other[2] += 1e-9;
        Assert.That(() => full.FTest(LeastSquares.Fit(X.Columns(..1), other)), Throws.ArgumentException.With.Message.Contains("different targets"));
        double[] weights = [1, 1, 1, 1, 1, 1, 1, 1, 2];
        Assert.That(() => full.LikelihoodRatioTest(LeastSquares.Fit(X.Columns(..1), Y, new() { Weights = weights })), Throws.ArgumentException);
        double[] foreign = [3, 1, 4, 1, 5, 9, 2, 6, 5];
        Assert.That(() => full.FTest(LeastSquares.Fit(foreign, Y)), Throws.ArgumentException.With.Message.Contains("not part of the full one"));
        Assert.That(() => full.FTest(LeastSquares.Fit(X.Columns(..1), Y, new() { Ridge = 1 })), Throws.InvalidOperationException.With.Message.Contains("ridge"));
        Assert.That(() => full.FTest(null!), Throws.ArgumentNullException);
        Assert.That(() => ((LinearModel<double>)null!).LikelihoodRatioTest(reduced), Throws.ArgumentNullException);
    }

    [Test]
    public void Columns_may_be_combined_in_the_reduced_model()
    {
        LinearModel<double> full = LeastSquares.Fit(X, Y);
        LinearModel<double> sum = LeastSquares.Fit(Matrix.Create(9, 2, (i, j) => j == 0 ? X[i, 0] : X[i, 1] + X[i, 2]), Y);
        Assert.That(full.FTest(sum).Statistic, Is.EqualTo(full.Summary().WaldTest([[0, 0, 1, -1]]).Statistic).Within(1e-12));
        LinearModel<double> constant = LeastSquares.Fit(X.Columns(..0), Y);
        Assert.That(full.FTest(constant).Statistic, Is.EqualTo(full.Summary().FStatistic).Within(1e-10));
    }

    [Test]
    public void Of_an_accumulator_models_compare_too_but_analyses_need_rows()
    {
        var (all, part) = (new LeastSquaresAccumulator<double>(3), new LeastSquaresAccumulator<double>(1));
        all.Add(X, Y);
        part.Add(X.Columns(..1), Y);
        HypothesisTest expected = LeastSquares.Fit(X, Y).FTest(LeastSquares.Fit(X.Columns(..1), Y));
        Assert.That(all.Fit().FTest(part.Fit()).PValue, Is.EqualTo(expected.PValue).Within(1e-12));
        Assert.That(() => all.Fit().Anova(1), Throws.InvalidOperationException.With.Message.Contains("Anova: the model did not keep the predictors"));
        Assert.That(() => all.Fit().StepwiseByAic(), Throws.InvalidOperationException.With.Message.Contains("StepwiseByAic"));
    }

    [Test]
    public void Restrictions_must_fit_the_coefficients()
    {
        LinearModelSummary<double> summary = LeastSquares.Fit(X, Y).Summary();
        Assert.That(() => summary.WaldTest([[1, 0]]), Throws.ArgumentException.With.Message.Contains("restrictions is 1×2; it must have a row for each restriction, at least one, and 4 columns"));
        Assert.That(() => summary.WaldTest(new Matrix<double>(0, 4)), Throws.ArgumentException.With.Message.Contains("0×4"));
        Assert.That(() => summary.WaldTest([[0, 1, 0, 0]], 1, 2), Throws.ArgumentException.With.Message.Contains("values has 2 elements"));
        Assert.That(() => summary.WaldTest([[0, 1, 0, 0]], double.NaN), Throws.ArgumentException.With.Message.Contains("values[0] is NaN"));
        Assert.That(() => summary.WaldTest([[0, double.PositiveInfinity, 0, 0]]), Throws.ArgumentException);
        Assert.That(() => summary.WaldTest([[0, 1, 1, 0], [0, 2, 2, 0]]), Throws.ArgumentException.With.Message.Contains("depend on each other"));
        Assert.That(() => summary.WaldTest([[0, 0, 0, 0]]), Throws.ArgumentException);
        LinearModel<double> dependent = LeastSquares.Fit(Matrix.Create(9, 2, (i, _) => X[i, 0]), Y);
        Assert.That(dependent.Summary().WaldTest([[0, 1, 0]]).Statistic, Is.NaN);
        Assert.That(dependent.Summary().WaldTest([[0, 1, 1]]).Statistic, Is.EqualTo(LeastSquares.Fit(X.Columns(..1), Y).Summary().FStatistic).Within(1e-9));
    }

    [Test]
    public void Terms_share_out_the_columns()
    {
        LinearModel<double> model = LeastSquares.Fit(X, Y);
        ModelTerm a = ModelTerm.Numeric("a", 1), b = ModelTerm.Category("b", 2), c = ModelTerm.Numeric("c", 3);
        Assert.That(() => model.Anova(2, [a, b]), Throws.ArgumentException.With.Message.Contains("column 3 (x3) is in 0 terms; it must be in one"));
        Assert.That(() => model.Anova(2, [a, b, c, ModelTerm.Numeric("again", 3)]), Throws.ArgumentException.With.Message.Contains("is in 2 terms"));
        Assert.That(() => model.Anova(2, [a, b, ModelTerm.Numeric("c", 0, 3)]), Throws.ArgumentException.With.Message.Contains("column 0; the model has columns 1 to 3, for 0 is the intercept's"));
        Assert.That(() => model.Anova(4), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("type is 4; it must be 1, 2 or 3"));
        Assert.That(() => model.Anova(3, [ModelTerm.Category("a", 1), b, c]), Throws.ArgumentException.With.Message.Contains("category \"a\" has 9 levels in 1 columns"));
        Assert.That(() => model.Anova(3, [a, b, ModelTerm.Interaction([3], a, b)]), Throws.ArgumentException.With.Message.Contains("not that of its terms"));
        Assert.That(() => model.Anova(3, [a, ModelTerm.Interaction([2, 3], a, b)]), Throws.ArgumentException);
        Assert.That(() => ModelTerm.Numeric("a"), Throws.ArgumentException.With.Message.Contains("one or more"));
        Assert.That(() => ModelTerm.Numeric("a", 1, 1), Throws.ArgumentException.With.Message.Contains("[1, 1]"));
        Assert.That(() => ModelTerm.Category("a", -1), Throws.ArgumentException);
        Assert.That(() => ModelTerm.Numeric(null!, 1), Throws.ArgumentNullException);
        Assert.That(() => ModelTerm.Interaction([1], a), Throws.ArgumentException.With.Message.Contains("there are 1 terms"));
        Assert.That(() => LeastSquares.Fit(X, Y, new() { Ridge = 1 }).Anova(1), Throws.InvalidOperationException.With.Message.Contains("ridge"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Type_three_does_not_depend_on_the_coding(bool withSums)
    {
        string[] group = ["p", "p", "q", "r", "r", "q", "p", "r", "q", "p", "r", "q"];
        double[] size = [1, 2, 4, 3, 5, 2, 7, 1, 6, 5, 2, 3], y = [1.2, 2.1, 5.3, 2.2, 4.6, 3.1, 7.4, 0.4, 7.9, 5.2, 1.3, 4.4];
        double[] Code(string level, string last) => [.. group.Select(g => g == level ? 1.0 : withSums && g == last ? -1 : 0)];
        double[] q = Code("q", "p"), r = Code("r", "p");
        Matrix<double> x = Matrix.Create(12, 5, (i, j) => (j switch { 0 => q, 1 => r, 2 => size, 3 => [.. q.Zip(size, (a, b) => a * b)], _ => [.. r.Zip(size, (a, b) => a * b)] })[i]);
        ModelTerm category = ModelTerm.Category("group", 1, 2), number = ModelTerm.Numeric("size", 3);
        AnovaTable table = LeastSquares.Fit(x, y).Anova(3, [category, number, ModelTerm.Interaction([4, 5], category, number)]);

        // by hand: sum coding, each term left out
        double[] s1 = [.. group.Select(g => g == "q" ? 1.0 : g == "p" ? -1 : 0)], s2 = [.. group.Select(g => g == "r" ? 1.0 : g == "p" ? -1 : 0)];
        double[][] columns = [[.. size.Select(_ => 1.0)], s1, s2, size, [.. s1.Zip(size, (a, b) => a * b)], [.. s2.Zip(size, (a, b) => a * b)]];
        double Rest(params int[] without)
        {
            int[] kept = [.. Enumerable.Range(0, 6).Except(without)];
            return LeastSquares.Fit(Matrix.Create(12, kept.Length, (i, j) => columns[kept[j]][i]), y, new() { Intercept = false }).Summary().ResidualSumOfSquares;
        }
        double[] expected = [Rest(0) - Rest(), Rest(1, 2) - Rest(), Rest(3) - Rest(), Rest(4, 5) - Rest()];
        Assert.That(table.Terms.Select(term => term.SumOfSquares), Is.EqualTo(expected).Within(1e-11));
        Assert.That(table.Terms.Select(term => term.Name), Is.EqualTo(new[] { "(Intercept)", "group", "size", "group:size" }));
        Assert.That($"{table}", Does.StartWith("Analysis of variance, type III").And.Contains("Residuals"));
    }

    [Test]
    public void An_empty_cell_leaves_types_one_and_two_and_their_ranks()
    {
        // a has two levels, b three; the cell (1, 2) is empty, so one column of the interaction is 0
        (int A, int B)[] cells = [(0, 0), (0, 0), (0, 1), (0, 1), (0, 2), (0, 2), (1, 0), (1, 0), (1, 1), (1, 1), (0, 1)];
        double[] y = [1.0, 1.4, 2.2, 2.9, 3.3, 3.8, 2.1, 2.4, 5.2, 5.9, 2.4];
        Matrix<double> x = Matrix.Create(11, 5, (i, j) => (cells[i], j) switch
        {
            ((var a, _), 0) => a,
            ((_, var b), 1) => b == 1 ? 1 : 0,
            ((_, var b), 2) => b == 2 ? 1 : 0,
            ((var a, var b), 3) => b == 1 ? a : 0,
            ((var a, var b), _) => b == 2 ? a : 0.0,
        });
        ModelTerm first = ModelTerm.Category("a", 1), second = ModelTerm.Category("b", 2, 3), both = ModelTerm.Interaction([4, 5], first, second);
        LinearModel<double> model = LeastSquares.Fit(x, y), kept = LeastSquares.Fit(x.Columns(..4), y), main = LeastSquares.Fit(x.Columns(..3), y);
        AnovaTable two = model.Anova(2, [first, second, both]);
        Assert.That(two.Terms.Select(term => term.DegreesOfFreedom), Is.EqualTo(new double[] { 1, 2, 1 }));
        Assert.That(two.Terms[2].Statistic, Is.EqualTo(kept.FTest(main).Statistic).Within(1e-11));
        Assert.That(model.Anova(1, [first, second, both]).Terms.Sum(term => term.SumOfSquares) + model.Summary().ResidualSumOfSquares,
            Is.EqualTo(model.Summary().TotalSumOfSquares).Within(1e-12));
        Assert.That(model.Anova(3, [first, second, both]).Terms.Select(term => term.Statistic), Is.All.NaN);
    }

    [Test]
    public void A_selection_needs_terms_to_choose_from()
    {
        LinearModel<double> model = LeastSquares.Fit(X, Y);
        Assert.That(() => model.StepwiseByAic(penalty: -1), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("penalty must be finite and at least 0"));
        Assert.That(() => model.StepwiseByAic((StepwiseDirection)5), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("no such direction"));
        Assert.That(() => LeastSquares.FitPolynomial([1, 2, 3, 4], [1, 3, 2, 5], 2).StepwiseByAic(), Throws.InvalidOperationException.With.Message.Contains("polynomial"));
        Assert.That(() => LeastSquares.Fit([1, 2, 3, 4], [1, 2, 3, 4]).StepwiseByAic(), Throws.InvalidOperationException.With.Message.Contains("fits exactly"));
        StepwiseSelection<LinearModel<double>> nothing = model.StepwiseByAic(penalty: 1e9);
        Assert.That(nothing.Terms, Is.Empty);
        Assert.That(nothing.Model.Intercept, Is.EqualTo(Y.Average()).Within(1e-14));
        Assert.That(model.StepwiseByAic(penalty: 0).Changes, Is.Empty);
    }

    [Test]
    public void A_selection_never_breaks_an_interaction_from_its_parts_and_refits_weights_and_floats()
    {
        float[] noise = [.. TestMatrices.Random<float>(1, 40, 3).AsSpan()];
        Matrix<float> x = Matrix.Create(40, 3, (i, j) => j == 0 ? i % 5 : j == 1 ? i % 7 : (i % 5) * (i % 7f));
        float[] y = [.. noise.Select((e, i) => x[i, 2] + (0.1f * e))], weights = [.. noise.Select((_, i) => 1f + (i % 3))];
        ModelTerm a = ModelTerm.Numeric("a", 1), b = ModelTerm.Numeric("b", 2);
        LinearModel<float> model = LeastSquares.Fit(x, y, new() { Weights = weights });
        StepwiseSelection<LinearModel<float>> selection = model.StepwiseByAic(StepwiseDirection.Forward, 2, [a, b, ModelTerm.Interaction([3], a, b)]);
        Assert.That(selection.Terms, Is.EqualTo(new[] { "a", "b", "a:b" }));
        Assert.That(selection.Model.Coefficients, Is.EqualTo(model.Coefficients));
        StepwiseSelection<LinearModel<float>> alone = model.StepwiseByAic();
        Assert.That(alone.Terms, Is.EqualTo(new[] { "x3" }));
        LinearModel<float> expected = LeastSquares.Fit(x.Columns(2..), y, new() { Weights = weights });
        Assert.That(alone.Model.Coefficients, Is.EqualTo(expected.Coefficients));
    }

    [Test]
    public void Intervals_that_hold_together_are_wider_and_by_themselves_the_old_ones()
    {
        LinearModel<double> model = LeastSquares.Fit(X, Y);
        Matrix<double> points = [[2, 1, 3], [50, 0, 1]];
        Interval<double>[] own = model.PredictionInterval(points), all = model.PredictionInterval(points, 0.95, IntervalAdjustment.Bonferroni);
        Assert.That(own[1], Is.EqualTo(model.PredictionInterval([50.0, 0, 1])));
        Assert.That(model.ConfidenceInterval(points)[0], Is.EqualTo(model.ConfidenceInterval([2.0, 1, 3])));
        Assert.That(all[0].Upper, Is.EqualTo(model.PredictionInterval([2.0, 1, 3], 0.975).Upper).Within(1e-12));
        double scheffe = Math.Sqrt(2 * Distribution.F(2, 5).UpperQuantile(0.05)), t = Distribution.StudentT(5).UpperQuantile(0.025);
        Interval<double> wide = model.PredictionInterval(points, adjustment: IntervalAdjustment.Scheffe)[1];
        Assert.That((wide.Upper - wide.Lower) / (own[1].Upper - own[1].Lower), Is.EqualTo(scheffe / t).Within(1e-12));
        Assert.That(model.ConfidenceInterval(new Matrix<double>(0, 3)), Is.Empty);
        Assert.That(() => model.ConfidenceInterval(X.Columns(..2)), Throws.ArgumentException.With.Message.Contains("x is 9×2; it must have 3 columns"));
        Assert.That(() => model.PredictionInterval(points, 1.5), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("level"));
        Assert.That(() => model.PredictionInterval(points, weight: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.CoefficientIntervals(0.95, (IntervalAdjustment)4), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("no such adjustment"));
    }

    [Test]
    public void Small_samples_have_no_corrected_criterion()
    {
        Assert.That(LeastSquares.Fit([1, 2, 3, 5], [1, 3, 2, 4]).Summary().Aicc, Is.NaN);
        LinearModelSummary<double> summary = LeastSquares.Fit(X, Y).Summary();
        Assert.That(summary.Aicc, Is.EqualTo(summary.Aic + (2 * 5 * 6 / 3.0)).Within(1e-13));
    }
}
