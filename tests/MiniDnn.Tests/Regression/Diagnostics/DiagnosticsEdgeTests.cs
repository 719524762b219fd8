namespace MiniDnn.Tests;

/// <summary>Where diagnostics and tests are not defined, what they must not depend on, and what they refuse.</summary>
internal sealed class DiagnosticsEdgeTests
{
    private static LinearModel<double> Fit(int rows, int columns, LeastSquaresOptions<double>? options = null, double unit = 1, double shift = 0)
    {
        Matrix<double> x = TestMatrices.Random<double>(rows, columns, 71);
        Matrix<double> noise = TestMatrices.Random<double>(1, rows, 72);
        double[] y = [.. Enumerable.Range(0, rows).Select(i => 2 + x.Row(i).ToArray().Sum() + noise[0, i])];
        return LeastSquares.Fit(Matrix.Create(rows, columns, (i, j) => shift + (unit * x[i, j])), [.. y.Select(v => unit * v)], options);
    }

    [Test]
    public void A_row_with_a_coefficient_to_itself_has_no_deleted_values_and_the_others_have_theirs()
    {
        Matrix<double> x = [[1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [6, 1]];
        double[] y = [1, 3, 2, 5, 4, 9];
        LinearModelDiagnostics<double> diagnostics = LeastSquares.Fit(x, y).Diagnostics();
        LinearModelDiagnostics<double> without = LeastSquares.Fit([1, 2, 3, 4, 5], [1, 3, 2, 5, 4]).Diagnostics();
        Assert.That(diagnostics.StudentizedResiduals()[5], Is.NaN);
        Assert.That(diagnostics.Dffits()[5], Is.NaN);
        Assert.That(diagnostics.CovarianceRatios()[5], Is.NaN);
        Assert.That(diagnostics.Dfbetas().Row(5).ToArray(), Is.All.NaN);
        Assert.That((diagnostics.Press(), diagnostics.PredictedRSquared()), Is.EqualTo((double.NaN, double.NaN)));
        Assert.That(diagnostics.RobustSummary(CovarianceKind.HC4).StandardErrors, Is.All.NaN);
        Assert.That(diagnostics.StudentizedResiduals()[..5], Is.EqualTo(without.StudentizedResiduals()).Within(1e-13));
        Assert.That(diagnostics.OutlierTest().PValue, Is.EqualTo(without.OutlierTest().PValue).Within(1e-13));
    }

    [Test]
    public void One_row_more_than_coefficients_leaves_nothing_to_judge_a_row_by()
    {
        LinearModelDiagnostics<double> diagnostics = LeastSquares.Fit([1, 2, 4], [1, 3, 2]).Diagnostics();
        Assert.That(diagnostics.StudentizedResiduals(), Is.All.NaN);
        Assert.That(diagnostics.Dffits(), Is.All.NaN);
        OutlierTest test = diagnostics.OutlierTest();
        Assert.That((test.Row, test.Statistic, test.PValue), Is.EqualTo((-1, double.NaN, double.NaN)));
        Assert.That(double.IsFinite(diagnostics.Press()));
    }

    [Test]
    public void An_exact_fit_has_no_tests()
    {
        LinearModelDiagnostics<double> diagnostics = LeastSquares.Fit([1, 2, 3, 4, 5, 6, 7], [3, 5, 7, 9, 11, 13, 15]).Diagnostics();
        HypothesisTest[] tests = [
            diagnostics.DurbinWatson(), diagnostics.BreuschPagan(), diagnostics.White(), diagnostics.BreuschGodfrey(), diagnostics.Reset(),
            diagnostics.JarqueBera(), diagnostics.OutlierTest()];
        Assert.That(tests.Select(test => test.PValue), Is.All.NaN);
        Assert.That(diagnostics.StudentizedResiduals(), Is.All.NaN);
    }

    [Test]
    public void Rows_of_weight_0_count_nowhere([Values] CovarianceKind kind)
    {
        double[] x = [1, 2, double.NaN, 3, 4, 5, 6, 7], y = [1, 3, 9, 2, 5, 4, 8, 6], weights = [2, 2, 0, 2, 2, 2, 2, 2];
        LinearModel<double> model = LeastSquares.Fit(x, y, new() { Weights = weights });
        LinearModel<double> without = LeastSquares.Fit([1, 2, 3, 4, 5, 6, 7], [1, 3, 2, 5, 4, 8, 6]);
        LinearModelDiagnostics<double> found = model.Diagnostics(), expected = without.Diagnostics();
        Assert.That(found.StudentizedResiduals().Where((_, i) => i != 2), Is.EqualTo(expected.StudentizedResiduals()).Within(1e-13));
        Assert.That((found.StudentizedResiduals()[2], found.Dffits()[2], found.CovarianceRatios()[2]), Is.EqualTo((0.0, 0.0, 1.0)));
        Assert.That(found.RobustSummary(kind).StandardErrors, Is.EqualTo(expected.RobustSummary(kind).StandardErrors).Within(1e-13));
        Assert.That(found.NeweyWestSummary(2).StandardErrors, Is.EqualTo(expected.NeweyWestSummary(2).StandardErrors).Within(1e-13));
        Assert.That(found.DurbinWatson().PValue, Is.EqualTo(expected.DurbinWatson().PValue).Within(1e-13));
        Assert.That(found.White().PValue, Is.EqualTo(expected.White().PValue).Within(1e-13));
        Assert.That(found.BreuschGodfrey(2).PValue, Is.EqualTo(expected.BreuschGodfrey(2).PValue).Within(1e-13));
        Assert.That(found.OutlierTest().PValue, Is.EqualTo(expected.OutlierTest().PValue).Within(1e-13));
    }

    [TestCase(1e-160, 0)]
    [TestCase(1e150, 0)]
    [TestCase(1, 4096)]
    public void Units_and_levels_change_no_test(double unit, double shift)
    {
        LinearModelDiagnostics<double> own = Fit(30, 3).Diagnostics(), other = Fit(30, 3, unit: unit, shift: shift).Diagnostics();
        static double[] Tests(LinearModelDiagnostics<double> d) => [
            d.DurbinWatson().PValue, d.BreuschPagan().PValue, d.White().PValue, d.BreuschGodfrey(3).PValue, d.Reset().PValue,
            d.JarqueBera().PValue, d.OutlierTest().PValue, .. d.VarianceInflation(), d.RobustSummary(CovarianceKind.HC3).FPValue,
            d.NeweyWestSummary().FPValue, .. d.StandardizedCoefficients()[1..]];
        Assert.That(Tests(other), Is.EqualTo(Tests(own)).Within(1e-9).Percent);
    }

    [Test]
    public void Dependent_columns_leave_what_the_data_say()
    {
        Matrix<double> x = TestMatrices.Random<double>(20, 2, 5);
        double[] y = [.. Enumerable.Range(0, 20).Select(i => x[i, 0] + (i % 3))];
        LinearModelDiagnostics<double> full = LeastSquares.Fit(x, y).Diagnostics();
        LinearModelDiagnostics<double> twice = LeastSquares.Fit(Matrix.Create(20, 3, (i, j) => x[i, j % 2]), y).Diagnostics();
        Assert.That(twice.StudentizedResiduals(), Is.EqualTo(full.StudentizedResiduals()).Within(1e-12));
        Assert.That(twice.CovarianceRatios(), Is.EqualTo(full.CovarianceRatios()).Within(1e-12));
        Assert.That(twice.DurbinWatson().PValue, Is.EqualTo(full.DurbinWatson().PValue).Within(1e-12));
        Assert.That(twice.White().DegreesOfFreedom, Is.EqualTo(5));
        Assert.That(twice.White().PValue, Is.EqualTo(full.White().PValue).Within(1e-12));
        Assert.That(twice.VarianceInflation(), Is.EqualTo(new[] { double.NaN, 1, double.NaN }).Within(1));
        Assert.That(double.IsNaN(twice.Dfbetas()[0, 1]) && double.IsFinite(twice.Dfbetas()[0, 2]));
        Assert.That(twice.ConditionIndices()[3], Is.EqualTo(double.PositiveInfinity));
        Assert.That(twice.RobustSummary(CovarianceKind.HC0).FStatistic, Is.NaN);
    }

    [Test]
    public void A_squared_column_that_is_given_counts_once_in_whites_test()
    {
        double[] v = [.. Enumerable.Range(0, 40).Select(i => 1000.1 + (0.37 * i))];
        Matrix<double> x = Matrix.Create(40, 2, (i, j) => j == 0 ? v[i] : v[i] * v[i]);
        double[] y = [.. v.Select((a, i) => (a * 0.1) + Math.Sin(i * i))];
        Assert.That(LeastSquares.Fit(x, y).Diagnostics().White().DegreesOfFreedom, Is.EqualTo(4));   // x to x⁴
    }

    [Test]
    public void Powers_of_what_categories_fit_are_nothing_new()
    {
        double[] x = [0, 0, 0, 1, 1, 1, 0, 1], y = [1, 2, 1.5, 3, 3.5, 4, 2, 3];
        HypothesisTest test = LeastSquares.Fit(x, y).Diagnostics().Reset();
        Assert.That((test.Statistic, test.PValue), Is.EqualTo((double.NaN, double.NaN)));
    }

    [TestCase(100)]
    [TestCase(3000)]
    public void Tails_of_durbin_and_watson_are_one_together_however_many_rows(int rows)
    {
        LinearModelDiagnostics<double> diagnostics = Fit(rows, 2).Diagnostics();
        HypothesisTest positive = diagnostics.DurbinWatson(), negative = diagnostics.DurbinWatson(negative: true);
        Assert.That(positive.PValue + negative.PValue, Is.EqualTo(1).Within(1e-13));

        // about 2 with variance 4/n: the normal limit, to a few hundredths
        double normal = Distribution.Normal.LowerTail((positive.Statistic - 2) / (2 / Math.Sqrt(rows)));
        Assert.That(positive.PValue, Is.EqualTo(normal).Within(0.08));
    }

    [Test]
    public void With_one_degree_of_freedom_the_statistic_has_no_spread()
    {
        HypothesisTest test = LeastSquares.Fit([1, 2, 4], [1, 3, 2]).Diagnostics().DurbinWatson();
        double p = test.PValue;
        Assert.That(p is >= 0 and <= 1);
        Assert.That(test.Statistic, Is.EqualTo((25.0 + 9) / 14).Within(2));
    }

    [Test]
    public void Ridge_has_no_deleted_values()
    {
        LinearModelDiagnostics<double> diagnostics = Fit(12, 2, new() { Ridge = 1 }).Diagnostics();
        Assert.That(diagnostics.StudentizedResiduals, Throws.InvalidOperationException.With.Message.StartsWith("StudentizedResiduals: the model was fitted with ridge"));
        Assert.That(() => diagnostics.VarianceInflation(), Throws.InvalidOperationException.With.Message.Contains("ridge"));
        Assert.That(() => diagnostics.DurbinWatson(), Throws.InvalidOperationException.With.Message.Contains("ridge"));
        Assert.That(() => diagnostics.Reset(), Throws.InvalidOperationException.With.Message.Contains("ridge"));
        Assert.That(diagnostics.NeweyWestSummary().StandardErrors, Has.All.Positive);
        Assert.That(diagnostics.RobustSummary(CovarianceKind.HC4).FStatistic, Is.NaN);
    }

    [Test]
    public void What_makes_no_sense_is_refused_with_a_reason()
    {
        LinearModelDiagnostics<double> diagnostics = Fit(12, 2).Diagnostics();
        Assert.That(() => diagnostics.BreuschGodfrey(0), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("order"));
        Assert.That(() => diagnostics.Reset(2, 2), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("powers are 2, 2"));
        Assert.That(() => diagnostics.Reset(1), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("must be 2 or more"));
        Assert.That(() => diagnostics.NeweyWestSummary(-1), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("lag"));
        Assert.That(() => diagnostics.RobustSummary((CovarianceKind)7), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => diagnostics.RobustSummary([1, 2]), Throws.ArgumentException.With.Message.Contains("clusters has 2 elements; it must have 12"));
        Assert.That(() => diagnostics.RobustSummary(new string[12]), Throws.ArgumentException.With.Message.Contains("two or more"));
        Assert.That(() => diagnostics.RobustSummary<int>(null!), Throws.ArgumentNullException);
        Assert.That(() => diagnostics.VarianceInflation([ModelTerm.Numeric("far", 3)]), Throws.ArgumentException.With.Message.Contains("\"far\" has column 3; the model has columns 1 to 2"));
        Assert.That(() => diagnostics.VarianceInflation([null!]), Throws.ArgumentException.With.Message.Contains("terms[0] is null"));
        Assert.That(() => ((LinearModelDiagnostics<double>)null!).White(), Throws.ArgumentNullException);
    }

    [Test]
    public void A_lag_beyond_the_rows_and_clusters_of_one_row_are_what_they_must_be()
    {
        LinearModel<double> model = Fit(10, 2);
        LinearModelDiagnostics<double> diagnostics = model.Diagnostics();
        Assert.That(diagnostics.NeweyWestSummary(0).StandardErrors, Is.EqualTo(diagnostics.RobustSummary(CovarianceKind.HC0).StandardErrors).Within(1e-14));
        Assert.That(diagnostics.NeweyWestSummary(1000).StandardErrors, Has.All.Positive);
        int[] own = [.. Enumerable.Range(0, 10)];
        double[] expected = [.. diagnostics.RobustSummary(CovarianceKind.HC1).StandardErrors];
        Assert.That(diagnostics.RobustSummary(own).StandardErrors, Is.EqualTo(expected).Within(1e-14));   // 10/9·9/7 = 10/7
    }

    [Test]
    public void A_robust_summary_keeps_the_fit_and_says_what_it_is()
    {
        LinearModel<double> model = Fit(15, 2);
        LinearModelSummary<double> plain = model.Summary(), robust = model.Diagnostics().RobustSummary(CovarianceKind.HC3);
        Assert.That((robust.RSquared, robust.ResidualStandardError, robust.Aic), Is.EqualTo((plain.RSquared, plain.ResidualStandardError, plain.Aic)));
        Assert.That($"{robust}", Does.Contain("HC3, robust against unequal variances"));
        Interval<double> interval = robust.CoefficientIntervals(0.9)[1];
        Assert.That(interval.Upper - interval.Lower, Is.EqualTo(2 * robust.StandardErrors[1] * Distribution.StudentT(12).UpperQuantile(0.05)).Within(1e-13));
        Assert.That(robust.Covariance()[1, 1], Is.EqualTo(Math.Pow(robust.StandardErrors[1], 2)).Within(1e-14));
        Assert.That(robust.WaldTest([[0, 1, 0], [0, 0, 1]]).Statistic, Is.EqualTo(robust.FStatistic).Within(1e-12));
    }
}
