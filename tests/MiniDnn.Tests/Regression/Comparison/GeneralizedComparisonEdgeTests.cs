namespace MiniDnn.Tests;

/// <summary>What comparisons of generalised models refuse, and where they are not defined.</summary>
internal sealed class GeneralizedComparisonEdgeTests
{
    private static readonly Matrix<double> X = [[1, 0, 1], [2, 1, 0], [3, 0, 2], [4, 1, 1], [5, 0, 5], [6, 1, 3], [7, 0, 4], [8, 1, 8], [9, 0, 2]];

    private static readonly double[] Yes = [0, 1, 0, 0, 1, 0, 1, 1, 1], Count = [1, 2, 2, 4, 3, 5, 6, 9, 7];

    private static Matrix<double> Part => X.Columns(..1).ToMatrix();

    private static GeneralizedLinearModel Fit(Matrix<double> x, Family family, GeneralizedLinearOptions? options = null)
        => GeneralizedLinearModel.Fit(x, family == Family.Binomial ? Yes : Count, family, options);

    [Test]
    public void Models_must_be_nested_in_the_same_data()
    {
        GeneralizedLinearModel full = Fit(X, Family.Poisson), reduced = Fit(Part, Family.Poisson);
        Assert.That(() => reduced.LikelihoodRatioTest(full), Throws.ArgumentException.With.Message.Contains("the reduced model has rank 4, the full one 2; the reduced one must have less"));
        Assert.That(() => full.LikelihoodRatioTest(Fit(Part, Family.Gamma)), Throws.ArgumentException.With.Message.Contains("the full model is Poisson with link Log, the reduced one Gamma with link Inverse"));
        Assert.That(() => full.LikelihoodRatioTest(Fit(Part, Family.Poisson, new() { Link = Link.SquareRoot })), Throws.ArgumentException.With.Message.Contains("link SquareRoot"));
        GeneralizedLinearOptions[] others =
        [
            new() { Weights = [1, 1, 1, 1, 1, 1, 1, 1, 2] }, new() { Offset = [0, 0, 0, 0, 0, 0, 0, 0, 1e-9] }, new() { WeightsAreFrequencies = true },
            new() { Weights = [1, 1, 1, 1, 1, 1, 1, 1, 0] },
        ];
        foreach (GeneralizedLinearOptions other in others)
        {
            Assert.That(() => full.LikelihoodRatioTest(Fit(Part, Family.Poisson, other)), Throws.ArgumentException.With.Message.Contains("different responses, rows, weights, trials or offsets (9 and 9 rows)"));
        }
        Assert.That(() => full.LikelihoodRatioTest(GeneralizedLinearModel.Fit(X.Rows(..8).Columns(..1).ToMatrix(), Count[..8], Family.Poisson)), Throws.ArgumentException.With.Message.Contains("(9 and 8 rows)"));
        double[] response = [.. Count];
        response[3]++;
        Assert.That(() => full.LikelihoodRatioTest(GeneralizedLinearModel.Fit(Part, response, Family.Poisson)), Throws.ArgumentException.With.Message.Contains("different responses"));
        Assert.That(() => full.LikelihoodRatioTest(Fit(Matrix.Create(9, 1, (i, _) => i * i % 5.0), Family.Poisson)), Throws.ArgumentException.With.Message.Contains("it has columns that are no combination of the full one's"));
        Assert.That(() => full.LikelihoodRatioTest(null!), Throws.ArgumentNullException);
        Assert.That(() => ((GeneralizedLinearModel)null!).FTest(reduced), Throws.ArgumentNullException);
    }

    [Test]
    public void Ridge_edges_and_the_wrong_test_are_refused()
    {
        GeneralizedLinearModel full = Fit(X, Family.Poisson), reduced = Fit(Part, Family.Poisson), gamma = Fit(X, Family.Gamma, new() { Link = Link.Log });
        GeneralizedLinearModel ridge = Fit(Part, Family.Poisson, new() { Ridge = 1 });
        Assert.That(() => full.LikelihoodRatioTest(ridge), Throws.InvalidOperationException.With.Message.Contains("ridge"));
        Assert.That(() => ridge.Anova(1), Throws.InvalidOperationException.With.Message.Contains("Anova: the model was fitted with ridge"));
        Assert.That(() => ridge.StepwiseByAic(), Throws.InvalidOperationException.With.Message.Contains("ridge"));
        Assert.That(() => full.FTest(reduced), Throws.InvalidOperationException.With.Message.Contains("known to be 1; use LikelihoodRatioTest"));
        Assert.That(() => gamma.LikelihoodRatioTest(Fit(Part, Family.Gamma, new() { Link = Link.Log })), Throws.InvalidOperationException.With.Message.Contains("the Gamma family is estimated; use FTest"));
        double[] counts = [0, 0, 0, 1, 2, 4];
        Matrix<double> x = Matrix.Create(6, 1, (i, _) => (double)i);
        GeneralizedLinearModel edge = GeneralizedLinearModel.Fit(x, counts, Family.Poisson, new() { Link = Link.Identity });
        GeneralizedLinearModel constant = GeneralizedLinearModel.Fit(new Matrix<double>(6, 0), counts, Family.Poisson, new() { Link = Link.Identity });
        Assert.That(edge.Outcome, Is.EqualTo(FitOutcome.OnEdge));
        Assert.That(() => edge.LikelihoodRatioTest(constant), Throws.InvalidOperationException.With.Message.Contains("needs the maximum of a likelihood inside its domain, but a fit ended as OnEdge"));
        Assert.That(() => edge.Anova(2), Throws.InvalidOperationException.With.Message.Contains("OnEdge"));
        Assert.That(() => full.Anova(4), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("type is 4; it must be 1, 2 or 3"));
        Assert.That(() => full.Anova(2, [ModelTerm.Numeric("a", 1)]), Throws.ArgumentException.With.Message.Contains("column 2 (x2) is in 0 terms"));
        Assert.That(() => full.StepwiseByAic(penalty: double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("penalty must be finite and at least 0"));
        Assert.That(() => full.StepwiseByAic((StepwiseDirection)9), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("no such direction"));
        Assert.That(() => GeneralizedLinearModel.Fit([1, 2, 3], [2, 2, 2], Family.Gamma).StepwiseByAic(), Throws.InvalidOperationException.With.Message.Contains("fits exactly"));
    }

    [Test]
    public void Columns_may_be_combined_in_the_reduced_model()
    {
        GeneralizedLinearModel full = Fit(X, Family.Poisson);
        GeneralizedLinearModel sum = Fit(Matrix.Create(9, 2, (i, j) => j == 0 ? X[i, 0] / 3 : X[i, 1] + (0.1 * X[i, 2])), Family.Poisson);
        Assert.That(full.LikelihoodRatioTest(sum).DegreesOfFreedom, Is.EqualTo(1));
        GeneralizedLinearModel constant = Fit(new Matrix<double>(9, 0), Family.Poisson);
        HypothesisTest all = full.LikelihoodRatioTest(constant);
        Assert.That(all.Statistic, Is.EqualTo(full.Summary().NullDeviance - full.Summary().Deviance).Within(1e-12));

        // a column of ones is the other's intercept
        GeneralizedLinearModel own = Fit(Matrix.Create(9, 2, (i, j) => j == 0 ? 1 : X[i, 0]), Family.Poisson, new() { Intercept = false });
        Assert.That(full.LikelihoodRatioTest(own).Statistic, Is.EqualTo(full.LikelihoodRatioTest(Fit(Part, Family.Poisson)).Statistic).Within(1e-12));
    }

    [Test]
    public void Separated_models_are_compared_where_Walds_test_is_not_defined()
    {
        double[] apart = [0, 0, 0, 0, 1, 1, 1, 1, 1];
        GeneralizedLinearModel full = GeneralizedLinearModel.Fit(X.Columns(..2).ToMatrix(), apart, Family.Binomial);
        GeneralizedLinearModel reduced = GeneralizedLinearModel.Fit(X.Columns(1..2).ToMatrix(), apart, Family.Binomial);
        Assert.That(full.Outcome, Is.EqualTo(FitOutcome.Separated));
        HypothesisTest test = full.LikelihoodRatioTest(reduced);
        Assert.That(test.Statistic, Is.EqualTo(reduced.Summary().Deviance).Within(1e-12));
        Assert.That(test.DegreesOfFreedom, Is.EqualTo(1));
        Assert.That(full.Summary().WaldTest([[0, 1, 0]]).Statistic, Is.NaN);
        Assert.That(full.Anova(2).Terms[0].Statistic, Is.EqualTo(test.Statistic).Within(1e-12));
    }

    [Test]
    public void Restrictions_must_fit_the_coefficients()
    {
        GeneralizedLinearModelSummary summary = Fit(X, Family.Poisson).Summary();
        Assert.That(() => summary.WaldTest([[1, 0]]), Throws.ArgumentException.With.Message.Contains("restrictions is 1×2; it must have a row for each restriction, at least one, and 4 columns"));
        Assert.That(() => summary.WaldTest([[0, 1, 0, 0]], 1, 2), Throws.ArgumentException.With.Message.Contains("values has 2 elements"));
        Assert.That(() => summary.WaldTest([[0, 1, 0, 0]], double.NaN), Throws.ArgumentException.With.Message.Contains("values[0] is NaN"));
        Assert.That(() => summary.WaldTest([[0, 1, 1, 0], [0, 2, 2, 0]]), Throws.ArgumentException.With.Message.Contains("depend on each other"));
        Assert.That(() => summary.WaldTest(null!), Throws.ArgumentNullException);
        HypothesisTest one = summary.WaldTest([[0, 1, 0, 0]]);
        Assert.That(one.Statistic, Is.EqualTo(summary.TestStatistics[1] * summary.TestStatistics[1]).Within(1e-13));
        Assert.That(one.PValue, Is.EqualTo(summary.PValues[1]).Within(1e-13));
        Assert.That(Fit(X, Family.Poisson, new() { Ridge = 1 }).Summary().WaldTest([[0, 1, 0, 0]]).PValue, Is.NaN);
        GeneralizedLinearModel dependent = Fit(Matrix.Create(9, 2, (i, _) => X[i, 0]), Family.Poisson);
        Assert.That(dependent.Summary().WaldTest([[0, 0, 1]]).Statistic, Is.NaN);
        Assert.That(dependent.Summary().WaldTest([[0, 1, 0]]).PValue, Is.EqualTo(dependent.Summary().PValues[1]).Within(1e-13));
    }

    [Test]
    public void Units_change_no_test([Values(1e-150, 1e-6, 1e9, 1e150)] double unit)
    {
        GeneralizedLinearModel model = Fit(X, Family.Poisson), other = Fit(X.Map(v => v * unit), Family.Poisson);
        Matrix<double> restrictions = [[0, 1, -1, 0], [0, 0, 1, 2]];
        Assert.That(other.Summary().WaldTest(restrictions).Statistic, Is.EqualTo(model.Summary().WaldTest(restrictions).Statistic).Within(1e-9).Percent);
        Assert.That(other.Anova(2).Terms[0].Statistic, Is.EqualTo(model.Anova(2).Terms[0].Statistic).Within(1e-10));
        Matrix<double> sum = Matrix.Create(9, 1, (i, _) => (X[i, 0] + X[i, 2]) * unit);
        Assert.That(other.LikelihoodRatioTest(Fit(sum, Family.Poisson)).DegreesOfFreedom, Is.EqualTo(2));
    }

    [Test]
    public void A_dependent_column_has_no_line_and_of_type_three_there_is_none()
    {
        GeneralizedLinearModel dependent = Fit(Matrix.Create(9, 2, (i, j) => X[i, 0] * (j + 1)), Family.Poisson);
        AnovaTable one = dependent.Anova(1);
        Assert.That(one.Terms[1].DegreesOfFreedom, Is.Zero);
        Assert.That(one.Terms[1].Statistic, Is.NaN);
        Assert.That(dependent.Anova(3).Terms.Select(term => term.Statistic), Is.All.NaN);
    }

    [Test]
    public void Records_give_their_terms()
    {
        Action<RecordTerms<House>> terms = t => t.Add(h => h.Area).Category(h => h.Region).DropMissing();
        RecordModel<House, GeneralizedLinearModel> model = GeneralizedLinearModel.Fit(House.All, h => (double)h.Price, terms, Family.Gamma, new() { Link = Link.Log });
        AnovaTable table = model.Model.Anova(2, model.Terms());
        Assert.That(table.Terms.Select(term => term.Name), Is.EqualTo(model.Terms().Select(term => term.Name)));
        Assert.That(model.Model.StepwiseByAic(terms: model.Terms()).Terms, Is.SubsetOf(model.Terms().Select(term => term.Name)));
    }

    [Test]
    [SetCulture("de-DE")]
    public void Tables_are_in_the_culture()
    {
        string table = Fit(X, Family.Poisson).Anova(2).ToString();
        Assert.That(table, Does.Contain("Pr(>χ²)").And.Contain("0,"));
    }
}
